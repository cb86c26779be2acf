"""Hours that come from a shift: written once, then corrected by new lines."""

import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from mapart.core import journal
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering.enums import HoursSource, HoursState
from mapart.volunteering.models import HoursEntry, Mission, Volunteer


def note_hours(
    *,
    by: Person | None,
    volunteer: Volunteer,
    shift: UUID,
    space: Space,
    mission: Mission,
    worked_on: datetime.date,
    minutes: int,
    source: HoursSource,
) -> HoursEntry | None:
    """The hours of one shift are ``minutes`` from now on; the line that stands is kept and corrected by a new one.

    Noted twice, it writes once; 0 minutes where nothing stood writes nothing. Whether ``by`` may is checked by the
    caller, a floor above, who knows the shift. Returns the line that stands, null when there is none.
    """
    try:
        with transaction.atomic():
            before = HoursEntry.objects.standing().filter(shift=shift).first()
            if before is None and not minutes:
                return None
            if before is not None and (before.minutes, before.volunteer_id) == (minutes, volunteer.pk):
                return before
            entry = HoursEntry.objects.create(
                volunteer=volunteer,
                shift=shift,
                space=space,
                mission=mission,
                worked_on=worked_on,
                minutes=minutes,
                source=source,
                state=HoursState.CONFIRMED,
                noted_by=by,
                corrects=before,
            )
            journal.record(by, "note_hours", volunteer, shift=shift, minutes=minutes, source=str(source))
            return entry
    except IntegrityError:  # somebody noted the same shift at the same instant: what she wrote stands
        return HoursEntry.objects.standing().filter(shift=shift).first()


def count_accompanied(*, by: Person | None, volunteer: Volunteer, is_back: bool = False) -> bool:
    """One more accompanied shift is behind a newcomer, or, ``is_back``, it was not one after all.

    False when there was none left to count. Whether ``by`` may is checked by the caller, a floor above.
    """
    left = F("accompanied_shifts_left")
    newcomers = Volunteer.objects.filter(pk=volunteer.pk)
    with transaction.atomic():
        if is_back:
            counted = newcomers.update(accompanied_shifts_left=left + 1)
        else:
            counted = newcomers.filter(accompanied_shifts_left__gt=0).update(accompanied_shifts_left=left - 1)
        if counted:
            journal.record(by, "count_accompanied", volunteer, is_back=is_back)
    return bool(counted)
