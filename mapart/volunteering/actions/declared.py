"""Hours that a volunteer declares, and what the team confirms, refuses or corrects. A line is never changed."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering.actions.claim import claim
from mapart.volunteering.enums import HoursSource, HoursState
from mapart.volunteering.models import HoursEntry, Mission, Volunteer
from mapart.volunteering.perms import may_judge_hours


def declare_hours(
    *,
    by: Person,
    volunteer: Volunteer,
    space: Space,
    mission: Mission,
    worked_on: datetime.date,
    minutes: int,
) -> HoursEntry:
    """Hours that no attendance has noted. Hers wait for the team; those that staff write count at once.

    Declared twice for one day and mission, they are one line, unless what stands was refused. Raises
    ``PermissionDenied`` unless ``by`` is she or may change her, ``Refusal``: ``volunteering.hours_to_come``,
    ``volunteering.hours_known``.
    """
    if worked_on > clock.today(space.time_zone):
        raise Refusal("volunteering.hours_to_come")
    with transaction.atomic():
        current = claim(by, volunteer)
        is_hers = by.pk == current.person_id
        same = HoursEntry.objects.standing().filter(volunteer=current, worked_on=worked_on, mission=mission)
        known = same.exclude(state=HoursState.REFUSED).filter(minutes__gt=0).first()
        if known is not None:
            if known.minutes == minutes and known.source == HoursSource.DECLARED:
                return known
            raise Refusal("volunteering.hours_known")
        entry = HoursEntry.objects.create(
            volunteer=current,
            space=space,
            mission=mission,
            worked_on=worked_on,
            minutes=minutes,
            source=HoursSource.DECLARED if is_hers else HoursSource.CORRECTION,
            state=HoursState.WAITING if is_hers else HoursState.CONFIRMED,
            noted_by=by,
            decided_at=None if is_hers else clock.now(),
        )
        journal.record(by, "declare_hours", current, minutes=minutes, worked_on=worked_on)
        return entry


def decide_hours(*, by: Person, entry: HoursEntry, accept: bool) -> HoursEntry:
    """Confirm or refuse what a volunteer declared. Decided twice, the first decision stands.

    Raises ``PermissionDenied`` unless ``perms.may_judge_hours``: nobody confirms her own.
    """
    if not may_judge_hours(by, entry.volunteer):
        raise PermissionDenied
    after = HoursState.CONFIRMED if accept else HoursState.REFUSED
    with transaction.atomic():
        waiting = HoursEntry.objects.filter(pk=entry.pk, state=HoursState.WAITING)
        if waiting.update(state=after, decided_at=clock.now()):
            journal.record(by, "decide_hours", entry, state=str(after))
    entry.refresh_from_db()
    return entry


def correct_hours(*, by: Person, entry: HoursEntry, minutes: int) -> HoursEntry:
    """A new line says ``minutes`` in the place of ``entry``, which stays to be read; 0: none after all.

    Raises ``PermissionDenied`` unless ``perms.may_judge_hours``, ``Refusal("volunteering.hours_corrected")`` when
    somebody corrected that line already, to something else.
    """
    if not may_judge_hours(by, entry.volunteer):
        raise PermissionDenied
    try:
        with transaction.atomic():
            line = HoursEntry.objects.create(
                volunteer_id=entry.volunteer_id,
                shift=entry.shift,
                space_id=entry.space_id,
                mission_id=entry.mission_id,
                worked_on=entry.worked_on,
                minutes=minutes,
                source=HoursSource.CORRECTION,
                state=HoursState.CONFIRMED,
                noted_by=by,
                corrects=entry,
                decided_at=clock.now(),
            )
            journal.record(by, "correct_hours", entry, minutes=minutes, before=entry.minutes)
            return line
    except IntegrityError:
        line = HoursEntry.objects.get(corrects=entry)
        if line.minutes == minutes:
            return line
        raise Refusal("volunteering.hours_corrected") from None
