"""Next week of seven spaces planned by the house, then mended: journeys C3 and C4, with what they promise.

A database of its own: about 200 active volunteers, 301 shifts in one week. C3: from the button to the proposal, as the
worker computes it. C4: a published place that is needed is given back, and ways to mend it are asked for, twenty times;
each place is taken back before the next. Seconds are those of this process (``time.perf_counter``).
Run: ``python -m benchmarks.week``.
"""

import datetime
import os
import statistics
import sys
import tempfile
import time
from typing import Any

VOLUNTEERS, SPACES, SESSIONS, TRIES = 250, 7, 43, 20
PLAN_SECONDS, GAP_POINTS = 10.0, 2.0
REPAIR_SECONDS, WAYS, MOVED = 2.0, 3, 2


def build() -> Any:
    """The crowd, and the sessions of a week that nobody has planned yet; gives its Monday."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import crowd
    from mapart.spaces.models import Space
    from mapart.volunteering.actions import load_catalogue
    from mapart.volunteering.models import Mission
    from tests.factories import make_need, make_session, make_space, next_weekday

    call_command("migrate", verbosity=0)
    load_catalogue(by=None)
    crowd.build(VOLUNTEERS)
    make_space()
    missions = list(Mission.objects.filter(is_open=True, mandatory_skill="", is_remote=False))
    _ready(missions, list(Space.objects.order_by("slug")))
    for rank, space in enumerate(Space.objects.order_by("slug")):
        for number in range(SESSIONS):
            session = make_session(space, next_weekday(number % 6, weeks=8), 9 + 3 * (number % 3))
            make_need(session, missions[(number + rank) % len(missions)], minimum=1, ideal=2, maximum=3)
    return next_weekday(0, weeks=8)


def _ready(missions: list[Any], spaces: list[Any]) -> None:
    """Every volunteer may do any mission, in her space and the next one, two whole days a week more than she said."""
    from mapart.volunteering.models import Availability, MissionChoice, ReachableSpace, Volunteer

    MissionChoice.objects.all().delete()
    volunteers = list(Volunteer.objects.order_by("pk"))
    Volunteer.objects.update(commitment="3h_day", accepts_whole_day=True)
    ReachableSpace.objects.bulk_create(
        [
            ReachableSpace(volunteer=one, space=spaces[(number + 1) % SPACES], travel_minutes=30)
            for number, one in enumerate(volunteers)
        ],
        ignore_conflicts=True,
    )
    MissionChoice.objects.bulk_create(
        [
            MissionChoice(volunteer=one, mission=mission, rank=rank)
            for one in volunteers
            for rank, mission in enumerate(missions, 1)
        ]
    )
    Availability.objects.bulk_create(
        [
            Availability(
                volunteer=one,
                weekday=(number + day) % 6,
                starts_at=datetime.time(8),
                ends_at=datetime.time(20),
            )
            for number, one in enumerate(volunteers)
            for day in (0, 3)
        ],
        ignore_conflicts=True,
    )


def plan(monday: Any) -> tuple[Any, bool]:
    """C3: ask for the week and compute it; the run, and whether the promise is broken."""
    from mapart.people.models import Person
    from mapart.planning.actions import ask_plan, compute_run
    from mapart.spaces.models import Space

    head = Person.objects.get(roles__kind="network_head")
    start = time.perf_counter()
    run = ask_plan(by=head, spaces=list(Space.objects.all()), starts_on=monday, weeks=1)
    run = compute_run(run=run, report=lambda percent, phase: None)
    seconds = time.perf_counter() - start
    told = all(line.why["reasons"] for line in run.lines.all())
    gap = run.report["gap_points"]
    broken = seconds > PLAN_SECONDS or gap is None or gap > GAP_POINTS or not told
    print(
        f"C3  {SPACES} spaces, {SPACES * SESSIONS} shifts: {seconds:.1f} s of {PLAN_SECONDS:.0f}, {gap} points of "
        f"{GAP_POINTS:.0f} from the bound, places {run.report['minimum']}, {run.lines.count()} lines, all told: {told}"
        f"{'  broken' if broken else ''}"
    )
    return run, broken


def mend(run: Any) -> bool:
    """C4: publish it, then ask for ways to mend each of some places given back; whether the promise is broken."""
    from django.db.models import F

    from mapart.people.models import Person
    from mapart.planning import bridge
    from mapart.planning.actions import come_back, publish_run, withdraw
    from mapart.planning.models import Assignment

    publish_run(by=Person.objects.get(roles__kind="network_head"), run=run, leave_out=True)
    held = Assignment.objects.filter(
        need__session__starts_at__date__gte=run.starts_on, need__filled=F("need__minimum")
    )
    seconds, found, moved = [], [], []
    for assignment in held.select_related("volunteer__person", "need").order_by("pk")[:TRIES]:
        her = assignment.volunteer.person
        gone = withdraw(by=her, assignment=assignment)
        start = time.perf_counter()
        ways = bridge.repairs_of(assignment.need)
        seconds.append(time.perf_counter() - start)
        found.append(len(ways))
        moved += [len({one.volunteer.pk for one in ways[0]})] if ways else []
        come_back(by=her, withdrawal=gone)
    broken = max(seconds) > REPAIR_SECONDS or max(moved, default=0) > MOVED
    print(
        f"C4  {len(seconds)} places given back: {statistics.median(seconds):.2f} s, at most {max(seconds):.2f} of "
        f"{REPAIR_SECONDS:.0f}; {found.count(WAYS)} times {WAYS} ways, {found.count(0)} times none; the first "
        f"moves at most {max(moved, default=0)} people of {MOVED}{'  broken' if broken else ''}"
    )
    return broken


def main() -> int:
    """Print both; 1 when a promise is broken."""
    with tempfile.TemporaryDirectory(prefix="mapart-week-") as home:
        os.environ |= {
            "MAPART_HOME": home,
            "MAPART_SECRET_KEY": "only-for-benchmarks",
            "DJANGO_SETTINGS_MODULE": "mapart.settings",
        }
        os.environ.pop("MAPART_DATABASE_URL", None)
        run, broken = plan(build())
        return 1 if mend(run) or broken else 0


if __name__ == "__main__":
    sys.exit(main())
