"""Who came: touched on the list of the day, or confirmed at the door. Hours follow in the same transaction."""

import datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from mapart.agenda.enums import Attendance
from mapart.core import clock, journal
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge
from mapart.planning.actions.places import on_open_diaries
from mapart.planning.enums import Origin
from mapart.planning.models import Assignment, AttendanceMark, StaffingNeed
from mapart.planning.perms import require_attendance
from mapart.planning.queries import is_door_code
from mapart.planning.reasons import forbidden_sentence
from mapart.planning.rules import may_be_noted
from mapart.volunteering.actions import count_accompanied, note_hours
from mapart.volunteering.enums import HoursSource
from mapart.volunteering.models import Volunteer


def note_attendance(
    *,
    by: Person,
    assignment: Assignment,
    attendance: Attendance,
    key: UUID,
    made_at: datetime.datetime | None = None,
) -> Assignment:
    """She came, was absent, or nothing is known after all (``UNKNOWN`` undoes). The same ``key`` counts once.

    ``made_at``: when the touch was made, if it was kept without network; of two touches the later one holds, whatever
    the order in which they arrive. Refusal ``planning.not_to_note``.
    """
    require_attendance(by, assignment.need.session.space)
    return _note(by, assignment, attendance, key, made_at, is_door=False)


def arrive(*, by: Person, assignment: Assignment, code: str) -> Assignment:
    """She confirms herself that she is there, with the code of the day at the door. Done twice, it stays done.

    Refusals: ``planning.door_code_old``, ``planning.not_to_note``.
    """
    if by.pk != assignment.volunteer.person_id:
        raise PermissionDenied
    space = assignment.need.session.space
    if not is_door_code(space, code) or _day_of(assignment) != clock.today(space.time_zone):
        raise Refusal("planning.door_code_old")
    if assignment.attendance == Attendance.CAME:
        return assignment
    return _note(by, assignment, Attendance.CAME, uuid7(), None, is_door=True)


def note_stand_in(
    *,
    by: Person,
    need: StaffingNeed,
    volunteer: Volunteer,
    key: UUID,
    instead_of: Assignment | None = None,
) -> Assignment:
    """Somebody who was not planned came, alone or in place of ``instead_of``, who is noted absent.

    She is there: a full shift gets one place more. Refusals: ``planning.not_to_note``, ``planning.rule_forbids`` (she
    was elsewhere at this hour).
    """
    require_attendance(by, need.session.space)
    _refuse_time(need)

    def act() -> Assignment:
        held = Assignment.objects.filter(need=need, volunteer=volunteer).first()
        if held is None:
            held = _write_stand_in(by, need, volunteer, instead_of)
        if instead_of is not None:
            _note(by, instead_of, Attendance.ABSENT, uuid5(key, "instead"), None, is_door=False)
        return _note(by, held, Attendance.CAME, key, None, is_door=False)

    return on_open_diaries([volunteer.pk], act)


def _write_stand_in(
    by: Person, need: StaffingNeed, volunteer: Volunteer, instead_of: Assignment | None
) -> Assignment:
    if bridge.is_held_elsewhere(need, volunteer):
        raise Refusal("planning.rule_forbids", rule="overlap", why=forbidden_sentence("overlap"))
    one_more = F("filled") + 1
    StaffingNeed.objects.filter(pk=need.pk).update(maximum=Greatest(F("maximum"), one_more), filled=one_more)
    held = Assignment.objects.create(
        need=need, volunteer=volunteer, origin=Origin.STAFF, stands_in_for=instead_of
    )
    journal.record(by, "note_stand_in", held, need=need.pk, volunteer=volunteer.pk)
    return held


def _note(
    by: Person,
    assignment: Assignment,
    attendance: Attendance,
    key: UUID,
    made_at: datetime.datetime | None,
    *,
    is_door: bool,
) -> Assignment:
    _refuse_time(assignment.need)
    now = clock.now()
    try:
        with transaction.atomic():
            # The row is ours until the end on both databases: two touches at once are read one after the other.
            Assignment.objects.filter(pk=assignment.pk).update(attendance=F("attendance"))
            mark = AttendanceMark.objects.create(
                assignment=assignment,
                key=key,
                attendance=attendance,
                made_at=min(made_at or now, now),
                noted_by=by,
                is_door=is_door,
            )
            journal.record(by, "note_attendance", assignment, attendance=str(attendance), is_door=is_door)
            _follow(by, assignment, mark)
    except IntegrityError:  # the same touch, sent again after an answer that was lost
        if not AttendanceMark.objects.filter(key=key).exists():
            raise
    assignment.refresh_from_db(fields=["attendance", "was_accompanied"])
    return assignment


def _follow(by: Person, assignment: Assignment, mark: AttendanceMark) -> None:
    """What is known is the latest touch; when that changes, her hours and her first steps change with it."""
    latest = assignment.marks.order_by("-made_at", "-pk").first() or mark
    changed = Assignment.objects.filter(pk=assignment.pk).exclude(attendance=latest.attendance)
    if not changed.update(attendance=latest.attendance):
        return
    session, came = assignment.need.session, latest.attendance == Attendance.CAME
    note_hours(
        by=by,
        volunteer=assignment.volunteer,
        shift=assignment.pk,
        space=session.space,
        mission=assignment.need.mission,
        worked_on=_day_of(assignment),
        minutes=round((session.ends_at - session.starts_at).total_seconds() / 60) if came else 0,
        source=HoursSource.DOOR if latest.is_door else HoursSource.ATTENDANCE,
    )
    assignment.refresh_from_db(fields=["was_accompanied"])
    if came != assignment.was_accompanied and count_accompanied(
        by=by, volunteer=assignment.volunteer, is_back=not came
    ):
        Assignment.objects.filter(pk=assignment.pk).update(was_accompanied=came)


def _refuse_time(need: StaffingNeed) -> None:
    if not may_be_noted(clock.now(), need.session.starts_at, need.session.ends_at):
        raise Refusal("planning.not_to_note")


def _day_of(assignment: Assignment) -> datetime.date:
    session = assignment.need.session
    return clock.day_of(session.starts_at, session.space.time_zone)
