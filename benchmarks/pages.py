"""Server time of every public page and staff list, as a ratio to a bare Django view in the same run.

One gunicorn worker each, demonstration data, 200 requests a page on one connection kept open, bare and page in turns
of 20; the median of each. Limits of the project: public pages 5, staff lists 20.
Run: ``python -m benchmarks.pages`` (builds the demonstration in a temporary folder).
"""

import gzip
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

REQUESTS, TURN, WARM_UP = 200, 20, 10
PUBLIC_LIMIT, STAFF_LIMIT = 5.0, 20.0
MEMBER_LIMIT = float("inf")  # the journeys promise milliseconds: benchmarks/targets.py
PUBLIC = [
    "/",
    "/missions/",
    "/missions/accueil-et-vente/",
    "/espaces/",
    "/espaces/?ou=59000",
    "/espaces/lille-fives/",
    "/devenir-benevole/",
    "/campagnes/",
    "/connexion/",
    "/accessibilite/",
    "/donnees-personnelles/",
    "/plan-du-site/",
    "/mentions-legales/",
]
STAFF = [
    "/equipe/",
    "/equipe/planning/",
    "/equipe/planning/modele/",
    "/equipe/planning/proposer/",
    "/equipe/planning/mois/",
    "/equipe/planning/presence/",
    "/equipe/accueil/",
    "/equipe/candidatures/",
    "/equipe/benevoles/",
    "/equipe/reunions/",
    "/equipe/espaces/",
    "/equipe/messages/",
    "/equipe/conversations/",
    "/equipe/heures/",
    "/equipe/campagnes/",
]
NETWORK = ["/equipe/roles/"]
MEMBER = ["/mon-espace/", "/mon-espace/places/", "/mon-espace/disponibilites/", "/mon-espace/calendrier/"]


@dataclass
class Browser:
    """One connection kept open, with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Status and body; cookies are kept."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers["Accept-Encoding"] = "gzip"
        headers["Accept-Language"] = "fr"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://localhost:{self.port}{path}"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        return response.status, content

    def enter(self, guide: str) -> None:
        """Take a role of the demonstration."""
        path = f"/demo/entrer/{guide}/"
        _, page = self.ask("GET", path)
        text = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        if token is None:
            raise SystemExit(f"No door for {guide}: is the demonstration built?")
        status, _ = self.ask("POST", path, urlencode({"csrfmiddlewaretoken": token[1]}))
        if status != 302:
            raise SystemExit(f"{path} answered {status}.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(application: str, environment: dict[str, str]) -> Iterator[int]:
    """One gunicorn worker for ``application``; gives its port."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--worker-class", "gthread", "--threads", "4", "--keep-alive", "30", "--log-level", "error"]
    process = subprocess.Popen(command, env={**environment, "PORT": str(port)})
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _turn(browser: Browser, path: str, count: int) -> list[float]:
    times = []
    for _ in range(count):
        start = time.perf_counter()
        status, _ = browser.ask("GET", path)
        times.append(time.perf_counter() - start)
        if status != 200:
            raise SystemExit(f"{path} answered {status}.")
    return times


class Timing(NamedTuple):
    """Median and 95th percentile of a page in milliseconds, and its median as a ratio to the bare view."""

    median: float
    p95: float
    times: float


def timing(bare: Browser, browser: Browser, path: str) -> Timing:
    """How long the page takes, and the bare view measured in turns with it."""
    _turn(browser, path, WARM_UP)
    pages: list[float] = []
    yard: list[float] = []
    for _ in range(REQUESTS // TURN):
        yard += _turn(bare, "/", TURN)
        pages += _turn(browser, path, TURN)
    median = statistics.median(pages)
    return Timing(
        median * 1000, statistics.quantiles(pages, n=20)[-1] * 1000, median / statistics.median(yard)
    )


def demonstration() -> dict[str, str]:
    """The environment of a demonstration, built when missing, in ``MAPART_HOME`` or a temporary folder."""
    environment = dict(os.environ, MAPART_DEMO="yes", DJANGO_SETTINGS_MODULE="mapart.settings")
    if "MAPART_HOME" not in environment:
        environment["MAPART_HOME"] = str(Path(tempfile.mkdtemp(prefix="mapart-bench-")))
    demo = [sys.executable, "-m", "mapart"]
    subprocess.run([*demo, "demo", "--build-only"], env=environment, check=True)
    subprocess.run([*demo, "collectstatic", "--no-input", "-v", "0"], env=environment, check=True)
    return environment


def main() -> int:
    """Print the table; 1 when a limit is passed."""
    environment = demonstration()
    too_slow = 0
    with served("benchmarks.bare", environment) as yard, served("mapart.wsgi", environment) as port:
        bare = Browser(yard)
        for title, guide, paths, limit in (
            ("public", None, PUBLIC, PUBLIC_LIMIT),
            ("volunteer", "benevole", MEMBER, MEMBER_LIMIT),
            ("staff", "responsable", STAFF, STAFF_LIMIT),
            ("network", "direction", NETWORK, STAFF_LIMIT),
        ):
            browser = Browser(port)
            if guide:
                browser.enter(guide)
            for path in paths:
                found = timing(bare, browser, path)
                verdict = "" if found.times <= limit else f"  over {limit:g}"
                too_slow += found.times > limit
                print(
                    f"{title:<10}{path:<40}{found.median:8.2f} ms {found.times:7.1f} x{verdict}", flush=True
                )
    return 1 if too_slow else 0


if __name__ == "__main__":
    sys.exit(main())
