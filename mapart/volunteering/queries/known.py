"""Is somebody who gives this address a volunteer already?"""

from dataclasses import dataclass

from mapart.volunteering.models import Volunteer
from mapart.volunteering.rules import PRESENT, same_mailbox


@dataclass(frozen=True)
class KnownVolunteer:
    """A volunteer who has this address. ``is_exact``: as it was typed; else a mail address of the same mailbox."""

    volunteer: Volunteer
    is_exact: bool


def volunteer_of_address(email: str | None, phone: str | None) -> KnownVolunteer | None:
    """The volunteer of this mail address (in small letters) or E.164 number, but who left. For staff who type it."""
    volunteers = Volunteer.objects.filter(state__in=PRESENT, person__is_active=True).select_related(
        "person", "home_space"
    )
    for name, address in (("person__email", email), ("person__phone", phone)):
        found = volunteers.filter(**{name: address}).first() if address else None
        if found is not None:
            return KnownVolunteer(found, is_exact=True)
    if not email:
        return None
    mailbox = same_mailbox(email)
    near = volunteers.filter(person__email__startswith=email[:1]).order_by("pk")
    for pk, other in near.values_list("pk", "person__email"):
        if other and same_mailbox(other) == mailbox:
            return KnownVolunteer(volunteers.get(pk=pk), is_exact=False)
    return None
