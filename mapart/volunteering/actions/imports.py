"""A file of volunteers, availabilities or hours: read, then taken or dropped by whoever sent it."""

import datetime
from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from mapart.core import clock, journal
from mapart.core.enums import Channel, Language
from mapart.core.jobs.by_name import enqueue
from mapart.core.refusals import Refusal
from mapart.core.sheets.apart import read_table_apart
from mapart.people import perms as people
from mapart.people.actions import remember_person
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.spaces.models import Space
from mapart.volunteering.actions.availability import add_window
from mapart.volunteering.actions.claim import claim
from mapart.volunteering.actions.life import welcome_volunteer
from mapart.volunteering.actions.likeness import propose_likeness
from mapart.volunteering.actions.profile import set_languages, set_skills, set_status
from mapart.volunteering.enums import (
    Commitment,
    HoursSource,
    HoursState,
    ImportKind,
    ImportState,
    LikenessReason,
    Skill,
    SkillLevel,
    Status,
)
from mapart.volunteering.exchange.checking import check_table
from mapart.volunteering.models import HoursEntry, ImportBatch, Mission, Volunteer
from mapart.volunteering.queries import named_in_space
from mapart.volunteering.rules import PRESENT, Window

CHUNK = 25
_EXPERIENCED = datetime.timedelta(days=90)
_FORGOTTEN_AFTER = datetime.timedelta(days=1)
_FAULTS_KEPT = datetime.timedelta(days=7)
Report = Callable[[int, str], None]


class Outcome(StrEnum):
    """What taking a line did."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"


def read_import(
    *, by: Person | None, kind: ImportKind, data: bytes, missions: Sequence[Mission] = ()
) -> ImportBatch:
    """Read a file and keep what can be taken of it, for ``by`` to look at; nothing else is written.

    ``missions``: those of the lines that name none, in a file of volunteers.
    Raises ``PermissionDenied`` for whoever changes no volunteer anywhere, ``UnreadableTable``.
    """
    if by is not None and not people.may_somewhere(by, Permission.EDIT_VOLUNTEERS):
        raise PermissionDenied
    checked = check_table(by=by, kind=kind, table=read_table_apart(data), missions=missions)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            kind=kind,
            asked_by=by,
            lines=checked.lines,
            faults=[fault.as_dict() for fault in checked.faults],
            total=checked.total,
            good=len(checked.lines),
            known=checked.known,
        )
        journal.record(by, "read_import", batch, kind=str(kind), total=checked.total, good=batch.good)
    return batch


def start_import(*, by: Person | None, batch: ImportBatch) -> ImportBatch:
    """Take the good lines: a worker does it. Started twice, it runs once.

    Raises ``PermissionDenied`` for anybody but whoever sent the file, ``Refusal("volunteering.import_over")``.
    """
    with transaction.atomic():
        if _move(by, batch, ImportState.READ, ImportState.RUNNING):
            journal.record(by, "start_import", batch, kind=batch.kind, good=batch.good)
            enqueue("mapart.volunteering.tasks.run_import", str(batch.pk))
        elif batch.state == ImportState.DROPPED:
            raise Refusal("volunteering.import_over")
    return batch


def drop_import(*, by: Person | None, batch: ImportBatch) -> ImportBatch:
    """Take nothing of it. Raises like ``start_import``: what has begun is not stopped."""
    with transaction.atomic():
        if _move(by, batch, ImportState.READ, ImportState.DROPPED, lines=[]):
            journal.record(by, "drop_import", batch)
        elif batch.state != ImportState.DROPPED:
            raise Refusal("volunteering.import_over")
    return batch


def run_import(*, batch: ImportBatch, report: Report = lambda percent, phase: None) -> ImportBatch:
    """Take the lines that are left, some at a time, each chunk kept before the next one begins.

    Killed in between, it goes on where it was; a line taken twice changes nothing the second time.
    """
    while batch.state == ImportState.RUNNING and batch.taken < len(batch.lines):
        with transaction.atomic():
            start = batch.taken
            mine = ImportBatch.objects.filter(pk=batch.pk, taken=start, state=ImportState.RUNNING)
            chunk = batch.lines[start : start + CHUNK]
            if mine.update(taken=start + len(chunk)):
                outcomes = Counter(_take(batch, line) for line in chunk)
                ImportBatch.objects.filter(pk=batch.pk).update(
                    created=F("created") + outcomes[Outcome.CREATED],
                    changed=F("changed") + outcomes[Outcome.CHANGED],
                    left_out=F("left_out") + outcomes[Outcome.LEFT_OUT],
                )
        batch.refresh_from_db()
        report(batch.percent, "taking")
    with transaction.atomic():
        if _move(batch.asked_by, batch, ImportState.RUNNING, ImportState.DONE, lines=[]):
            journal.record(
                batch.asked_by,
                "end_import",
                batch,
                created=batch.created,
                changed=batch.changed,
                left_out=batch.left_out,
            )
            enqueue("mapart.volunteering.tasks.find_likenesses")
    return batch


def forget_imports(*, by: Person | None) -> int:
    """Drop the files that nobody took within a day, and what was wrong in those of last week; returns how many.

    One that began and came to no end within a day after that ends here: what it did not take is left out.
    """
    now = clock.now()
    with transaction.atomic():
        waiting = ImportBatch.objects.filter(state=ImportState.READ, created_at__lt=now - _FORGOTTEN_AFTER)
        dropped = waiting.update(state=ImportState.DROPPED, lines=[], faults=[])
        stuck = ImportBatch.objects.filter(
            state=ImportState.RUNNING, created_at__lt=now - 2 * _FORGOTTEN_AFTER
        )
        stopped = stuck.update(
            state=ImportState.DONE,
            lines=[],
            left_out=F("left_out") + F("good") - F("taken"),
            taken=F("good"),
        )
        old = ImportBatch.objects.exclude(state=ImportState.READ).exclude(faults=[])
        cleared = old.filter(created_at__lt=now - _FAULTS_KEPT).update(faults=[])
        if dropped or stopped or cleared:
            journal.record(by, "forget_imports", dropped=dropped, stopped=stopped, cleared=cleared)
    return dropped + stopped + cleared


def _move(
    by: Person | None, batch: ImportBatch, before: ImportState, after: ImportState, **values: Any
) -> bool:
    """Whether it was ``before`` and is ``after`` now."""
    if by is not None and batch.asked_by_id != by.pk:
        raise PermissionDenied
    moved = ImportBatch.objects.filter(pk=batch.pk, state=before).update(state=after, **values)
    batch.refresh_from_db()
    return bool(moved)


def _take(batch: ImportBatch, line: dict[str, Any]) -> Outcome:
    """One line in a transaction of its own: what a rule or a lost right refuses leaves the others be."""
    takers = {
        ImportKind.VOLUNTEERS: _take_volunteer,
        ImportKind.AVAILABILITIES: _take_availability,
        ImportKind.HOURS: _take_hours,
    }
    try:
        with transaction.atomic():
            return takers[ImportKind(batch.kind)](batch.asked_by, line)
    except (Refusal, PermissionDenied, Volunteer.DoesNotExist, Mission.DoesNotExist, Space.DoesNotExist):
        return Outcome.LEFT_OUT


def _take_volunteer(by: Person | None, line: dict[str, Any]) -> Outcome:
    space = Space.objects.get(pk=line["space"])
    missions = [Mission.objects.get(slug=slug) for slug in line["missions"]]
    person = None
    if not (line["email"] or line["phone"]):
        person = named_in_space(space, line["first_name"], line["last_name"])
    if person is None:
        person = remember_person(
            by=by,
            first_name=line["first_name"],
            last_name=line["last_name"],
            email=line["email"],
            phone=line["phone"],
            channel=Channel(line["channel"]),
        )
    _propose_other(by, person, line["phone"])
    before = Volunteer.objects.select_related("home_space").filter(person=person).first()
    if before is not None and before.state in PRESENT:
        return _complete(by, before, line)
    volunteer = welcome_volunteer(
        by=by,
        person=person,
        space=space,
        missions=missions,
        status=Status(line["status"]),
        commitment=Commitment(line["commitment"]),
        insee_code=space.insee_code,
        languages=[Language(code) for code in line["languages"]],
    )
    _complete(by, volunteer, line)
    return Outcome.CREATED


def _propose_other(by: Person | None, person: Person, phone: str | None) -> None:
    """The line has the mail address of one volunteer and the phone of another: staff look whether they are one."""
    one = Volunteer.objects.filter(person=person).first()
    other = Volunteer.objects.filter(person__phone=phone).first() if phone else None
    if one is not None and other is not None and one.pk != other.pk:
        propose_likeness(by=by, one=one, other=other, reason=LikenessReason.ONE_LINE)


def _complete(by: Person | None, volunteer: Volunteer, line: dict[str, Any]) -> Outcome:
    """Fill what is empty on her page; what somebody said already is never changed by a file."""
    volunteer = claim(by, volunteer)
    changed = False
    if line["skills"] and not volunteer.skills.exists():
        skills = {Skill(code): SkillLevel(level) for code, level in line["skills"].items()}
        set_skills(by=by, volunteer=volunteer, skills=skills)
        changed = True
    spoken = set(volunteer.languages.values_list("language", flat=True))
    if spoken <= {str(Language.FR)} and set(line["languages"]) > spoken:
        set_languages(by=by, volunteer=volunteer, languages=[Language(code) for code in line["languages"]])
        changed = True
    if volunteer.status == Status.OTHER != line["status"]:
        volunteer = set_status(by=by, volunteer=volunteer, status=Status(line["status"]))
        changed = True
    return Outcome.CHANGED if _start_earlier(by, volunteer, line["started_on"]) or changed else Outcome.SAME


def _start_earlier(by: Person | None, volunteer: Volunteer, started_on: str | None) -> bool:
    """She was there before we wrote it; after three months nobody needs to stand beside her."""
    since = datetime.date.fromisoformat(started_on) if started_on else None
    if since is None or (volunteer.started_on is not None and volunteer.started_on <= since):
        return False
    volunteer.started_on = since
    if since <= clock.today() - _EXPERIENCED:
        volunteer.accompanied_shifts_left = 0
    volunteer.save(update_fields=["started_on", "accompanied_shifts_left"])
    journal.record(by, "set_start", volunteer, started_on=since)
    return True


def _take_availability(by: Person | None, line: dict[str, Any]) -> Outcome:
    volunteer = claim(by, Volunteer(pk=line["volunteer"]))
    window = Window(
        line["weekday"],
        datetime.time.fromisoformat(line["starts_at"]),
        datetime.time.fromisoformat(line["ends_at"]),
    )
    same = {"weekday": window.weekday, "starts_at": window.starts_at, "ends_at": window.ends_at}
    if volunteer.windows.filter(**same).exists():
        return Outcome.SAME
    add_window(by=by, volunteer=volunteer, window=window)
    return Outcome.CREATED


def _take_hours(by: Person | None, line: dict[str, Any]) -> Outcome:
    """Hours of a day and a mission that are noted already, from attendance or another file, are not counted twice.

    Her own, which she takes from a file herself, wait for the team like those she declares; so do those that waited
    when the file was taken away.
    """
    volunteer = claim(by, Volunteer(pk=line["volunteer"]))
    day = datetime.date.fromisoformat(line["day"])
    space = Space.objects.get(pk=line["space"]) if line["space"] else volunteer.home_space
    mission = Mission.objects.get(slug=line["mission"])
    same = HoursEntry.objects.standing().filter(volunteer=volunteer, worked_on=day, mission=mission)
    if same.exclude(state=HoursState.REFUSED).filter(minutes__gt=0).exists():
        return Outcome.SAME
    waits = line.get("is_waiting") or (by is not None and by.pk == volunteer.person_id)
    HoursEntry.objects.create(
        volunteer=volunteer,
        space=space,
        mission=mission,
        worked_on=day,
        minutes=line["minutes"],
        source=HoursSource.IMPORTED,
        state=HoursState.WAITING if waits else HoursState.CONFIRMED,
        noted_by=by,
        decided_at=None if waits else clock.now(),
    )
    journal.record(by, "import_hours", volunteer, minutes=line["minutes"], day=day)
    return Outcome.CREATED
