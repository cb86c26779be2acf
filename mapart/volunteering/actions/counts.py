"""The count of the night: the hours of each year, added up for the accounts."""

import datetime

from django.db import transaction

from mapart.core import clock, journal
from mapart.people.models import Person
from mapart.volunteering.models import HoursEntry, HoursOfYear
from mapart.volunteering.queries import added_up

# A line written before is stored by now, however long its transaction took: none falls between two counts.
_SETTLED = datetime.timedelta(hours=1)


def count_hours(*, by: Person | None, until: datetime.datetime | None = None) -> int:
    """Add up every year anew; returns how many. For the worker, each night; done twice, no harm.

    ``until``: count what was written up to then, an hour ago without it.
    """
    until = until or clock.now() - _SETTLED
    years = [day.year for day in HoursEntry.objects.dates("worked_on", "year")]
    for year in years:
        minutes = [
            [str(space) if space else None, str(mission) if mission else None, total]
            for (space, mission), total in added_up(year, until).items()
        ]
        with transaction.atomic():
            count, _is_new = HoursOfYear.objects.update_or_create(
                year=year, defaults={"until": until, "minutes": minutes}
            )
            journal.record(by, "count_hours", count, year=year, minutes=sum(total for *_, total in minutes))
    return len(years)
