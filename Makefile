# Two commands for a newcomer: `make demo` and `make test`. The rest is for those who build.
PYTHON ?= python3
PORT ?= 8000
export PORT
BIN := .venv/bin
# PostgreSQL of the tests comes from a wheel and needs a short folder for its socket.
PYTEST := $(BIN)/python -m pytest -q
WORKERS ?= 2
# `make test-browser BROWSER_DATABASE=postgres` tries the same journeys on the other database.
BROWSER_DATABASE ?= sqlite

.PHONY: demo run test test-sqlite test-postgres test-browser chromium check fix bench lock

demo: .venv/installed
	$(BIN)/mapart demo

run: .venv/installed
	$(BIN)/mapart migrate
	$(BIN)/mapart serve

test: test-sqlite test-postgres test-browser

test-sqlite: .venv/dev
	$(PYTEST) -n $(WORKERS) --dist loadgroup -m "not browser" --database=sqlite

test-postgres: .venv/dev
	$(PYTEST) -n $(WORKERS) --dist loadgroup -m "not browser" --database=postgres

test-browser: .venv/dev chromium
	$(PYTEST) -n $(WORKERS) --dist loadgroup -m browser --database=$(BROWSER_DATABASE)

# A browser is no Python package: installed here where we may, named where we may not.
chromium:
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || \
	  command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium-headless-shell fonts-noto-core >/dev/null; } || \
	  { echo "Chromium is missing: install it (Debian: apt-get install chromium-headless-shell)."; exit 1; }

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/mapart makemigrations --check --dry-run
	$(BIN)/mapart check --fail-level WARNING
	$(BIN)/djlint mapart --lint --quiet

fix: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/bench
	$(BIN)/python -m benchmarks

lock: .venv/dev
	$(BIN)/uv pip compile pyproject.toml --group install --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group install --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -c requirements.txt -o requirements-dev.txt
	$(BIN)/uv pip compile pyproject.toml --group bench --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -c requirements-dev.txt -o requirements-bench.txt

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: .venv/installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	touch $@

.venv/bench: .venv/dev requirements-bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-bench.txt
	touch $@
