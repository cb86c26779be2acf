"""What sessions need: the weekly pattern of a series, and the dated need of one session."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import Greatest

from mapart.agenda import actions as agenda
from mapart.agenda.enums import SessionKind, SessionState
from mapart.agenda.models import Series, Session
from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import mails
from mapart.planning.models import Assignment, StaffingNeed, StaffingPattern
from mapart.planning.perms import require_edit
from mapart.planning.queries import series_of
from mapart.planning.rules import KIND_OF_MISSION, MAX_WEEKS, Numbers, monday_of
from mapart.spaces.models import Space
from mapart.volunteering.models import Mission

_COPIED = (
    "minimum",
    "ideal",
    "maximum",
    "skill",
    "skill_level",
    "skill_count",
    "language",
    "priority",
)


def staff_sessions(*, by: Person | None, sessions: Iterable[Session]) -> list[StaffingNeed]:
    """Make the needs of these sessions from the pattern of their series; asked twice, it makes nothing more."""
    sessions = [session for session in sessions if session.series_id is not None]
    for space in {session.space for session in sessions}:
        _require(by, space)
    patterns = list(StaffingPattern.objects.filter(series__in={session.series_id for session in sessions}))
    needs = [
        StaffingNeed(
            session=session,
            mission_id=pattern.mission_id,
            **{name: getattr(pattern, name) for name in _COPIED},
        )
        for session in sessions
        for pattern in patterns
        if pattern.series_id == session.series_id
    ]
    with transaction.atomic():
        StaffingNeed.objects.bulk_create(needs, ignore_conflicts=True, batch_size=500)
        made = list(StaffingNeed.objects.filter(pk__in=[need.pk for need in needs]))
        if made:
            journal.record(by, "staff_sessions", None, needs=len(made))
    return made


def extend_week(*, by: Person | None, space: Space, until: datetime.date) -> int:
    """Make the sessions and needs of every series of ``space`` up to ``until``; returns how many sessions are new."""
    _require(by, space)
    made = 0
    for series in series_of(space):
        with transaction.atomic():
            new = agenda.extend_series(by=by, series=series, until=until)
            staff_sessions(by=by, sessions=new)
            made += len(new)
    return made


def prepare_weeks(*, by: Person | None) -> int:
    """Make the weeks that can be planned, in every open space; returns how many sessions are new."""
    until = monday_of(clock.today()) + datetime.timedelta(weeks=MAX_WEEKS + 1)
    return sum(extend_week(by=by, space=space, until=until) for space in Space.objects.filter(is_open=True))


def add_to_week(
    *,
    by: Person,
    space: Space,
    mission: Mission,
    weekday: int,
    starts_at: datetime.time,
    ends_at: datetime.time,
    numbers: Numbers,
    key: UUID | None = None,
) -> StaffingPattern:
    """A new weekly series with its need, from this week on, and its sessions for the coming weeks.

    ``key`` names the attempt: sent twice, it makes one. Refusals: ``planning.numbers_out_of_order``,
    ``agenda.ends_before_it_starts``.
    """
    require_edit(by, [space])
    _refuse_disorder(numbers)
    with transaction.atomic():
        series = agenda.open_series(
            by=by,
            key=key,
            space=space,
            kind=KIND_OF_MISSION.get(mission.slug, SessionKind.COMMUNITY),
            weekday=weekday,
            starts_at=starts_at,
            ends_at=ends_at,
            starts_on=clock.today(space.time_zone),
        )
        written = StaffingPattern.objects.filter(series=series, mission=mission).first()
        if written is not None:
            return written
        pattern = set_pattern(by=by, series=series, mission=mission, numbers=numbers)
        until = monday_of(clock.today()) + datetime.timedelta(weeks=MAX_WEEKS + 1)
        staff_sessions(by=by, sessions=agenda.extend_series(by=by, series=series, until=until))
        return pattern


def set_pattern(*, by: Person | None, series: Series, mission: Mission, numbers: Numbers) -> StaffingPattern:
    """Say how many people of a mission each session of a series needs, those already dated included.

    Nobody is sent away: where more people are than the new maximum, that session keeps room for them. Refusal
    ``planning.numbers_out_of_order``.
    """
    _require(by, series.space)
    _refuse_disorder(numbers)
    values = {"minimum": numbers.minimum, "ideal": numbers.ideal, "maximum": numbers.maximum}
    with transaction.atomic():
        _hold(series)
        pattern, is_new = StaffingPattern.objects.update_or_create(
            series=series, mission=mission, defaults=values
        )
        dated = StaffingNeed.objects.upcoming().filter(session__series=series, mission=mission)
        touched = StaffingNeed.objects.filter(pk__in=list(dated.values_list("pk", flat=True))).update(
            **(values | {"maximum": Greatest(F("filled"), numbers.maximum)})
        )
        if is_new:
            sessions = Session.objects.filter(series=series, starts_at__gt=clock.now())
            staff_sessions(by=by, sessions=sessions.select_related("space"))
        journal.record(by, "set_pattern", pattern, touched=touched, **values)
        return pattern


def drop_pattern(*, by: Person, pattern: StaffingPattern) -> None:
    """The series no longer needs this mission: its needs to come go; where somebody is, nobody else is asked.

    Pressed twice, it is done once.
    """
    series = pattern.series
    require_edit(by, [series.space])
    with transaction.atomic():
        _hold(series)
        gone, _ = StaffingPattern.objects.filter(pk=pattern.pk).delete()
        if not gone:
            return
        dated = StaffingNeed.objects.upcoming().filter(session__series=series, mission=pattern.mission)
        keys = list(dated.values_list("pk", flat=True))
        dropped = StaffingNeed.objects.filter(pk__in=keys)
        dropped.update(minimum=0, ideal=F("filled"), maximum=F("filled"), skill_count=0)
        dropped.filter(filled=0).delete()
        journal.record(by, "drop_pattern", series, mission=pattern.mission_id, touched=len(keys))


def stop_series(*, by: Person, series: Series) -> int:
    """End a weekly series today: its sessions to come are cancelled, each volunteer is told. Returns their number."""
    require_edit(by, [series.space])
    with transaction.atomic():
        goes_on = Series.objects.filter(Q(ends_on=None) | Q(ends_on__gt=clock.today()), pk=series.pk)
        is_ended = goes_on.update(
            ends_on=Case(When(starts_on__gt=clock.today(), then=F("starts_on")), default=clock.today())
        )
        sessions = list(
            Session.objects.filter(series=series, starts_at__gt=clock.now(), state=SessionState.PLANNED)
            .select_related("space")
            .order_by("pk")
        )
        cancel_sessions(by=by, sessions=sessions)
        if is_ended or sessions:
            journal.record(by, "stop_series", series, sessions=len(sessions))
        return len(sessions)


def cancel_session(*, by: Person, session: Session) -> Session:
    """Cancel a session: the agenda tells those who booked, this room tells those who hold a shift. Their places go.

    Refusals of ``agenda.cancel_session``.
    """
    require_edit(by, [session.space])
    with transaction.atomic():
        agenda.cancel_session(by=by, session=session)
        for assignment in _take_everybody_off(by, session):
            mails.tell_session_cancelled(assignment)
        return session


def cancel_sessions(*, by: Person, sessions: Collection[Session]) -> int:
    """Cancel several sessions at once: each volunteer is told once of all her shifts. Gives how many were told.

    A session that has begun or was cancelled meanwhile is left as it is.
    """
    require_edit(by, {session.space for session in sessions})
    freed: dict[UUID, list[Assignment]] = defaultdict(list)
    with transaction.atomic():
        for session in sorted(sessions, key=lambda one: one.starts_at):
            try:
                agenda.cancel_session(by=by, session=session)
            except Refusal:
                continue
            for assignment in _take_everybody_off(by, session):
                freed[assignment.volunteer_id].append(assignment)
        for shifts in freed.values():
            mails.tell_sessions_cancelled(shifts)
    return len(freed)


def _take_everybody_off(by: Person, session: Session) -> list[Assignment]:
    """Who held a shift of a session that will not take place; the rows are gone when this returns.

    The places close first: whoever takes one at this instant is either among those told, or finds it closed.
    """
    StaffingNeed.objects.filter(session=session).update(
        filled=0, minimum=0, ideal=0, maximum=0, skill_count=0
    )
    held = Assignment.objects.filter(need__session=session)
    freed = list(held.select_related("need__session__space", "need__mission", "volunteer__person"))
    held.delete()
    journal.record(by, "cancel_shifts", session, people=len(freed))
    return freed


def set_need(*, by: Person, need: StaffingNeed, numbers: Numbers) -> StaffingNeed:
    """Change how many people one dated session needs.

    Refusals: ``planning.numbers_out_of_order``, ``planning.session_cancelled``, ``planning.people_already_there`` (fact
    ``filled``).
    """
    require_edit(by, [need.session.space])
    _refuse_disorder(numbers)
    with transaction.atomic():
        if Session.objects.filter(pk=need.session_id, state=SessionState.CANCELLED).exists():
            raise Refusal("planning.session_cancelled")
        fitting = StaffingNeed.objects.filter(pk=need.pk, filled__lte=numbers.maximum)
        wanted = {"minimum": numbers.minimum, "ideal": numbers.ideal, "maximum": numbers.maximum}
        if fitting.exclude(**wanted).update(**wanted):
            journal.record(by, "set_need", need, minimum=numbers.minimum, ideal=numbers.ideal)
        elif not fitting.exists():
            need.refresh_from_db(fields=["filled"])
            raise Refusal("planning.people_already_there", filled=need.filled)
        need.refresh_from_db(fields=["minimum", "ideal", "maximum", "filled"])
        return need


def _hold(series: Series) -> None:
    """Until the end of the transaction nobody else makes sessions of this series: each gets what it needs, once."""
    list(Series.objects.select_for_update().filter(pk=series.pk).values_list("pk"))


def _require(by: Person | None, space: Space) -> None:
    """Null is the system itself."""
    if by is not None:
        require_edit(by, [space])


def _refuse_disorder(numbers: Numbers) -> None:
    if not numbers.are_in_order:
        raise Refusal("planning.numbers_out_of_order")
