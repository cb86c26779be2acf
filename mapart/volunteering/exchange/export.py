"""Volunteers, availabilities and hours as rows, under the titles that an import reads back."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mapart.core.sheets.writing import Cell
from mapart.core.wording import NO_BREAK, phone_pairs
from mapart.volunteering.enums import HalfDay, ImportKind
from mapart.volunteering.exchange.columns import COLUMNS, STATE
from mapart.volunteering.models import Availability, HoursEntry, Volunteer
from mapart.volunteering.rules import HALF_DAYS, Hours

_CHUNK = 2000
_BETWEEN = " | "


def titles_of(kind: ImportKind, *, for_import: bool = False) -> list[str]:
    """The first line of a file. An exported one says more than an import reads."""
    titles = [column.title for column in COLUMNS[kind]]
    more = {ImportKind.VOLUNTEERS: [STATE.title], ImportKind.HOURS: [_("origine"), STATE.title]}
    return titles if for_import else titles + more.get(kind, [])


def rows_of(kind: ImportKind, volunteers: QuerySet[Volunteer]) -> Iterator[list[Cell]]:
    """The rows about these volunteers, read by chunks: the queries do not grow with the rows of a chunk."""
    makers: dict[ImportKind, Callable[[QuerySet[Volunteer]], Iterator[list[Cell]]]] = {
        ImportKind.VOLUNTEERS: _volunteers,
        ImportKind.AVAILABILITIES: _availabilities,
        ImportKind.HOURS: _hours,
    }
    return makers[kind](volunteers)


def _who(volunteer: Volunteer) -> list[Cell]:
    person = volunteer.person
    return [
        person.first_name,
        person.last_name,
        person.email or "",
        phone_pairs(person.phone).replace(NO_BREAK, " ") if person.phone else "",
        volunteer.home_space.name if volunteer.home_space else "",
    ]


def _volunteers(found: QuerySet[Volunteer]) -> Iterator[list[Cell]]:
    everything = found.select_related("person", "home_space").prefetch_related(
        "choices__mission", "skills", "languages"
    )
    for one in everything.iterator(chunk_size=_CHUNK):
        yield [
            *_who(one),
            one.person.get_channel_display(),
            _BETWEEN.join(choice.mission.title for choice in one.choices.all()),
            one.get_commitment_display(),
            one.get_status_display(),
            _BETWEEN.join(f"{h.get_skill_display()} : {h.get_level_display()}" for h in one.skills.all()),
            _BETWEEN.join(str(spoken.get_language_display()) for spoken in one.languages.all()),
            one.started_on,
            one.get_state_display(),
        ]


def _availabilities(found: QuerySet[Volunteer]) -> Iterator[list[Cell]]:
    half_days: dict[Any, HalfDay] = {hours: half_day for half_day, hours in HALF_DAYS.items()}
    windows = Availability.objects.filter(volunteer__in=found.order_by()).select_related(
        "volunteer__person", "volunteer__home_space"
    )
    for window in windows.order_by("volunteer", "weekday", "starts_at").iterator(chunk_size=_CHUNK):
        half_day = half_days.get(Hours(window.starts_at, window.ends_at))
        yield [
            *_who(window.volunteer),
            window.get_weekday_display(),
            str(half_day.label) if half_day else "",
            _clock(window.starts_at),
            _clock(window.ends_at),
        ]


def _hours(found: QuerySet[Volunteer]) -> Iterator[list[Cell]]:
    entries = HoursEntry.objects.standing().filter(volunteer__in=found.order_by(), minutes__gt=0)
    wide = entries.select_related("volunteer__person", "volunteer__home_space", "mission", "space")
    for entry in wide.order_by("worked_on", "pk").iterator(chunk_size=_CHUNK):
        *who, home = _who(entry.volunteer)
        yield [
            *who,
            entry.space.name if entry.space else home,
            entry.worked_on,
            f"{entry.minutes // 60}:{entry.minutes % 60:02}",
            entry.mission.title if entry.mission else "",
            entry.get_source_display(),
            entry.get_state_display(),
        ]


def _clock(time: datetime.time) -> str:
    return f"{time:%H:%M}"
