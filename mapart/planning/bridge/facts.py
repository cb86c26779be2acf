"""What the database knows of some spaces and weeks, read in a constant number of queries."""

import datetime
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from mapart.agenda.enums import Attendance, SessionState
from mapart.core import clock
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from mapart.planning.rules import BLOCK_DAYS, Slot, blocks_over, expected_attendance, usual_slot, wall_minutes
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import (
    Absence,
    Availability,
    ExtraAvailability,
    HeldSkill,
    MissionChoice,
    ReachableSpace,
    Volunteer,
)
from mapart.volunteering.queries import planner_facts

HABIT_WEEKS = 12
# So many keys a database takes in one question without effort.
FEW = 500


@dataclass(frozen=True)
class Facts:
    """Rows of one problem, in the order that its positions will have.

    ``spaces``: those asked for first, then others where somebody of the problem holds a shift. ``held``: published
    assignments on ``needs``. ``elsewhere``: published assignments that the problem cannot change (another space, a
    session that has begun, another week of the same four-week blocks): their minutes still count. ``refused``: by need,
    the people who gave it, or another one of the same hours, back, or said no to it, and do not hold it. ``only``: what
    those hold whom no plan counts on
    (on a pause, being welcomed, gone to other spaces) and who come to it all the same: in a plan they are free for
    nothing else.
    """

    starts_on: datetime.date
    ends_on: datetime.date
    first_day: datetime.date
    blocks: list[list[int]]
    spaces: list[Space]
    needs: list[StaffingNeed]
    volunteers: list[Volunteer]
    held: list[Assignment]
    elsewhere: list[Assignment]
    refused: dict[UUID, set[UUID]]
    habits: dict[UUID, Slot]
    shows: dict[UUID, float]
    only: dict[UUID, list[StaffingNeed]] = field(default_factory=dict)

    @cached_property
    def days(self) -> int:
        """Days from the first to the last one of the blocks."""
        return self.blocks[-1][1]


def read_facts(
    spaces: Collection[Space],
    starts_on: datetime.date,
    weeks: int,
    people: Collection[UUID] | None = None,
    *,
    ranked: bool | None = None,
) -> Facts:
    """Everything a plan of ``spaces`` from Monday ``starts_on`` for ``weeks`` weeks depends on.

    Sessions that have begun are no longer to plan. ``people``: keys of the volunteers the question is about; the others
    are left out. ``ranked``: read what only ranks people (habits, who comes); unless said, when everybody is read.
    """
    ends_on = starts_on + datetime.timedelta(weeks=weeks)
    first_day, blocks = blocks_over(starts_on, ends_on)
    asked = sorted(spaces, key=lambda space: space.pk)
    needs = [need for need in _needs(asked, starts_on, ends_on) if _inside(need, starts_on, ends_on)]
    last_day = first_day + datetime.timedelta(days=len(blocks) * BLOCK_DAYS)
    firm = _firm(needs)
    volunteers = planner_facts([space.pk for space in asked], first_day, last_day, people, firm)
    held, elsewhere = _assignments(volunteers, needs, first_day, last_day)
    known = {space.pk for space in asked}
    others = {one.need.session.space_id: one.need.session.space for one in elsewhere}
    habits, shows = _past(volunteers) if (people is None if ranked is None else ranked) else ({}, {})
    return Facts(
        starts_on=starts_on,
        ends_on=ends_on,
        first_day=first_day,
        blocks=blocks,
        spaces=[*asked, *(space for pk, space in sorted(others.items()) if pk not in known)],
        needs=needs,
        volunteers=volunteers,
        held=held,
        elsewhere=elsewhere,
        refused=_refused(needs, held, volunteers),
        habits=habits,
        shows=shows,
        only=_only(volunteers, known, firm) if people is None else {},
    )


def who_might(need: StaffingNeed) -> set[UUID]:
    """Keys of the volunteers who may be able to hold a need, a few too many, and of all who hold it.

    In a space of thousands of people these are some dozens; the rules are asked about them alone, and what the others
    hold changes nothing for this need. Two queries.
    """
    session = need.session
    begins = session.starts_at.astimezone(ZoneInfo(session.space.time_zone))
    hers = {"volunteer": OuterRef("volunteer")}
    away = Absence.objects.filter(**hers, starts_on__lte=begins.date(), ends_on__gte=begins.date())
    known = {"skill": need.mission.mandatory_skill} if need.mission.mandatory_skill else {}
    # Her hours, those that touch joined, hold the whole shift: then one of them holds its beginning.
    free = {"starts_at__lte": begins.time(), "ends_at__gt": begins.time()}
    can = MissionChoice.objects.filter(
        Exists(Availability.objects.filter(**hers, **free, weekday=begins.weekday()))
        | Exists(ExtraAvailability.objects.filter(**hers, **free, day=begins.date())),
        ~Exists(away),
        Exists(ReachableSpace.objects.filter(**hers, space=session.space_id)),
        Exists(HeldSkill.objects.filter(**hers, **known)) if known else Q(),
        mission=need.mission_id,
        volunteer__state=VolunteerState.ACTIVE,
    )
    there = Assignment.objects.filter(need=need)
    return {
        *can.order_by().values_list("volunteer", flat=True),
        *there.values_list("volunteer", flat=True),
    }


def _needs(spaces: list[Space], starts_on: datetime.date, ends_on: datetime.date) -> QuerySet[StaffingNeed]:
    """Needs of planned sessions to come; a day more on each side, since days end at midnight of each space's zone."""
    day = datetime.timedelta(days=1)
    return (
        StaffingNeed.objects.filter(
            session__space__in=spaces,
            session__state=SessionState.PLANNED,
            session__starts_at__gt=clock.now(),
            session__starts_at__gte=clock.at(starts_on - day, datetime.time.min, "UTC"),
            session__starts_at__lt=clock.at(ends_on + day, datetime.time.min, "UTC"),
        )
        .select_related("session__space", "mission")
        .order_by("session__starts_at", "pk")
    )


def _inside(need: StaffingNeed, starts_on: datetime.date, ends_on: datetime.date) -> bool:
    session = need.session
    return (
        0
        <= wall_minutes(session.starts_at, starts_on, session.space.time_zone) // 1440
        < (ends_on - starts_on).days
    )


def _assignments(
    volunteers: list[Volunteer],
    needs: list[StaffingNeed],
    first_day: datetime.date,
    last_day: datetime.date,
) -> tuple[list[Assignment], list[Assignment]]:
    """What these people hold in these days: on ``needs``, and on anything else that still stands."""
    known, people = {need.pk: need for need in needs}, {volunteer.pk for volunteer in volunteers}
    found = _held_by(people).filter(
        need__session__state=SessionState.PLANNED,
        need__session__starts_at__gte=clock.at(first_day, datetime.time.min, "UTC"),
        need__session__starts_at__lt=clock.at(last_day, datetime.time.min, "UTC"),
    )
    hers = [one for one in found if one.volunteer_id in people]
    # Thousands of them share some hundred needs: each is read and built once.
    others = {one.need_id for one in hers if one.need_id not in known}
    every = known | StaffingNeed.objects.select_related("session__space").in_bulk(others)
    for one in hers:
        one.need = every[one.need_id]
    held = [one for one in hers if one.need_id in known]
    return held, [one for one in hers if one.need_id in others]


def _firm(needs: Iterable[StaffingNeed]) -> dict[UUID, list[StaffingNeed]]:
    """What those hold whom no plan counts on there, and said yes to, or were given by hand: it stays theirs."""
    known = {need.pk: need for need in needs}
    reached = ReachableSpace.objects.filter(
        volunteer=OuterRef("volunteer"), space=OuterRef("need__session__space")
    )
    held = Assignment.objects.filter(
        Q(is_fixed=True) | Q(confirmed_at__isnull=False),
        ~Q(volunteer__state=VolunteerState.ACTIVE) | ~Exists(reached),
        need__in=known,
    )
    firm: dict[UUID, list[StaffingNeed]] = defaultdict(list)
    for volunteer, need in held.values_list("volunteer", "need"):
        firm[volunteer].append(known[need])
    return dict(firm)


def _only(
    volunteers: Iterable[Volunteer], spaces: set[UUID], firm: dict[UUID, list[StaffingNeed]]
) -> dict[UUID, list[StaffingNeed]]:
    """Of what is ``firm``, that of people who are free for nothing else in these spaces."""
    counted_on = {
        one.pk
        for one in volunteers
        if one.state == VolunteerState.ACTIVE and any(way.space_id in spaces for way in one.reach.all())
    }
    return {key: needs for key, needs in firm.items() if key not in counted_on}


def _held_by(people: Collection[UUID]) -> QuerySet[Assignment]:
    """What these people hold, when they are few; of more, the caller keeps theirs."""
    return Assignment.objects.filter(volunteer__in=people) if len(people) <= FEW else Assignment.objects.all()


def _refused(
    needs: list[StaffingNeed], held: list[Assignment], volunteers: list[Volunteer]
) -> dict[UUID, set[UUID]]:
    noes = Ask.objects.filter(need__in=[need.pk for need in needs], state=AskState.DECLINED)
    refused: dict[UUID, set[UUID]] = defaultdict(set)
    for need, volunteer in {*_given_back(needs, volunteers), *noes.values_list("need", "volunteer")} - {
        (one.need_id, one.volunteer_id) for one in held
    }:
        refused[need].add(volunteer)
    return dict(refused)


def _given_back(needs: list[StaffingNeed], volunteers: list[Volunteer]) -> Iterator[tuple[UUID, UUID]]:
    """Needs and who cannot come then: she said so of them, or of another shift of the same hours, wherever it is."""
    if not needs:
        return
    longest = max(need.session.ends_at - need.session.starts_at for need in needs)
    starts = [need.session.starts_at for need in needs]
    chosen = {one.pk: {choice.mission_id for choice in one.choices.all()} for one in volunteers}
    gone = Withdrawal.objects.filter(
        need__session__starts_at__lt=starts[-1] + longest, need__session__ends_at__gt=starts[0]
    )
    if len(chosen) <= FEW:
        gone = gone.filter(volunteer__in=chosen)
    for left, volunteer, starts_at, ends_at in gone.values_list(
        "need", "volunteer", "need__session__starts_at", "need__session__ends_at"
    ):
        beside = needs[bisect_left(starts, starts_at - longest) : bisect_left(starts, ends_at)]
        for need in beside:
            is_hers = need.pk == left or need.mission_id in chosen.get(volunteer, ())
            if is_hers and need.session.ends_at > starts_at:
                yield need.pk, volunteer


def _past(volunteers: Iterable[Volunteer]) -> tuple[dict[UUID, Slot], dict[UUID, float]]:
    """Usual slot, and chance to come, of each volunteer, from the last weeks."""
    people = {volunteer.pk for volunteer in volunteers}
    slots: dict[UUID, list[Slot]] = defaultdict(list)
    notes: dict[UUID, list[str]] = defaultdict(list)
    now = clock.now()
    for volunteer, starts_at, space, zone, attendance in (
        _held_by(people)
        .filter(
            need__session__starts_at__gte=now - datetime.timedelta(weeks=HABIT_WEEKS),
            need__session__starts_at__lt=now,
        )
        .values_list(
            "volunteer",
            "need__session__starts_at",
            "need__session__space",
            "need__session__space__time_zone",
            "attendance",
        )
    ):
        if volunteer not in people:
            continue
        minute = wall_minutes(starts_at, datetime.date(2024, 1, 1), zone)
        if attendance != Attendance.ABSENT:
            slots[volunteer].append(Slot(minute // 1440 % 7, minute % 1440, space))
        notes[volunteer].append(attendance)
    habits = {volunteer: slot for volunteer, many in slots.items() if (slot := usual_slot(many))}
    shows = {
        volunteer: expected_attendance(many.count(Attendance.CAME), many.count(Attendance.ABSENT))
        for volunteer, many in notes.items()
    }
    return habits, shows
