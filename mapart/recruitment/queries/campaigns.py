"""Reads about campaigns and the volunteers who invite."""

import datetime
from typing import Any

from django.db.models import Count, F, QuerySet

from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.people.models import Person
from mapart.recruitment.enums import CampaignState
from mapart.recruitment.models import Campaign, Invitation, Sponsor
from mapart.recruitment.rules import LATE, read_code


def campaigns_that_count() -> QuerySet[Campaign]:
    """Campaigns for which an invitation may still be written: begun, and not over for too long. For everybody."""
    today = clock.today()
    return Campaign.objects.filter(
        state__in=[CampaignState.OPEN, CampaignState.CLOSED],
        starts_on__lte=today,
        ends_on__gte=today - LATE,
    )


def running_campaigns() -> QuerySet[Campaign]:
    """Campaigns open today, those that end first on top. For everybody."""
    today = clock.today()
    return Campaign.objects.filter(
        state=CampaignState.OPEN, starts_on__lte=today, ends_on__gte=today
    ).order_by("ends_on", "pk")


def sponsor_of_code(text: str) -> Sponsor | None:
    """The volunteer of a code as it was typed, said or pasted, with her campaign. For whoever holds the code."""
    code = read_code(text)
    if not code:
        return None
    return Sponsor.objects.filter(code=code).select_related("person", "campaign", "space").first()


def public_campaigns() -> QuerySet[Campaign]:
    """Campaigns with a public page: opened once, the newest first. For everybody."""
    opened = [CampaignState.OPEN, CampaignState.CLOSED]
    return Campaign.objects.filter(state__in=opened, starts_on__lte=clock.today())


def my_sponsors(person: Person) -> list[Sponsor]:
    """Her codes in the campaigns that run, each with ``invited`` and ``came``, people. For herself."""
    return list(
        Sponsor.objects.filter(person=person, campaign__in=running_campaigns().order_by())
        .select_related("campaign", "space", "person")
        .annotate(invited=Count("invitations"), came=Count("invitations__came_at"))
        .order_by("campaign__ends_on", "pk")
    )


def invitation_of(person: Person) -> Invitation | None:
    """Who invited her: the invitation that counts, else the newest. For the team of her space."""
    rows = Invitation.objects.filter(person=person).select_related("campaign", "sponsor__person")
    return rows.order_by(F("came_at").desc(nulls_last=True), "-created_at").first()


def export_invitations(person: Person) -> dict[str, Any]:
    """Her codes, and who invited her, in values that JSON can hold. For herself."""
    codes = Sponsor.objects.filter(person=person).select_related("campaign").order_by("created_at")
    hers = Invitation.objects.filter(person=person).select_related("campaign", "sponsor__person")
    return {
        "codes pour inviter": [
            {"campagne": one.campaign.title, "code": one.code, "depuis": one.created_at.isoformat()}
            for one in codes
        ],
        "invitations reçues": [
            {
                "campagne": one.campaign.title,
                "de la part de": one.sponsor.person.first_name,
                "le": one.created_at.isoformat(),
                "comment": one.get_way_display(),
                "venue le": _text(one.came_at),
            }
            for one in hers.order_by("created_at")
        ],
    }


def _text(moment: datetime.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def was_announced(campaign: Campaign) -> bool:
    """Whether its team has sent the links once. For the team."""
    return JournalEntry.objects.filter(subject=campaign.pk, act="announce_campaign").exists()
