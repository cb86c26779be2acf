"""How people are called on the roster."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from mapart.people.models import short_name
from mapart.planning.models import Assignment


def roster_name(first_name: str, last_name: str, accompanied_shifts_left: int) -> str:
    """« Amina B. », « Amina B. (débute) » while somebody must be with her. For the team."""
    name = short_name(first_name, last_name)
    return _("%(name)s (débute)") % {"name": name} if accompanied_shifts_left else name


def names_by_need(rows: Iterable[tuple[UUID, str, str]]) -> dict[UUID, list[str]]:
    """Short names by shift (key), from rows of shift, first name and last name. For the team."""
    names: dict[UUID, list[str]] = defaultdict(list)
    for need, first_name, last_name in rows:
        names[need].append(short_name(first_name, last_name))
    return names


def beginners_alone(people: Collection[Assignment]) -> list[str]:
    """Of all who hold one shift, those who begin, when nobody of experience is beside them. For the team."""
    return alone_among([(one.volunteer.person.short_name, one.volunteer.is_newcomer) for one in people])


def alone_among(people: Collection[tuple[str, bool]]) -> list[str]:
    """The same, from the short name of each and whether she begins."""
    return sorted(name for name, _begins in people) if all(begins for _name, begins in people) else []
