"""France on a square of 104 by 100: the outline of its mainland and Corsica, and where a town falls on it.

Outline: Natural Earth (public domain), 1:50 000 000, through the npm package ``world-atlas`` 2.0.2, simplified to
whole numbers by the method of Douglas and Peucker (tolerance 0.9).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

PATH = (
    "M101 85l0 6-2 8-3-2 0-4-1-4 1-2 4-1 0-3zM88 37l-2 2-2-1-7 13 1 0 2-2 2 0 2 5-2 2 3 3-1 2-3 1 3 3-1 4 5 3-1 3-7 6-4"
    " 1-6-3-2 0-5-2-6 7 1 5-4 1-5-1-2-2-6-2-1 1-5 0-8-4-1 1 0-2-3-2 3-2 2-11-1 0 1-8 4 5-1-4-3-3 1 0-1-6-5-2-2-4 0-4 3 "
    "1-5-1 0-2-2-1-11-2-2-2 2-2-2-1 3 0-4-1 0-1 11-3 3 3 2-1 3 0 1-1 3 0-3-10 4 0 1 3 7 1 4-1-2-1 0-2 8-4 2-2 0-5 2-2 "
    "4-1 2 3 2 0 4 5 3 1 0 2 5-1 0 3 5 3 5 0 3 3 10 2-4 8z"
)
# Plate carrée from 5.2° W, 51.3° N, ten units a degree; a degree of longitude shrinks by cos 46.6°.
_WEST, _NORTH, _UNITS, _SHRINK = -5.2, 51.3, 10, 0.687
_TOO_CLOSE = 14
_ABOVE, _BELOW = 3, 7


@dataclass(frozen=True, slots=True)
class Dot:
    """A town on the map. ``text_y`` keeps its name clear of a neighbour's."""

    name: str
    x: int
    y: int
    text_y: int


def dots(towns: Iterable[tuple[str, float, float]]) -> list[Dot]:
    """Towns, given as name, latitude, longitude, placed on the square, from north to south.

    Of two towns too close for both names, the northern one has its name above and the other below.
    """
    placed: list[Dot] = []
    for name, latitude, longitude in sorted(towns, key=lambda town: -town[1]):
        x, y = round((longitude - _WEST) * _SHRINK * _UNITS), round((_NORTH - latitude) * _UNITS)
        for number, other in enumerate(placed):
            if abs(other.x - x) + abs(other.y - y) < _TOO_CLOSE:
                placed[number] = replace(other, text_y=other.y - _ABOVE)
        placed.append(Dot(name, x, y, y + _BELOW))
    return placed
