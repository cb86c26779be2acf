"""One person was written down twice: the codes, invitations and ways of both become those of one."""

from django.db.models import F

from mapart.core import clock, journal
from mapart.people.models import Person
from mapart.recruitment.actions.stages import change_stage
from mapart.recruitment.enums import LeftReason, Stage, TrialState
from mapart.recruitment.models import Application, Invitation, Sponsor, TrialShift
from mapart.recruitment.rules import OPEN_TRIALS


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


def close_twin_application(*, by: Person | None, gone: Application) -> None:
    """Both were followed: the way of ``gone`` ends. A shift it led to stays hers in the roster. In a transaction."""
    TrialShift.objects.filter(application=gone, state__in=OPEN_TRIALS).update(
        state=TrialState.LAPSED, answered_at=clock.now()
    )
    change_stage(by, gone, set(Stage) - {Stage.LEFT}, Stage.LEFT, LeftReason.OTHER)


def drop_own_invitations(*, by: Person | None, person: Person) -> int:
    """After a merge: a guest who turns out to be the volunteer herself was no guest. Returns how many went."""
    own = Invitation.objects.filter(person=person, sponsor__person=F("person"))
    count, _rows = own.delete()
    if count:
        journal.record(by, "drop_own_invitations", person, count=count)
    return count
