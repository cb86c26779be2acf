"""Life of a campaign: written down, opened, announced, closed. Each volunteer of its spaces gets a code."""

import datetime
from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from mapart.core import clock, journal
from mapart.core.ids import free_code, short_code
from mapart.core.jobs.by_name import enqueue
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.recruitment import mails
from mapart.recruitment.enums import CampaignState
from mapart.recruitment.models import Campaign, Sponsor
from mapart.recruitment.perms import require_running
from mapart.recruitment.rules import LONGEST_CAMPAIGN_DAYS, states_before
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer
from mapart.volunteering.rules import HERE

_DRAWS = 5  # of codes: two alike among a hundred thousand are rare, five times in a row never


def create_campaign(
    *,
    by: Person,
    key: UUID,
    title: str,
    pitch: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    spaces: Collection[Space],
) -> Campaign:
    """Write a campaign down, as a draft. ``key`` names the attempt: sent twice, it makes one campaign.

    Refusals: ``recruitment.campaign_without_space``, ``.campaign_ends_first``, ``.campaign_too_long``.
    """
    require_running(by, spaces)
    _refuse_dates(starts_on, ends_on, spaces)
    known = Campaign.objects.filter(pk=key).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            campaign = Campaign.objects.create(
                id=key,
                slug=_free_slug(f"{title} {starts_on.year}"),
                title=title,
                pitch=pitch,
                starts_on=starts_on,
                ends_on=ends_on,
                opened_by=by,
            )
            campaign.spaces.set(spaces)
            journal.record(by, "create_campaign", campaign, spaces=[space.pk for space in spaces])
    except IntegrityError:
        known = Campaign.objects.filter(pk=key).first()  # the second click, at the same instant
        if known is None:
            raise
        return known
    return campaign


def change_campaign(
    *,
    by: Person,
    campaign: Campaign,
    title: str,
    pitch: str,
    starts_on: datetime.date,
    ends_on: datetime.date,
    spaces: Collection[Space],
) -> Campaign:
    """Change a draft, or a campaign that is open: volunteers of a space that joins get their code.

    A space that leaves keeps what was counted for it. Refusals as ``create_campaign``, and ``.campaign_moved``.
    """
    require_running(by, {*campaign.spaces.all(), *spaces})
    _refuse_dates(starts_on, ends_on, spaces)
    with transaction.atomic():
        rows = Campaign.objects.filter(pk=campaign.pk, state__in=[CampaignState.DRAFT, CampaignState.OPEN])
        if not rows.update(title=title, pitch=pitch, starts_on=starts_on, ends_on=ends_on):
            raise Refusal("recruitment.campaign_moved")
        campaign.refresh_from_db()
        campaign.spaces.set(spaces)
        journal.record(by, "change_campaign", campaign, starts_on=starts_on, ends_on=ends_on)
        if campaign.state == CampaignState.OPEN:
            give_codes(by=by, campaign=campaign)
    return campaign


def open_campaign(*, by: Person, campaign: Campaign) -> Campaign:
    """Open a draft, or open again what was closed: every active volunteer of its spaces has a code from now on.

    Refusals: ``recruitment.campaign_past``, ``.campaign_without_space``, ``.campaign_moved``.
    """
    spaces = list(campaign.spaces.all())
    require_running(by, spaces)
    if not spaces:
        raise Refusal("recruitment.campaign_without_space")
    if campaign.ends_on < clock.today():
        raise Refusal("recruitment.campaign_past")
    with transaction.atomic():
        _move(by, campaign, CampaignState.OPEN)
        give_codes(by=by, campaign=campaign)
    return campaign


def close_campaign(*, by: Person, campaign: Campaign) -> Campaign:
    """End a campaign. Invitations already given are still good for ``rules.LATE``. Refusal ``.campaign_moved``."""
    require_running(by, campaign.spaces.all())
    with transaction.atomic():
        _move(by, campaign, CampaignState.CLOSED)
    return campaign


def drop_campaign(*, by: Person, campaign: Campaign) -> Campaign:
    """Give a draft up. Refusal ``recruitment.campaign_moved`` once it was opened."""
    require_running(by, campaign.spaces.all())
    with transaction.atomic():
        _move(by, campaign, CampaignState.DROPPED)
    return campaign


def give_codes(*, by: Person | None, campaign: Campaign) -> int:
    """A code for each active volunteer of the spaces who has none yet; returns how many were given."""
    wanting = (
        Volunteer.objects.filter(state__in=HERE, home_space__in=campaign.spaces.all(), person__is_active=True)
        .exclude(person__in=Sponsor.objects.filter(campaign=campaign).values("person"))
        .values_list("person", "home_space")
    )
    count = 0
    with transaction.atomic():
        left = list(wanting)
        for _draw in range(_DRAWS):
            if not left:
                break
            rows = [
                Sponsor(campaign=campaign, person_id=person, space_id=space, code=short_code())
                for person, space in left
                if space is not None
            ]
            Sponsor.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
            before, left = len(left), list(wanting.all())  # a code drawn twice in the house is drawn anew
            count += before - len(left)
        if count:
            journal.record(by, "give_codes", campaign, count=count)
    return count


def join_campaign(*, by: Person, campaign: Campaign) -> Sponsor:
    """A volunteer asks for her code: who was welcomed after the opening has none. Asked twice: the same code.

    Refusals: ``recruitment.no_sponsor`` when she is no active volunteer of its spaces, ``.campaign_over``.
    """
    known = Sponsor.objects.filter(campaign=campaign, person=by).first()
    if known is not None:
        return known
    if not Campaign.objects.filter(
        pk=campaign.pk, state=CampaignState.OPEN, ends_on__gte=clock.today()
    ).exists():
        raise Refusal("recruitment.campaign_over")
    volunteer = Volunteer.objects.filter(
        person=by, state__in=HERE, home_space__in=campaign.spaces.all()
    ).first()
    if volunteer is None or volunteer.home_space_id is None:
        raise Refusal("recruitment.no_sponsor")
    with transaction.atomic():
        code = free_code(lambda code: Sponsor.objects.filter(code=code).exists())
        sponsor, is_new = Sponsor.objects.get_or_create(
            campaign=campaign, person=by, defaults={"space_id": volunteer.home_space_id, "code": code}
        )
        if is_new:
            journal.record(by, "join_campaign", campaign)
    return sponsor


def announce_campaign(*, by: Person, campaign: Campaign) -> Campaign:
    """Tell each volunteer who has a code: her link, by her channel; a worker writes the messages.

    Asked twice, nobody is told twice. Refusal ``recruitment.campaign_moved`` unless it is open.
    """
    require_running(by, campaign.spaces.all())
    if campaign.state != CampaignState.OPEN:
        raise Refusal("recruitment.campaign_moved")
    with transaction.atomic():
        journal.record(by, "announce_campaign", campaign)
        enqueue("mapart.recruitment.tasks.tell_sponsors", str(campaign.pk))
    return campaign


def tell_sponsors(*, by: Person | None = None, campaign: Campaign) -> int:
    """Write the message of each volunteer who has a code; returns how many have one. Begun again, it goes on."""
    rows = Sponsor.objects.filter(campaign=campaign, person__is_active=True)
    told = 0
    for sponsor in rows.select_related("person", "space", "campaign").iterator(200):
        with transaction.atomic():
            mails.tell_sponsor(sponsor)
        told += 1
    return told


def _move(by: Person, campaign: Campaign, after: CampaignState) -> None:
    rows = Campaign.objects.filter(pk=campaign.pk, state__in=states_before(after))
    if not rows.update(state=after):
        raise Refusal("recruitment.campaign_moved")
    campaign.refresh_from_db(fields=["state"])
    journal.record(by, "move_campaign", campaign, state=str(after))


def _refuse_dates(starts_on: datetime.date, ends_on: datetime.date, spaces: Collection[Space]) -> None:
    if not spaces:
        raise Refusal("recruitment.campaign_without_space")
    if ends_on < starts_on:
        raise Refusal("recruitment.campaign_ends_first")
    if (ends_on - starts_on).days >= LONGEST_CAMPAIGN_DAYS:
        raise Refusal("recruitment.campaign_too_long", most=LONGEST_CAMPAIGN_DAYS)


def _free_slug(words: str) -> str:
    slug = slugify(words)[:70] or "campagne"
    return slug if not Campaign.objects.filter(slug=slug).exists() else f"{slug}-{short_code().lower()}"
