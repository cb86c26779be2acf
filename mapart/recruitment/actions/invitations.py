"""Who invited whom: written once, honestly, before the welcome; counted when she has come to a meeting.

The rules and their reasons: ``docs/decisions/0012-who-invited-whom.md``.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from mapart.agenda.enums import Attendance, SessionKind
from mapart.agenda.models import Booking
from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.recruitment import mails
from mapart.recruitment.enums import CampaignState, InvitationWay, Stage
from mapart.recruitment.models import Application, Campaign, Invitation, Sponsor
from mapart.recruitment.perms import require_edit
from mapart.recruitment.queries.campaigns import campaigns_that_count, sponsor_of_code
from mapart.recruitment.rules import BEFORE_WELCOME
from mapart.spaces.rules import wall_clock
from mapart.volunteering.models import Volunteer
from mapart.volunteering.rules import PRESENT, same_mailbox


def record_invitation(
    *, by: Person | None, application: Application, code: str, way: InvitationWay
) -> Invitation:
    """Write that the volunteer of ``code`` invited this applicant. Said twice, it stays as it is.

    ``by`` is null for the applicant herself. Refusals: ``recruitment.code_unknown``, ``.campaign_over``, and when it
    would not be honest ``.invited_self``, ``.invited_volunteer``, ``.invited_late``, ``.invited_already``,
    ``.invited_twice``, ``.invited_back``.
    """
    require_edit(by, application.space)
    sponsor = sponsor_of_code(code)
    if sponsor is None:
        raise Refusal("recruitment.code_unknown")
    with transaction.atomic():
        # Moves nothing, but holds the row until the end: two people who invite each other at once come one by one.
        if not campaigns_that_count().filter(pk=sponsor.campaign_id).update(state=F("state")):
            raise Refusal("recruitment.campaign_over")
        known = Invitation.objects.filter(campaign=sponsor.campaign_id, person=application.person_id).first()
        if known is not None:
            return _first_wins(known, sponsor)
        _refuse_what_is_not_honest(application, sponsor)
        try:
            with transaction.atomic():
                invitation = _write(application, sponsor, way)
        except IntegrityError:
            raise Refusal("recruitment.invited_twice") from None  # the same mailbox, at the same instant
        journal.record(by, "record_invitation", application, sponsor=sponsor.pk, way=str(way))
    return invitation


def follow_invitation(application: Application, before: str) -> None:
    """A stage was reached: the invitation of this person has a seat, counts, or no longer counts.

    Call it in the transaction of the move; ``before`` is the stage she left.
    """
    hers = Invitation.objects.filter(person=application.person_id)
    now = clock.now()
    is_taken_back = before in BEFORE_WELCOME and application.stage in (Stage.APPLIED, Stage.INVITED)
    if is_taken_back and not _came_to_another_meeting(application):
        hers.filter(came_at__isnull=False).update(
            came_at=None
        )  # a touch undone; she is thanked for once all the same
    if application.stage == Stage.INVITED:
        hers.filter(booked_at=None, came_at=None).update(booked_at=now)
    if application.stage == Stage.CAME:
        newest = hers.order_by("-created_at", "-pk").first()
        if newest is not None and not hers.filter(came_at__isnull=False).exists():
            hers.filter(pk=newest.pk).update(came_at=now, booked_at=Coalesce("booked_at", now))


def _came_to_another_meeting(application: Application) -> bool:
    """Whether a touch taken back leaves one that stands: she had seats at two meetings."""
    return Booking.objects.filter(
        person=application.person_id,
        attendance=Attendance.CAME,
        session__kind=SessionKind.INFORMATION_MEETING,
    ).exists()


def thank_sponsors(*, by: Person | None = None) -> int:
    """Thank each volunteer whose guests came, once for each guest; returns how many messages were written.

    Half a day after the meeting, so that a touch on the wrong name can be taken back.
    """
    due = Invitation.objects.filter(thanked_at=None, came_at__lte=clock.now() - mails.BEFORE_THANKS)
    told = 0
    for key in list(due.values_list("sponsor", flat=True).distinct().order_by("sponsor")):
        sponsor = Sponsor.objects.select_related("person", "space", "campaign").get(pk=key)
        with transaction.atomic():
            first = due.filter(sponsor=sponsor).order_by("pk").values_list("pk", flat=True).first()
            count = due.filter(sponsor=sponsor).update(thanked_at=clock.now())
            if count and first is not None and sponsor.person.is_active:
                mails.tell_thanks(sponsor, first, count)
                journal.record(by, "thank_sponsor", sponsor, count=count)
                told += 1
    return told


def forget_old_mailboxes(*, by: Person | None = None) -> int:
    """Erase the digests of addresses when no invitation of their campaign can be written any more."""
    over = Campaign.objects.exclude(pk__in=campaigns_that_count().values("pk")).exclude(
        state=CampaignState.DRAFT
    )
    with transaction.atomic():
        count = Invitation.objects.filter(campaign__in=over, mailbox__isnull=False).update(mailbox=None)
        if count:
            journal.record(by, "forget_old_mailboxes", count=count)
    return count


def forget_invitations(person: Person) -> None:
    """Erase what leads back to her: her code, and the digest of her address. Counts stay. Inside a transaction."""
    Invitation.objects.filter(person=person).update(mailbox=None)
    for sponsor in Sponsor.objects.filter(person=person):
        Sponsor.objects.filter(pk=sponsor.pk).update(code=f"-{sponsor.pk.hex[-7:]}")


def _first_wins(known: Invitation, sponsor: Sponsor) -> Invitation:
    if known.sponsor_id != sponsor.pk:
        raise Refusal("recruitment.invited_already")
    return known


def _refuse_what_is_not_honest(application: Application, sponsor: Sponsor) -> None:
    person = application.person
    mailbox = _mailbox(person.email or person.phone)
    own = {_mailbox(sponsor.person.email), _mailbox(sponsor.person.phone)} - {None}
    if sponsor.person_id == person.pk or mailbox in own:
        raise Refusal("recruitment.invited_self")
    is_here = Volunteer.objects.filter(person=person, state__in=PRESENT).exists()
    if is_here or application.stage not in BEFORE_WELCOME:
        raise Refusal("recruitment.invited_volunteer")
    if wall_clock(application.created_at, application.space.time_zone).date() < sponsor.campaign.starts_on:
        raise Refusal("recruitment.invited_late")
    others = Invitation.objects.filter(person=person)
    counted = others.filter(came_at__isnull=False)
    if counted.exists() or others.filter(campaign__in=campaigns_that_count()).exists():
        raise Refusal("recruitment.invited_already")
    if mailbox and Invitation.objects.filter(campaign=sponsor.campaign_id, mailbox=mailbox).exists():
        raise Refusal("recruitment.invited_twice")
    if _brought(person, sponsor.person):
        raise Refusal("recruitment.invited_back")


def _brought(person: Person, other: Person) -> bool:
    """Whether ``person`` brought ``other``, herself or through those she brought."""
    seen, here = {other.pk}, {other.pk}
    while here:
        above = set(Invitation.objects.filter(person__in=here).values_list("sponsor__person", flat=True))
        if person.pk in above:
            return True
        here = above - seen
        seen |= above
    return False


def _write(application: Application, sponsor: Sponsor, way: InvitationWay) -> Invitation:
    now = clock.now()
    has_come = application.stage == Stage.CAME
    return Invitation.objects.create(
        campaign_id=sponsor.campaign_id,
        sponsor=sponsor,
        person_id=application.person_id,
        application=application,
        way=way,
        mailbox=_mailbox(application.person.email or application.person.phone),
        booked_at=now if has_come or application.stage == Stage.INVITED else None,
        came_at=now if has_come else None,
    )


def _mailbox(address: str | None) -> str | None:
    """The keyed digest under which like addresses are one; null without an address."""
    if not address:
        return None
    plain = same_mailbox(address) if "@" in address else address
    return salted_hmac("mapart.recruitment.mailbox", plain, algorithm="sha256").hexdigest()
