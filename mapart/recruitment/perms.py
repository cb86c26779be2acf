"""Who may see and follow applicants, and run campaigns: the team of their space.

A stranger finds nothing, a reader may not write.
"""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Session
from mapart.people.models import Person
from mapart.people.perms import Permission, may, require, space_keys_where, spaces_where
from mapart.recruitment.models import Application, Campaign
from mapart.spaces.models import Space


def visible_applications(person: Person) -> QuerySet[Application]:
    """The applications of the spaces whose applicants ``person`` may see."""
    keys = space_keys_where(person, Permission.SEE_APPLICANTS)
    return Application.objects.all() if keys is None else Application.objects.filter(space__in=keys)


def visible_meetings(person: Person) -> QuerySet[Session]:
    """The information meetings of the spaces whose applicants ``person`` may see."""
    meetings = Session.objects.filter(kind=SessionKind.INFORMATION_MEETING)
    keys = space_keys_where(person, Permission.SEE_APPLICANTS)
    return meetings if keys is None else meetings.filter(space__in=keys)


def may_edit(person: Person, space: Space) -> bool:
    """Whether ``person`` may follow the applicants of ``space``: shows or hides the buttons."""
    return may(person, Permission.EDIT_APPLICANTS, space)


def require_edit(by: Person | None, space: Space) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may follow the applicants of ``space``; null: a visitor, the system."""
    if by is not None:
        require(by, Permission.EDIT_APPLICANTS, space)


def require_self_or_edit(by: Person | None, application: Application) -> None:
    """The same, or she herself: her private link is the proof."""
    if by is None or by.pk != application.person_id:
        require_edit(by, application.space)


# --- campaigns ----------------------------------------------------------------------------------------------------
def visible_campaigns(person: Person) -> QuerySet[Campaign]:
    """The campaigns of at least one space whose figures ``person`` may see."""
    spaces = spaces_where(person, Permission.SEE_FIGURES).values("pk")
    through = Campaign.spaces.through.objects.filter(space__in=spaces)
    return Campaign.objects.filter(pk__in=through.values("campaign"))


def may_run(person: Person, spaces: Iterable[Space]) -> bool:
    """Whether ``person`` may run a campaign in all these spaces."""
    return all(may(person, Permission.RUN_CAMPAIGNS, space) for space in spaces)


def require_running(by: Person | None, spaces: Iterable[Space]) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may run a campaign in all these spaces; null: the system."""
    if by is not None and not may_run(by, spaces):
        raise PermissionDenied


def load_campaign(person: Person, pk: UUID, *, edit: bool = False) -> Campaign:
    """A campaign for the pages of the team, its spaces prefetched: 404 for a stranger, 403 for a reader who writes."""
    campaign = visible_campaigns(person).filter(pk=pk).prefetch_related("spaces").first()
    if campaign is None:
        raise Http404
    if edit:
        require_running(person, campaign.spaces.all())
    return campaign
