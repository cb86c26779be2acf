"""May this person see or change that volunteer? She may for herself; staff may in the spaces of their roles."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from mapart.people import perms as people
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer


def may_see(person: Person, volunteer: Volunteer) -> bool:
    """Whether ``person`` may read the page of ``volunteer``."""
    return _is_hers(person, volunteer) or people.may(person, Permission.SEE_VOLUNTEERS, volunteer.home_space)


def may_edit(person: Person, volunteer: Volunteer) -> bool:
    """Whether ``person`` may change what ``volunteer`` said: herself, or staff to whom she said it on the phone."""
    return _is_hers(person, volunteer) or people.may(person, Permission.EDIT_VOLUNTEERS, volunteer.home_space)


def may_welcome(person: Person, space: Space) -> bool:
    """Whether ``person`` may make somebody a volunteer of ``space``: who follows applicants, or volunteers."""
    return people.may(person, Permission.EDIT_VOLUNTEERS, space) or people.may(
        person, Permission.EDIT_APPLICANTS, space
    )


def load_volunteer(person: Person, pk: UUID, *, edit: bool = False) -> Volunteer:
    """A volunteer with her person and home space, for a page of staff: 404 for a stranger, 403 for a mere reader."""
    volunteer = Volunteer.objects.select_related("person", "home_space").filter(pk=pk).first()
    if volunteer is None or not may_see(person, volunteer):
        raise Http404
    if edit:
        require_edit(person, volunteer)
    return volunteer


def require_edit(by: Person | None, volunteer: Volunteer) -> None:
    """Raise ``PermissionDenied`` unless ``may_edit``; ``None`` is the system itself."""
    if by is not None and not may_edit(by, volunteer):
        raise PermissionDenied


def _is_hers(person: Person, volunteer: Volunteer) -> bool:
    return person.pk == volunteer.person_id
