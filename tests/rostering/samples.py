"""Small problems of this room's tests: one place to write a shift or a volunteer in one line."""

from __future__ import annotations

from typing import Any


def shift(space: int = 0, day: int = 0, start: int = 540, end: int = 720, **facts: Any) -> dict[str, Any]:
    """A shift; minutes of the day for start and end."""
    row: dict[str, Any] = {"space": space, "mission": 0, "start": 1440 * day + start, "end": 1440 * day + end}
    row |= {"min": 1, "ideal": 1, "max": 2, "req": [], "lang": [], "prio": 1}
    return row | facts


def person(**facts: Any) -> dict[str, Any]:
    """A volunteer who is free every day from 8 to 20 and accepts everything."""
    row: dict[str, Any] = {
        "reach": [[0, 10]],
        "weekly": [[day, 480, 1200] for day in range(7)],
        "off": [],
        "extra": [],
        "wish_month": 720,
        "max_day": 240,
        "max_week": 480,
        "max_month": 960,
        "skills": [],
        "missions": [0],
        "langs": ["fr"],
        "newcomer": 0,
        "show": 0.9,
        "habit": None,
    }
    return row | facts


def instance(shifts: list[dict[str, Any]], people: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    """An instance of 28 days with three spaces (0 and 1 twenty minutes apart, 2 remote) and two missions."""
    data: dict[str, Any] = {
        "format": "volunteer-planning/1",
        "name": "sample",
        "days": 28,
        "months": [[0, 28]],
        "spaces": [{"city": 0}, {"city": 0}, {"city": None, "remote": True}],
        "travel": [[0, 1, 20]],
        "missions": [{"name": "accueil", "skill": None}, {"name": "formation", "skill": 4}],
        "shifts": shifts,
        "volunteers": people,
        "published": [],
    }
    for rows in (data["spaces"], data["missions"], shifts, people):
        for i, row in enumerate(rows):
            row["id"] = i
    return data | facts
