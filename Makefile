# Two commands for a newcomer: `make demo` and `make test`. The rest is for those who build.
PYTHON ?= python3
PORT ?= 8000
export PORT
BIN := .venv/bin
ROOMS := mapart tests benchmarks

.PHONY: demo run test check fix bench lock

.venv/installed: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . || \
	  echo "$(CURDIR)" > "$$($(BIN)/python -c 'import site; print(site.getsitepackages()[0])')/mapart.pth"
	touch $@
