"""Her answers to « Les missions faites pour vous »: yes to one more, or not now."""

import datetime

from django.db import transaction

from mapart.core import clock, journal
from mapart.people.models import Person
from mapart.volunteering.actions.claim import claim
from mapart.volunteering.actions.profile import set_missions
from mapart.volunteering.models import Mission, NotNow, Volunteer
from mapart.volunteering.rules import NOT_NOW_DAYS


def forget_not_now(*, by: Person | None) -> int:
    """Delete what was « pas maintenant » and is over: nothing reads it any more. Returns how many answers went."""
    with transaction.atomic():
        count, _ = NotNow.objects.filter(until__lte=clock.today()).delete()
        if count:
            journal.record(by, "forget_not_now", count=count)
    return count


def want_mission(*, by: Person | None, volunteer: Volunteer, mission: Mission) -> Volunteer:
    """Add a mission after those she accepts; said twice, it is there once. Raises the refusals of ``set_missions``."""
    with transaction.atomic():
        current = claim(by, volunteer)
        chosen = [choice.mission for choice in current.choices.select_related("mission")]
        NotNow.objects.filter(volunteer=current, mission=mission).delete()
        return set_missions(by=by, volunteer=current, missions=[*chosen, mission])


def say_not_now(*, by: Person | None, volunteer: Volunteer, mission: Mission) -> NotNow:
    """Keep a mission from being proposed to her for ``rules.NOT_NOW_DAYS``; what she said before and is over goes."""
    with transaction.atomic():
        current = claim(by, volunteer)
        today = clock.today()
        NotNow.objects.filter(volunteer=current, until__lte=today).delete()
        until = today + datetime.timedelta(days=NOT_NOW_DAYS)
        said, is_new = NotNow.objects.get_or_create(
            volunteer=current, mission=mission, defaults={"until": until}
        )
        if is_new or said.until != until:
            said.until = until
            said.save(update_fields=["until"])
            journal.record(by, "say_not_now", current, mission=mission.pk, until=until)
        return said
