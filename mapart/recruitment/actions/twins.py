"""Campaigns when one person was written down twice: codes and invitations of both become those of one."""

from django.db.models import F

from mapart.core import journal
from mapart.people.models import Person
from mapart.recruitment.models import Invitation, Sponsor


def join_sponsors(*, by: Person | None, gone: Sponsor, kept: Person) -> None:
    """Both had a code in one campaign: the guests of ``gone`` are of the code that ``kept`` has. In a transaction."""
    twin = Sponsor.objects.get(campaign=gone.campaign_id, person=kept)
    moved = gone.invitations.update(sponsor=twin)
    journal.record(by, "join_sponsors", twin, gone=gone.pk, invitations=moved)
    gone.delete()


def join_invitations(*, by: Person | None, gone: Invitation, kept: Person) -> None:
    """Both were invited: of one campaign, the one that counts or was first stays; over several, the first that counted.

    Call it inside a transaction.
    """
    hers = Invitation.objects.filter(person=kept)
    twin = hers.filter(campaign=gone.campaign_id).first()
    if twin is not None:
        first, second = sorted([twin, gone], key=lambda one: (one.came_at is None, one.created_at))
        journal.record(by, "join_invitations", kept, kept=first.pk, gone=second.pk)
        second.delete()
        if second == gone:
            return
    other = hers.filter(came_at__isnull=False).first()
    if other is not None and other.came_at is not None and gone.came_at is not None:
        later = other if gone.came_at < other.came_at else gone
        Invitation.objects.filter(pk=later.pk).update(came_at=None)


def drop_own_invitations(*, by: Person | None, person: Person) -> int:
    """After a merge: a guest who turns out to be the volunteer herself was no guest. Returns how many went."""
    own = Invitation.objects.filter(person=person, sponsor__person=F("person"))
    count, _rows = own.delete()
    if count:
        journal.record(by, "drop_own_invitations", person, count=count)
    return count
