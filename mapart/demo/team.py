"""The people who work for the association: one account per role to try."""

from dataclasses import dataclass

from django.db.models import Q

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.demo.volunteers import Maker
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.planning.models import Assignment
from mapart.recruitment.enums import Step
from mapart.recruitment.models import PathStep
from mapart.spaces.models import Space

SHOWN_SPACE = "lille-fives"


@dataclass(frozen=True)
class Guide:
    """A role a visitor may try: who, and what to look at first."""

    slug: str
    title: str
    hint: str


GUIDES = (
    Guide(
        "benevole",
        "Bénévole",
        "Voir sa prochaine mission, dire quand on est libre, dire qu'on ne peut pas venir.",
    ),
    Guide(
        "nouvelle",
        "Nouvelle bénévole",
        "Accueillie il y a peu : dire oui à son premier créneau, à côté de quelqu'un.",
    ),
    Guide(
        "responsable",
        "Responsable de l'espace Fives, à Lille",
        "Proposer un planning, le comprendre, le publier.",
    ),
    Guide(
        "vie-associative",
        "Référente de la vie associative, à Lille",
        "Voir qui attend une réponse, accueillir.",
    ),
    Guide("accueil", "Accueil de l'espace Fives", "Voir qui vient aujourd'hui."),
    Guide("direction", "Direction du réseau", "Voir les 7 villes, donner un droit."),
)
_KINDS = {
    "responsable": RoleKind.SPACE_MANAGER,
    "vie-associative": RoleKind.COMMUNITY_LEAD,
    "accueil": RoleKind.RECEPTIONIST,
    "direction": RoleKind.NETWORK_HEAD,
}


def make_team(maker: Maker, spaces: list[Space]) -> list[Role]:
    """A manager, a community lead and a receptionist per space, and somebody for the whole network.

    The people join the crowd of ``maker``; the roles are for the caller to store after it.
    """
    roles = [_role(maker, RoleKind.NETWORK_HEAD, None, "direction")]
    for space in spaces:
        roles += [
            _role(maker, kind, space, f"{slug}.{space.slug}")
            for slug, kind in _KINDS.items()
            if kind != RoleKind.NETWORK_HEAD
        ]
    return roles


def _role(maker: Maker, kind: RoleKind, space: Space | None, name: str) -> Role:
    person = maker.person(email=f"{name}@example.org", phone=None, channel=Channel.MAIL)
    return Role(id=maker.keys.next(), person=person, kind=kind, space=space)


def person_of(guide: Guide) -> Person | None:
    """The account to open for a guide; null when the demonstration is not built."""
    if guide.slug in _KINDS:
        roles = Role.objects.filter(kind=_KINDS[guide.slug], person__is_demo=True).filter(
            Q(space__slug=SHOWN_SPACE) | Q(space__isnull=True)
        )
        role = roles.select_related("person").order_by("pk").first()
        return role.person if role else None
    if guide.slug == "nouvelle" and (newcomer := _asked_to_try()):
        return newcomer
    shifts = Assignment.objects.filter(
        volunteer__person__is_demo=True,
        volunteer__home_space__slug=SHOWN_SPACE,
        need__session__starts_at__gt=clock.now(),
    )
    begins = Q(volunteer__accompanied_shifts_left__gt=0)
    shifts = shifts.filter(begins if guide.slug == "nouvelle" else ~begins)
    shift = shifts.select_related("volunteer__person").order_by("need__session__starts_at", "pk").first()
    return shift.volunteer.person if shift else None


def _asked_to_try() -> Person | None:
    """A newcomer who has a trial shift to accept; null once each has answered."""
    steps = PathStep.objects.filter(
        step=Step.ANSWER,
        ended_at=None,
        application__person__is_demo=True,
        application__space__slug=SHOWN_SPACE,
    )
    step = steps.select_related("application__person").order_by("since", "pk").first()
    return step.application.person if step else None
