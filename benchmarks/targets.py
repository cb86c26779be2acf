"""The journeys whose time or weight is promised, each beside its target, and as a ratio to a bare Django view.

One gunicorn worker on a database of its own: 1,000 volunteers, three years of hours, a week of 60 sessions of three
missions, 100 places to take, a day of 60 people. A page is asked 200 times in turns with the bare view; an act is made
in this process, and the median of its tries counts. Of a page of a volunteer, 19 of 20 answers come in ``MEMBER_P95``.
Run: ``python -m benchmarks.targets``.
"""

import datetime
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.pages import Browser, Timing, served, timing

HOLES, DAYS_BACK, TRIES = 100, 3 * 365, 5
MEMBER_P95 = 50.0  # ms
WORKER_MB, WORKER_SECONDS = 90.0, 15
MEMBER = (
    "",
    "disponibilites",
    "creneaux",
    "missions",
    "calendrier",
    "joindre",
    "mes-donnees",
    "heures",
    "messages",
)


@dataclass(frozen=True)
class Page:
    """A page and its promise: milliseconds, kilobytes as sent (gzip), milliseconds of 19 answers in 20; null: none."""

    code: str
    words: str
    path: str
    reader: str
    most_ms: float | None = None
    most_kb: float | None = None
    most_p95: float | None = None


@dataclass(frozen=True)
class Act:
    """Something that is done, and its promise; ``do`` gives what it made, to be weighed."""

    code: str
    words: str
    do: Callable[[], bytes]
    most_ms: float
    most_kb: float | None = None


@dataclass
class Scene:
    """What is measured, and the sessions of who reads."""

    pages: list[Page]
    acts: list[Act]
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)


def build() -> Scene:
    """Fill the database and say what to measure."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import crowd
    from mapart.recruitment.models import Campaign
    from mapart.spaces.models import Space
    from mapart.volunteering.actions import load_catalogue

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_catalogue(by=None)
    crowd.build(1000, days_back=DAYS_BACK)
    space, campaign = Space.objects.get(slug="espace-0"), Campaign.objects.order_by("-starts_on")[0]
    monday, day = _busy_week(space), _busy_day(space)
    year = day.year - 1
    week, here = f"semaine={monday}", "espace=espace-0"
    scene = Scene(
        pages=[
            Page("C1", "the week, 60 sessions", f"/equipe/planning/?{here}&{week}", "manager", 40, 30),
            Page(
                "C8",
                "the day, 60 people",
                f"/equipe/planning/presence/?{here}&jour={day}",
                "manager",
                1000,
                30,
            ),
            Page("V6", f"{HOLES} places to take", "/mon-espace/places/", "volunteer", 25, 20, MEMBER_P95),
            *(
                Page(
                    "V",
                    name or "her space",
                    f"/mon-espace/{name}{name and '/'}",
                    "volunteer",
                    most_p95=MEMBER_P95,
                )
                for name in MEMBER
            ),
            Page("S4", "a campaign by city", f"/equipe/campagnes/{campaign.pk}/", "head", 300),
            Page(
                "S4",
                "its figures for a spreadsheet",
                f"/equipe/campagnes/{campaign.pk}/chiffres.csv",
                "head",
                300,
            ),
            Page("S4", "hours of a year, three kept", f"/equipe/valorisation/?annee={year}", "head", 300),
        ],
        acts=[
            Act("C5", "52 weeks of a series", lambda: _series(space), 1000),
            Act("V11", "certificate, PDF", _certificate, 1000, 100),
        ],
    )
    scene.cookies = _sign_in(space)
    return scene


def _busy_week(space: Any) -> datetime.date:
    """Sixty sessions of three missions, two people each, in the week after next; its Monday."""
    from mapart.planning.models import StaffingNeed
    from mapart.volunteering.models import Mission, Volunteer
    from tests.factories import make_assignment, make_session, next_weekday

    people = list(Volunteer.objects.filter(home_space=space, state="active")[:40])
    missions = list(Mission.objects.all()[:3])
    for number in range(60):
        session = make_session(space, next_weekday(number % 6, weeks=8), 8 + number // 6)
        for rank, mission in enumerate(missions):
            need = StaffingNeed.objects.create(
                session=session, mission=mission, minimum=2, ideal=3, maximum=4
            )
            for turn in range(number % 3):
                make_assignment(need, people[(number + 7 * rank + turn) % len(people)])
    return next_weekday(0, weeks=8)


def _busy_day(space: Any) -> datetime.date:
    """Sixty people on the sessions of a Sunday to come."""
    from mapart.planning.models import StaffingNeed
    from mapart.volunteering.models import Mission, Volunteer
    from tests.factories import make_assignment, make_session, next_weekday

    day = next_weekday(6)
    people = Volunteer.objects.filter(home_space=space, state="active")[:60]
    session = make_session(space, day)
    needs = [
        StaffingNeed.objects.create(session=session, mission=mission, minimum=5, ideal=20, maximum=60)
        for mission in Mission.objects.all()[:6]
    ]
    for number, one in enumerate(people):
        make_assignment(needs[number % len(needs)], one)
    return day


def _sign_in(space: Any) -> dict[str, dict[str, str]]:
    """A session for a manager, for the head of the network, and for a volunteer with places to take."""
    from mapart.people.models import Person
    from mapart.volunteering.models import Mission
    from tests.conftest import SignedClient
    from tests.factories import make_need, make_session, make_volunteer, next_weekday

    mission = Mission.objects.filter(is_open=True, mandatory_skill="")[0]
    volunteer = make_volunteer(space, (mission,), commitment="3h_day", accepts_whole_day=True)
    for number in range(HOLES):
        day = next_weekday(number % 5, weeks=1 + number % 3)
        make_need(make_session(space, day, 9 + number % 6), mission)
    people = {
        "manager": Person.objects.get(roles__kind="space_manager", roles__space=space),
        "head": Person.objects.get(roles__kind="network_head"),
        "volunteer": volunteer.person,
    }
    cookies = {}
    for name, person in people.items():
        client = SignedClient(HTTP_HOST="localhost")
        client.force_login(person)
        cookies[name] = {key: morsel.value for key, morsel in client.cookies.items()}
    return cookies


def _series(space: Any) -> bytes:
    """A weekly series and its sessions for a year, holidays of the space left out."""
    from mapart.agenda.actions import open_series
    from mapart.agenda.enums import SessionKind
    from mapart.core import clock
    from mapart.planning.actions import extend_week

    today = clock.today()
    open_series(
        by=None,
        space=space,
        kind=SessionKind.COMMUNITY,
        weekday=2,
        starts_at=datetime.time(9),
        ends_at=datetime.time(12),
        starts_on=today,
    )
    made = extend_week(by=None, space=space, until=today + datetime.timedelta(weeks=52))
    if made < 52:
        raise SystemExit(f"{made} sessions instead of 52.")
    return b""


def _certificate() -> bytes:
    from mapart.volunteering.actions import certificate_pdf, issue_certificate
    from mapart.volunteering.models import Volunteer

    volunteer = Volunteer.objects.filter(hours__isnull=False).order_by("pk")[0]
    return certificate_pdf(issue_certificate(by=volunteer.person, volunteer=volunteer))


def main() -> int:
    """Print the table; 1 when a promise is not kept."""
    with tempfile.TemporaryDirectory(prefix="mapart-targets-") as home:
        os.environ |= {
            "MAPART_HOME": home,
            "MAPART_SECRET_KEY": "only-for-benchmarks",
            "DJANGO_SETTINGS_MODULE": "mapart.settings",
        }
        os.environ.pop("MAPART_DATABASE_URL", None)
        scene = build()
        environment = dict(os.environ)
        with served("benchmarks.bare", environment) as yard, served("mapart.wsgi", environment) as port:
            broken = _measure(scene, Browser(yard), port)
    with tempfile.TemporaryDirectory(prefix="mapart-first-start-") as home:
        broken += _worker({**os.environ, "MAPART_HOME": home})
    return 1 if broken else 0


def _worker(environment: dict[str, str]) -> int:
    """S6: what the worker of a first start holds in memory, once it has looked for work. Linux alone."""
    mapart = [sys.executable, "-m", "mapart"]
    subprocess.run([*mapart, "migrate", "-v", "0"], env=environment, check=True)
    with subprocess.Popen([*mapart, "worker"], env=environment) as worker:
        time.sleep(WORKER_SECONDS)
        status = Path(f"/proc/{worker.pid}/status").read_text()
        worker.terminate()
    held = next(int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmRSS"))
    print(f"S6  worker at rest{held:45.0f} MB of {WORKER_MB:.0f}{'  over' if held > WORKER_MB else ''}")
    return held > WORKER_MB


def _measure(scene: Scene, bare: Browser, port: int) -> int:
    broken = 0
    for page in scene.pages:
        browser = Browser(port, dict(scene.cookies[page.reader]))
        found = timing(bare, browser, page.path)
        weight = len(browser.ask("GET", page.path)[1]) / 1000
        broken += _print(page, found, weight)
    start = time.perf_counter()
    for _ in range(200):
        bare.ask("GET", "/")
    yardstick = 1000 * (time.perf_counter() - start) / 200
    for act in scene.acts:
        tries = []
        for _ in range(TRIES):
            start = time.perf_counter()
            made = act.do()
            tries.append(1000 * (time.perf_counter() - start))
        median = statistics.median(tries)
        broken += _print(act, Timing(median, max(tries), median / yardstick), len(made) / 1000)
    return broken


def _print(what: Page | Act, found: Timing, weight: float) -> bool:
    most_p95 = what.most_p95 if isinstance(what, Page) else None
    held = ((found.median, what.most_ms), (found.p95, most_p95), (weight, what.most_kb))
    is_broken = any(most is not None and value > most for value, most in held)
    median, p95, size = (f"{value:7.1f}{_of(most)}" for value, most in held)
    print(
        f"{what.code:4}{what.words:34}{median} ms{p95} ms p95{found.times:8.1f} x bare{size} kB"
        f"{'  over' if is_broken else ''}",
        flush=True,
    )
    return is_broken


def _of(most: float | None) -> str:
    return f" of {most:<5.0f}" if most else " " * 9


if __name__ == "__main__":
    sys.exit(main())
