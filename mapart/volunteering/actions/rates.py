"""What an hour is worth in the accounts."""

from django.db import transaction

from mapart.core import journal
from mapart.core.refusals import Refusal
from mapart.people import perms as people
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.volunteering.models import HourlyRate, Mission


def set_rate(*, by: Person, year: int, mission: Mission | None, cents: int, source: str) -> HourlyRate:
    """The rate of a mission in a year, of every other mission when none is said; ``source`` names where it comes from.

    Raises ``PermissionDenied`` unless ``by`` sets rates in the whole network,
    ``Refusal("volunteering.rate_without_source")``.
    """
    people.require(by, Permission.SET_RATES)
    source = source.strip()
    if not source:
        raise Refusal("volunteering.rate_without_source")
    with transaction.atomic():
        rate, is_new = HourlyRate.objects.get_or_create(
            year=year, mission=mission, defaults={"cents": cents, "source": source}
        )
        if is_new or (rate.cents, rate.source) != (cents, source):
            before = None if is_new else rate.cents
            rate.cents, rate.source = cents, source
            rate.save(update_fields=["cents", "source"])
            journal.record(
                by, "set_rate", rate, year=year, cents=cents, before=before, mission=mission and mission.pk
            )
    return rate
