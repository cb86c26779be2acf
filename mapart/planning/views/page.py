"""What the pages of the team read from an address: who reads, which space, which week."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from mapart.core import clock
from mapart.people.models import Person
from mapart.people.perms import Permission, reader_of, refuse_without_space
from mapart.planning.models import StaffingNeed
from mapart.planning.perms import spaces_seen_by
from mapart.planning.rules import monday_of
from mapart.spaces.models import Space


def space_of(request: HttpRequest, spaces: list[Space]) -> Space:
    """The space of ``?espace=``, the first one without; 404 for one she may not see, 403 when she sees none.

    Raises ``Refusal`` when there is none at all.
    """
    if not spaces:
        refuse_without_space(reader_of(request), Permission.SEE_ROSTER)
        raise PermissionDenied
    slug = request.GET.get("espace")
    if slug is None:
        return spaces[0]
    for space in spaces:
        if space.slug == slug:
            return space
    raise Http404


def spaces_of(reader: Person) -> list[Space]:
    """The spaces in the menu of a reader."""
    return list(spaces_seen_by(reader).filter(is_open=True))


def date_asked(words: str) -> datetime.date | None:
    """The date that a part of an address names; null when it is none that a page can show."""
    try:
        day = datetime.date.fromisoformat(words)
    except ValueError:
        return None
    return day if day.year in clock.YEARS else None


def monday_of_page(request: HttpRequest, space: Space) -> datetime.date:
    """The Monday of ``?semaine=``, of this week without one or when it is no date."""
    return monday_of(date_asked(request.GET.get("semaine", "")) or clock.today(space.time_zone))


def monday_of_need(need: StaffingNeed) -> datetime.date:
    """The Monday of its week, on the walls of its space."""
    return monday_of(clock.day_of(need.session.starts_at, need.session.space.time_zone))


def week_of_need(need: StaffingNeed) -> str:
    """Where the board of the week of this shift stands."""
    return board_address(need.session.space, monday_of_need(need))


def board_address(space: Space, monday: datetime.date) -> str:
    """Where the board of this week of this space stands."""
    return _of_week("planning:board", space, monday)


def people_address(space: Space, monday: datetime.date) -> str:
    """Where the script of the board learns whom it can drag."""
    return _of_week("planning:people_to_move", space, monday)


def _of_week(name: str, space: Space, monday: datetime.date) -> str:
    return f"{reverse(name)}?{urlencode({'espace': space.slug, 'semaine': monday.isoformat()})}"


def weeks_beside(monday: datetime.date) -> dict[str, Any]:
    """The Mondays before and after, and the Sunday, for the head of a page."""
    week = datetime.timedelta(weeks=1)
    return {
        "monday": monday,
        "sunday": monday + datetime.timedelta(days=6),
        "previous": (monday - week).isoformat(),
        "next": (monday + week).isoformat(),
    }
