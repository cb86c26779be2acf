"""Who reads a page of the team, and the spaces whose applicants she may see."""

from django.http import Http404

from mapart.people.models import Person
from mapart.people.perms import Permission, refuse_without_space, spaces_where
from mapart.spaces.models import Space


def spaces_seen(reader: Person) -> list[Space]:
    """The spaces whose applicants she may see. To who sees none, this part of the house does not exist (404)."""
    spaces = list(spaces_where(reader, Permission.SEE_APPLICANTS).only("name", "slug", "time_zone"))
    if not spaces:
        refuse_without_space(reader, Permission.SEE_APPLICANTS)
        raise Http404
    return spaces
