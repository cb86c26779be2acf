"""Whose page it is: the volunteer's own, or that of a volunteer whom staff have on the phone."""

from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.spaces.queries import spaces_to_visit
from mapart.volunteering.models import Volunteer
from mapart.volunteering.perms import load_volunteer
from mapart.volunteering.queries import minutes_to, volunteer_of
from mapart.website.volunteer_forms import VolunteerForm

FARTHEST_MINUTES = 120


@dataclass
class Desk:
    """A volunteer, who writes about her, and the forms that must be shown again with what was typed."""

    by: Person
    volunteer: Volunteer
    typed: dict[str, VolunteerForm] = field(default_factory=dict)

    @property
    def is_hers(self) -> bool:
        """Whether she writes herself."""
        return self.volunteer.person_id == self.by.pk

    @property
    def layout(self) -> str:
        """The layout of her pages, or of those of staff."""
        return "base_member.html" if self.is_hers else "base_staff.html"

    @property
    def home(self) -> str:
        """The page above: her space, or her page in the list of staff."""
        return (
            reverse("website:my_space")
            if self.is_hers
            else reverse("website:volunteer", args=[self.volunteer.pk])
        )

    @property
    def availability(self) -> str:
        """The page where she says when she is free."""
        return self.address("availability")

    def address(self, page: str, *keys: UUID) -> str:
        """The address of a page in its form for her, or for staff."""
        if self.is_hers:
            return reverse(f"website:my_{page}", args=keys)
        return reverse(f"website:volunteer_{page}", args=[self.volunteer.pk, *keys])

    @cached_property
    def ways(self) -> list[tuple[Space, int]]:
        """The spaces she may choose, the nearest first, with the minutes of the way; those chosen always stay."""
        ways = [(space, minutes_to(self.volunteer, space)) for space in spaces_to_visit()]
        kept = [way for way in ways if way[1] <= FARTHEST_MINUTES or way[0].pk in self.reached]
        return sorted(kept, key=lambda way: (way[1], way[0].name))

    @cached_property
    def reached(self) -> list[UUID]:
        """Keys of the spaces she accepts to go to."""
        return [way.space_id for way in self.volunteer.reach.all()]


def open_desk(request: HttpRequest, volunteer_id: UUID | None) -> Desk | None:
    """The desk of the person signed in, or of a volunteer whom staff may change; null when she is no volunteer.

    404 for a stranger, 403 for staff who may only read.
    """
    assert isinstance(request.user, Person)
    if volunteer_id is not None:
        return Desk(request.user, load_volunteer(request.user, volunteer_id, edit=True))
    volunteer = volunteer_of(request.user)
    return None if volunteer is None else Desk(request.user, volunteer)
