"""Believable instances from a seed, to try and to measure: towns of unequal size, weekly patterns, offers of
a few hours.

The same preset, seed and options give the same instance on any machine. Figures are ours, chosen to look like
an association of digital mediation: most people give three hours a week or less, half are free in the
daytime, one in seven is new.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Any

DAY = 1440


@dataclass(frozen=True, slots=True)
class Preset:
    """Towns, spaces, volunteers, and shifts of four weeks."""

    towns: int
    spaces: int
    volunteers: int
    shifts: int


PRESETS = {
    "tiny": Preset(1, 2, 40, 60),
    "cities7": Preset(7, 12, 1_000, 1_200),
    "national": Preset(45, 100, 20_000, 20_000),
    "stretch": Preset(320, 1_000, 200_000, 200_000),
}
#           name, weight, minimum, ideal, mandatory skill, skill wanted, remote
MISSIONS = (
    ("accueil", 25, 2, 4, None, 0, False),
    ("atelier", 22, 2, 3, None, 1, False),
    ("permanence", 24, 2, 4, None, 2, False),
    ("atelier-reparation", 8, 1, 2, 3, None, False),
    ("formation", 6, 1, 2, 4, None, False),
    ("vie-associative", 9, 1, 2, None, None, False),
    ("contenus", 1, 1, 2, 5, None, True),
)
SKILL_SHARES = (0.35, 0.3, 0.4, 0.12, 0.1, 0.08)
SLOTS = ((540, 720, 8), (570, 720, 3), (840, 1020, 8), (810, 1050, 2), (1050, 1200, 2))
#        weight, minutes wished a month, most a day, a week, a month
OFFERS = (
    (26, 180, 180, 180, 240),
    (25, 360, 240, 240, 480),
    (26, 720, 240, 240, 960),
    (15, 1440, 240, 480, 1920),
    (8, 2880, 420, 960, 3840),
)
HALVES = ((500, 780), (780, 1080))
EVENING = (1035, 1230)
LANGUAGES = (("fr", 1.0), ("ar", 0.14), ("en", 0.4), ("es", 0.1), ("pt", 0.05), ("uk", 0.03))
REMOTE_SHARE = 0.02


def generate(
    preset: str, *, seed: int = 1, weeks: int = 4, remote: bool = True, tension: float = 1.0
) -> dict[str, Any]:
    """An instance 'volunteer-planning/1'; `tension` multiplies the hours people offer."""
    size = PRESETS[preset]
    draw = random.Random(f"mapart:{preset}:{seed}:{weeks}:{remote}:{tension:.3f}")  # noqa: S311  (not a secret)
    spaces, near = _spaces(draw, size)
    last = len(spaces)
    if remote:
        spaces.append({"id": last, "city": None, "remote": True})
    days = 7 * weeks
    months = [[first, min(first + 28, days)] for first in range(0, max(1, weeks // 4) * 28, 28)]
    months[-1][1] = days
    missions = [{"id": i, "name": m[0], "skill": m[4]} for i, m in enumerate(MISSIONS)]
    shifts = _shifts(draw, size, weeks, last if remote else None)
    people = [_person(draw, i, days, near, last if remote else None, tension) for i in range(size.volunteers)]
    return {
        "format": "volunteer-planning/1",
        "name": f"{preset}-{seed}-{weeks}w" + ("" if remote else "-local"),
        "days": days,
        "months": months,
        "spaces": spaces,
        "travel": _travel(spaces),
        "missions": missions,
        "shifts": shifts,
        "volunteers": people,
        "published": [],
    }


def _spaces(draw: random.Random, size: Preset) -> tuple[list[dict[str, Any]], list[list[int]]]:
    """Spaces, and the spaces of the town of each space; large towns have several."""
    town_of = list(range(size.towns))
    weights = [1 / (i + 1) ** 0.75 for i in range(size.towns)]
    town_of += draw.choices(range(size.towns), weights, k=size.spaces - size.towns)
    town_of.sort()
    spaces = [
        {"id": i, "city": town, "x": round(draw.uniform(0, 8), 2), "y": round(draw.uniform(0, 8), 2)}
        for i, town in enumerate(town_of)
    ]
    by_town: dict[int, list[int]] = {}
    for i, town in enumerate(town_of):
        by_town.setdefault(town, []).append(i)
    return spaces, [by_town[town] for town in town_of]


def _minutes(a: dict[str, Any], b: dict[str, Any]) -> int:
    return 5 * math.ceil((8 + 4.5 * math.hypot(a["x"] - b["x"], a["y"] - b["y"])) / 5)


def _travel(spaces: list[dict[str, Any]]) -> list[list[int]]:
    by_town: dict[int, list[dict[str, Any]]] = {}
    for space in spaces:
        if space["city"] is not None:
            by_town.setdefault(space["city"], []).append(space)
    return [
        [a["id"], b["id"], _minutes(a, b)]
        for town in by_town.values()
        for i, a in enumerate(town)
        for b in town[i + 1 :]
    ]


def _shifts(draw: random.Random, size: Preset, weeks: int, remote: int | None) -> list[dict[str, Any]]:
    """A weekly pattern per space, one shift in eight changed from week to week."""
    a_week = max(1, size.shifts // 4)
    far = round(REMOTE_SHARE * a_week) if remote is not None else 0
    places = [(remote, True)] * far + [(i % size.spaces, False) for i in range(a_week - far)]
    pattern = [_slot(draw, is_far) for _, is_far in places]
    shifts: list[dict[str, Any]] = []
    for week in range(weeks):
        for (space, is_far), usual in zip(places, pattern, strict=True):
            day, (start, end, _), mission = usual if draw.random() > 0.12 else _slot(draw, is_far)
            base = DAY * (7 * week + day)
            shifts.append(_shift(draw, len(shifts), space, mission, base + start, base + end))
    return shifts


def _slot(draw: random.Random, far: bool) -> tuple[int, tuple[int, int, int], int]:
    kinds = [i for i, m in enumerate(MISSIONS) if m[6] == far]
    mission = draw.choices(kinds, [MISSIONS[i][1] for i in kinds])[0]
    day = draw.choices(range(6), (10, 18, 20, 20, 18, 14))[0]
    return day, draw.choices(SLOTS, [slot[2] for slot in SLOTS])[0], mission


def _shift(
    draw: random.Random, i: int, space: int | None, mission: int, start: int, end: int
) -> dict[str, Any]:
    _, _, least, ideal, _, wanted, _ = MISSIONS[mission]
    return {
        "id": i,
        "space": space,
        "mission": mission,
        "start": start,
        "end": end,
        "min": least,
        "ideal": ideal,
        "max": ideal + draw.choice((1, 2)),
        "req": [] if wanted is None else [[wanted, 1, 1]],
        "lang": [draw.choice(("ar", "en", "es", "uk"))] if draw.random() < 0.1 else [],
        "prio": draw.choices((1, 2, 3, 5), (25, 45, 20, 10))[0],
    }


def _person(
    draw: random.Random, i: int, days: int, near: list[list[int]], remote: int | None, tension: float
) -> dict[str, Any]:
    home = draw.randrange(len(near))
    others = [space for space in near[home] if space != home]
    reach = [[home, draw.randrange(10, 35, 5)]]
    reach += [
        [s, draw.randrange(20, 65, 5)] for s in draw.sample(others, min(len(others), draw.randint(0, 4)))
    ]
    _, wish, day_cap, week_cap, month_cap = draw.choices(OFFERS, [offer[0] for offer in OFFERS])[0]
    skills = [[k, draw.choice((1, 1, 2, 3))] for k, share in enumerate(SKILL_SHARES) if draw.random() < share]
    missions = _accepted(draw, {k for k, _ in skills}, remote is not None)
    if remote is not None and any(MISSIONS[m][6] for m in missions):
        reach.append([remote, 0])
    weekly = _weekly(draw, wish)
    newcomer = draw.randint(1, 3) if draw.random() < 0.14 else 0
    window = draw.choice(weekly)
    starts = [slot[0] for slot in SLOTS if window[1] <= slot[0] and slot[1] <= window[2]]
    usual = (
        [window[0], draw.choice(starts), home] if starts and not newcomer and draw.random() < 0.4 else None
    )
    first = draw.randrange(days)
    return {
        "id": i,
        "reach": reach,
        "weekly": weekly,
        "off": [[first, min(days - 1, first + draw.choice((0, 1, 6)))]] if draw.random() < 0.25 else [],
        "extra": [[DAY * first + 540, DAY * first + 1050]] if draw.random() < 0.05 else [],
        "wish_month": int(wish * tension),
        "max_day": day_cap,
        "max_week": week_cap,
        "max_month": int(month_cap * max(1.0, tension)),
        "skills": skills,
        "missions": missions,
        "langs": [name for name, share in LANGUAGES if draw.random() < share],
        "newcomer": newcomer,
        "show": round(draw.uniform(0.6, 0.9) if newcomer else draw.uniform(0.82, 0.98), 2),
        "habit": usual,
    }


def _accepted(draw: random.Random, held: set[int], remote: bool) -> list[int]:
    able = [i for i, m in enumerate(MISSIONS) if (m[4] is None or m[4] in held) and (remote or not m[6])]
    count = min(len(able), draw.choice((1, 2, 2, 3, 3, 4)))
    chosen: list[int] = []
    for _ in range(count):
        left = [m for m in able if m not in chosen]
        chosen.append(draw.choices(left, [MISSIONS[m][1] * (4 if MISSIONS[m][4] else 1) for m in left])[0])
    return chosen


def _weekly(draw: random.Random, wish: int) -> list[list[int]]:
    """Half of the people work in the daytime: evenings and Saturdays.

    The others are free on some half-days.
    """
    if draw.random() < 0.35 and wish < 1000:
        windows = [[day, *EVENING] for day in draw.sample(range(5), draw.randint(1, 3))]
        windows += [[5, *half] for half in HALVES if draw.random() < 0.6]
    else:
        halves = [(day, half) for day in range(6) for half in HALVES]
        least = 6 if wish > 2000 else 2
        windows = [[day, *half] for day, half in draw.sample(halves, draw.randint(least, 8))]
    return sorted(windows)
