"""Who may see and follow applicants: the team of their space. A stranger finds nothing, a reader may not write."""

from django.db.models import QuerySet

from mapart.agenda.enums import SessionKind
from mapart.agenda.models import Session
from mapart.people.models import Person
from mapart.people.perms import Permission, may, require, spaces_where
from mapart.recruitment.models import Application
from mapart.spaces.models import Space


def visible_applications(person: Person) -> QuerySet[Application]:
    """The applications of the spaces whose applicants ``person`` may see."""
    return Application.objects.filter(space__in=spaces_where(person, Permission.SEE_APPLICANTS))


def visible_meetings(person: Person) -> QuerySet[Session]:
    """The information meetings of the spaces whose applicants ``person`` may see."""
    return Session.objects.filter(
        kind=SessionKind.INFORMATION_MEETING, space__in=spaces_where(person, Permission.SEE_APPLICANTS)
    )


def may_edit(person: Person, space: Space) -> bool:
    """Whether ``person`` may follow the applicants of ``space``: shows or hides the buttons."""
    return may(person, Permission.EDIT_APPLICANTS, space)


def require_editing(by: Person | None, space: Space) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may follow the applicants of ``space``; null: a visitor, the system."""
    if by is not None:
        require(by, Permission.EDIT_APPLICANTS, space)
