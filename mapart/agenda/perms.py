"""Who may change what is dated: whoever plans the space, or welcomes its applicants for a meeting."""

from mapart.agenda.enums import SessionKind
from mapart.people.models import Person
from mapart.people.perms import Permission, require
from mapart.spaces.models import Space


def editing_permission(kind: str) -> Permission:
    """The permission that lets somebody change sessions of this kind."""
    if kind == SessionKind.INFORMATION_MEETING:
        return Permission.EDIT_APPLICANTS
    return Permission.EDIT_ROSTER


def require_edit(by: Person | None, kind: str, space: Space) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may change sessions of ``kind`` there; null is the system."""
    if by is not None:
        require(by, editing_permission(kind), space)


def require_seat(by: Person | None, kind: str, space: Space, person: Person) -> None:
    """Everybody may act on her own seat (null: a visitor who holds its secret); the team may act for others."""
    if by is not None and by.pk != person.pk:
        require_edit(by, kind, space)
