"""Thanks that come by themselves, once."""

import datetime

from django.db.models import Q

from mapart.core import clock
from mapart.people.models import Person
from mapart.volunteering import mails
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries import minutes_given
from mapart.volunteering.rules import is_anniversary

_LOOKS_BACK = 3


def thank_anniversaries(*, by: Person | None) -> int:
    """Thank each active volunteer whose year came round today, or while the workers were down; returns how many.

    The key of the message holds the number of years: asked again, nobody is thanked twice.
    """
    today = clock.today()
    days = [today - datetime.timedelta(days=back) for back in range(_LOOKS_BACK + 1)]
    months = Q()
    for day in days:
        months |= Q(started_on__month=day.month)
    # 29 February is kept on 28 February: its month is that of one of the days.
    found = Volunteer.objects.filter(months, state=VolunteerState.ACTIVE).select_related(
        "person", "home_space"
    )
    thanked = 0
    for volunteer in found.iterator(chunk_size=500):
        assert volunteer.started_on is not None
        for day in days:
            if is_anniversary(volunteer.started_on, day):
                years = day.year - volunteer.started_on.year
                mails.tell_anniversary(volunteer, years, minutes_given(volunteer))
                thanked += 1
    return thanked
