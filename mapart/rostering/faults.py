"""What is wrong with an instance, all of it at once, in codes and positions.

Called before any array is built, so that the rest of the room may trust its input. A fault names the place
(`shifts[12].end`), a code, and the facts a sentence needs; sentences for people live in the planning room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

FORMAT = "volunteer-planning/1"
DAY = 1440
NUMBER = (int, float)
SKILLS = 1000  # numbers of skills are below
MANY = 10**6  # no count, number, level or minutes of travel is above


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: a code, where it stands in the input, and facts."""

    code: str
    where: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = " ".join(f"{key}={value}" for key, value in self.facts.items())
        return f"{self.where}: {self.code}" + (f" ({facts})" if facts else "")


def faults_of(data: object) -> list[Fault]:
    """Every fault of a JSON-shaped instance; an empty list means that it can be planned."""
    if not isinstance(data, dict):
        return [Fault("not_an_object", "instance")]
    if data.get("format") != FORMAT:
        return [Fault("unknown_format", "format", {"found": _short(data.get("format")), "expected": FORMAT})]
    shape = list(_shape_faults(data))
    # what cannot be read counts as empty, and nothing that refers to it is judged
    data = {key: [] for key in SECTIONS} | {"busy": []} | data
    data |= {key: [] for key in (*SECTIONS, "busy") if not isinstance(data[key], list)}
    sizes = _Sizes(data, {fault.where for fault in shape})
    return [
        *shape,
        *_head_faults(data, sizes),
        *_each(data["spaces"], "spaces", _SPACE, _space_faults),
        *_travel_faults(data, sizes),
        *_each(data["missions"], "missions", _MISSION, lambda row: _nothing()),
        *_each(data["shifts"], "shifts", _SHIFT, lambda row: _shift_faults(row, sizes)),
        *_each(data["volunteers"], "volunteers", _VOLUNTEER, lambda row: _volunteer_faults(row, sizes)),
        *_pair_faults(data, sizes),
        *_busy_faults(data, sizes),
    ]


class _Sizes:
    """How many of each thing there are, to judge references.

    `unread`: what is missing or no list; everything may be in it.
    """

    def __init__(self, data: dict[str, Any], unread: set[str]) -> None:
        self.unread = unread
        self.spaces, self.missions, self.shifts, self.volunteers = (
            MANY if key in unread else len(data[key])
            for key in ("spaces", "missions", "shifts", "volunteers")
        )
        days = data.get("days")
        self.days: int = days if type(days) is int and 1 <= days <= MOST_DAYS else MOST_DAYS


Found = Iterator[tuple[str, str, dict[str, Any]]]  # field, code, facts


def _nothing() -> Found:
    yield from ()


def _is(value: object, types: tuple[type, ...]) -> bool:
    return type(value) in types and value == value


SECTIONS = ("months", "spaces", "travel", "missions", "shifts", "volunteers", "published")
MOST_DAYS = 3660


def _shape_faults(data: dict[str, Any]) -> Iterator[Fault]:
    for key in SECTIONS:
        if key not in data:
            yield Fault("missing", key)
        elif not isinstance(data[key], list):
            yield Fault("not_a_list", key)
    if "days" not in data:
        yield Fault("missing", "days")
    if not isinstance(data.get("busy", []), list):
        yield Fault("not_a_list", "busy")
    if type(data.get("name", "")) is not str:
        yield Fault("wrong_type", "name", {"found": _short(data["name"])})


def _head_faults(data: dict[str, Any], sizes: _Sizes) -> Iterator[Fault]:
    days, months = data.get("days", MOST_DAYS), data["months"]
    if not _int(days) or not 1 <= days <= MOST_DAYS:
        yield Fault("out_of_range", "days", {"found": _short(days)})
        return
    if {"months", "days"} & sizes.unread:
        return
    if not all(_is_list(m, 2) and _all_ints(m) and 0 <= m[0] < m[1] <= MANY for m in months) or not months:
        yield Fault("bad_months", "months")
        return
    joined = all(a[1] == b[0] for a, b in pairwise(months))
    if months[0][0] > 0 or months[-1][1] < days or not joined:
        yield Fault("months_do_not_cover", "months", {"days": days})


def _each(
    rows: list[Any], name: str, fields: dict[str, Any], more: Callable[[dict[str, Any]], Found]
) -> Iterator[Fault]:
    """Faults of one section: positions, types of the fields, then what `more` finds in a well-typed row."""
    for i, row in enumerate(rows):
        if not isinstance(row, dict):
            yield Fault("not_an_object", f"{name}[{i}]")
            continue
        if not _int(row.get("id", i)) or row.get("id", i) != i:
            yield Fault("id_is_not_position", f"{name}[{i}].id", {"found": _short(row["id"])})
        typed = True
        for key, fits in fields.items():
            if key not in row:
                typed = False
                yield Fault("missing", f"{name}[{i}].{key}")
            elif not fits(row[key]):
                typed = False
                yield Fault("wrong_type", f"{name}[{i}].{key}", {"found": _short(row[key])})
        if typed:
            for key, code, facts in more(row):
                yield Fault(code, f"{name}[{i}].{key}", facts)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _is_list(value: object, width: int) -> bool:
    return isinstance(value, list) and len(value) == width


def _all_ints(values: list[Any]) -> bool:
    return all(type(x) is int for x in values)


def _int(value: object) -> bool:
    return type(value) is int


def _number(value: object) -> bool:
    return _is(value, NUMBER)


def _int_or_none(value: object) -> bool:
    return value is None or type(value) is int


def _ints(value: object) -> bool:
    return isinstance(value, list) and _all_ints(value)


def _names(value: object) -> bool:
    return isinstance(value, list) and all(type(x) is str for x in value)


def _rows_of(width: int) -> Callable[[object], bool]:
    def fits(value: object) -> bool:
        return isinstance(value, list) and all(_is_list(x, width) and _all_ints(x) for x in value)

    return fits


def _habit(value: object) -> bool:
    return value is None or (_is_list(value, 3) and _ints(value))


def _few(value: object) -> bool:
    """None, or a number that a table can hold."""
    return value is None or (type(value) is int and 0 <= value < MANY)


_SPACE = {"city": _few}
_MISSION = {"skill": lambda value: value is None or (_int(value) and 0 <= value < SKILLS)}
_SHIFT = {
    **dict.fromkeys(("space", "mission", "start", "end", "min", "ideal", "max", "prio"), _int),
    "req": _rows_of(3),
    "lang": _names,
}
_VOLUNTEER = {
    "reach": _rows_of(2),
    "weekly": _rows_of(3),
    "off": _rows_of(2),
    "extra": _rows_of(2),
    **dict.fromkeys(("max_day", "max_week", "max_month", "newcomer"), _int),
    **dict.fromkeys(("wish_month", "show"), _number),
    "skills": _rows_of(2),
    "missions": _ints,
    "langs": _names,
    "habit": _habit,
}


def _space_faults(space: dict[str, Any]) -> Found:
    if type(space.get("remote", False)) is not bool:
        yield "remote", "wrong_type", {"found": _short(space["remote"])}


def _shift_faults(shift: dict[str, Any], sizes: _Sizes) -> Found:
    start, end = shift["start"], shift["end"]
    if not 0 <= shift["space"] < sizes.spaces:
        yield "space", "unknown_space", {"found": shift["space"]}
    if not 0 <= shift["mission"] < sizes.missions:
        yield "mission", "unknown_mission", {"found": shift["mission"]}
    if start < 0 or end > sizes.days * DAY:
        yield "start", "outside_horizon", {"start": start, "end": end, "days": sizes.days}
    if end <= start:
        yield "end", "ends_before_start", {"start": start, "end": end}
    elif (end - 1) // DAY != start // DAY:
        yield "end", "crosses_midnight", {"start": start, "end": end}
    if not 0 <= shift["min"] <= shift["ideal"] <= shift["max"] <= MANY:
        yield "min", "bad_headcounts", {"min": shift["min"], "ideal": shift["ideal"], "max": shift["max"]}
    if not 0 <= shift["prio"] <= 1000:
        yield "prio", "out_of_range", {"found": shift["prio"]}
    yield from _req_faults(shift)


def _req_faults(shift: dict[str, Any]) -> Found:
    for skill, level, count in shift["req"]:
        if not 0 <= skill < SKILLS or not 0 <= level < MANY or count < 0:
            yield "req", "out_of_range", {"skill": skill, "level": level, "count": count}
        elif count > shift["max"]:
            yield "req", "more_skilled_than_places", {"skill": skill, "count": count, "max": shift["max"]}


def _volunteer_faults(person: dict[str, Any], sizes: _Sizes) -> Found:
    for space, minutes in person["reach"]:
        if not 0 <= space < sizes.spaces:
            yield "reach", "unknown_space", {"found": space}
        if not 0 <= minutes < MANY:
            yield "reach", "out_of_range", {"found": minutes}
    for mission in person["missions"]:
        if not 0 <= mission < sizes.missions:
            yield "missions", "unknown_mission", {"found": mission}
    yield from _offer_faults(person)
    yield from _window_faults(person, sizes)


def _offer_faults(person: dict[str, Any]) -> Found:
    for skill, level in person["skills"]:
        if not 0 <= skill < SKILLS or not 0 <= level < MANY:
            yield "skills", "out_of_range", {"skill": skill, "level": level}
    for key in ("wish_month", "max_day", "max_week", "max_month", "newcomer"):
        if not 0 <= person[key] < 10**7:
            yield key, "out_of_range", {"found": person[key]}
    if not 0 <= person["show"] <= 1:
        yield "show", "out_of_range", {"found": person["show"]}


def _window_faults(person: dict[str, Any], sizes: _Sizes) -> Found:
    for weekday, start, end in person["weekly"]:
        if not 0 <= weekday < 7 or not 0 <= start < end <= DAY:
            yield "weekly", "bad_window", {"weekday": weekday, "start": start, "end": end}
    for first, last in person["off"]:
        if not -MANY < first <= last < MANY:
            yield "off", "bad_window", {"start": first, "end": last}
    for start, end in person["extra"]:
        if not -MANY * DAY < start < end < MANY * DAY:
            yield "extra", "bad_window", {"start": start, "end": end}
    habit = person["habit"]
    if habit is not None and not (0 <= habit[0] < 7 and 0 <= habit[1] < DAY and 0 <= habit[2] < sizes.spaces):
        yield "habit", "bad_habit", {"found": habit}


def _travel_faults(data: dict[str, Any], sizes: _Sizes) -> Iterator[Fault]:
    for i, line in enumerate(data["travel"]):
        if not _is_list(line, 3) or not _all_ints(line):
            yield Fault("wrong_type", f"travel[{i}]", {"found": _short(line)})
        elif not (0 <= line[0] < sizes.spaces and 0 <= line[1] < sizes.spaces):
            yield Fault("unknown_space", f"travel[{i}]", {"found": line[:2]})
        elif not 0 <= line[2] < MANY:
            yield Fault("out_of_range", f"travel[{i}]", {"found": line[2]})


def _pair_faults(data: dict[str, Any], sizes: _Sizes) -> Iterator[Fault]:
    for i, line in enumerate(data["published"]):
        if not _is_list(line, 2) or not _all_ints(line):
            yield Fault("wrong_type", f"published[{i}]", {"found": _short(line)})
        elif not (0 <= line[0] < sizes.volunteers and 0 <= line[1] < sizes.shifts):
            yield Fault("unknown_pair", f"published[{i}]", {"found": line})


def _busy_faults(data: dict[str, Any], sizes: _Sizes) -> Iterator[Fault]:
    for i, line in enumerate(data.get("busy", [])):
        if not _is_list(line, 4) or not _all_ints(line[:3]) or not _int_or_none(line[3]):
            yield Fault("wrong_type", f"busy[{i}]", {"found": _short(line)})
        elif not 0 <= line[0] < sizes.volunteers or not (line[3] is None or 0 <= line[3] < sizes.spaces):
            yield Fault("unknown_pair", f"busy[{i}]", {"found": line})
        elif not 0 <= line[1] < line[2] <= sizes.days * DAY:
            yield Fault("outside_horizon", f"busy[{i}]", {"found": line})
