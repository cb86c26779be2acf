"""The menu of the team: each sees the pages that her roles open, and no other."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from mapart.people.perms import Permission, is_staff, may_somewhere


@dataclass(frozen=True, slots=True)
class Item:
    """A page of the team, and what opens it; null: any role."""

    address: str
    label: StrPromise
    permission: Permission | None = None


ITEMS = (
    Item("/equipe/", _("Accueil")),
    Item("/equipe/planning/", _("Planning"), Permission.SEE_ROSTER),
    Item("/equipe/benevoles/", _("Bénévoles"), Permission.SEE_VOLUNTEERS),
    Item("/equipe/accueil/", _("Qui nous attend"), Permission.SEE_APPLICANTS),
    Item("/equipe/candidatures/", _("Candidatures"), Permission.SEE_APPLICANTS),
    Item("/equipe/campagnes/", _("Campagnes"), Permission.SEE_FIGURES),
    Item("/equipe/reunions/", _("Réunions"), Permission.SEE_APPLICANTS),
    Item("/equipe/conversations/", _("Conversations"), Permission.EDIT_VOLUNTEERS),
    Item("/equipe/heures/", _("Heures"), Permission.EDIT_VOLUNTEERS),
    Item("/equipe/valorisation/", _("Valorisation"), Permission.SEE_FIGURES),
    Item("/equipe/espaces/", _("Espaces"), Permission.EDIT_SPACE),
    Item("/equipe/messages/", _("Messages"), Permission.SEE_OUTBOX),
    Item("/equipe/roles/", _("Rôles"), Permission.MANAGE_ROLES),
    Item("/equipe/donnees/", _("Données personnelles"), Permission.ANSWER_REQUESTS),
)
SHOWN = 6  # what is read every day, and the campaign, whose result is two touches away


@dataclass(frozen=True, slots=True)
class Menu:
    """What a person may open: the pages of every day and the one she is on, then the others, folded under « Plus »."""

    first: tuple[Item, ...]
    more: tuple[Item, ...]


def team_menu(request: HttpRequest) -> Menu:
    """What this person may open; nothing for somebody without a role. Reads her roles once."""
    if not is_staff(request.user):
        return Menu((), ())
    items = tuple(
        item for item in ITEMS if item.permission is None or may_somewhere(request.user, item.permission)
    )
    more = items[SHOWN:]
    here = tuple(item for item in more if request.path.startswith(item.address))
    return Menu(items[:SHOWN] + here, tuple(item for item in more if item not in here))


def context(request: HttpRequest) -> dict[str, Any]:
    """``team_menu`` for the layouts; nothing is read on a page that does not show it."""
    return {"team_menu": SimpleLazyObject(lambda: team_menu(request))}
