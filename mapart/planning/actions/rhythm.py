"""The count of the night: who holds no shift, who holds more than she offers."""

from django.db import transaction

from mapart.core import clock, journal
from mapart.people.models import Person
from mapart.planning.enums import Rhythm
from mapart.planning.models import RhythmCount, RhythmLine
from mapart.planning.queries import volunteers_above_rhythm, volunteers_without_shift
from mapart.spaces.models import Space


def count_rhythms(*, by: Person | None) -> int:
    """Count every space anew; returns how many people are named. For the worker, each night; done twice, no harm."""
    return sum(_count(by, space) for space in Space.objects.all())


def _count(by: Person | None, space: Space) -> int:
    """Read first, then write in one go: a page sees the count of last night or that of this one, never a part."""
    counted_at = clock.now()
    without = list(volunteers_without_shift(space).order_by("pk").values_list("pk", flat=True))
    above = volunteers_above_rhythm(space)
    with transaction.atomic():
        count, _is_new = RhythmCount.objects.update_or_create(
            space=space,
            defaults={"counted_at": counted_at, "without_shift": len(without), "above": len(above)},
        )
        count.lines.all().delete()
        lines = [
            RhythmLine(count=count, kind=Rhythm.WITHOUT_SHIFT, rank=rank, volunteer_id=volunteer)
            for rank, volunteer in enumerate(without)
        ]
        lines += [
            RhythmLine(count=count, kind=Rhythm.ABOVE, rank=rank, volunteer_id=one.volunteer, given=one.given)
            for rank, one in enumerate(above)
        ]
        RhythmLine.objects.bulk_create(lines, batch_size=500)
        journal.record(by, "count_rhythms", space, without_shift=len(without), above=len(above))
    return len(lines)
