"""Rows of a cap: every count that fits obeys them, whatever the number of durations."""

from itertools import product

import pytest

from mapart.rostering.hulls import facets


@pytest.mark.parametrize("width", [2, 3, 4])
def test_few_durations_give_the_hull(width: int) -> None:
    durations, counts = (120, 150, 180, 240)[:width], (3, 2, 2, 1)[:width]
    rows = facets(480, durations, counts)
    for taken in product(*(range(n + 1) for n in counts)):
        fits = sum(d * n for d, n in zip(durations, taken, strict=True)) <= 480
        obeys = all(sum(c * n for c, n in zip(row, taken, strict=True)) <= rhs for row, rhs in rows)
        assert fits == obeys, taken


def test_many_durations_give_plain_rows_that_forbid_nothing_allowed() -> None:
    durations = tuple(range(30, 190, 2))
    rows = facets(600, durations, (1,) * len(durations))
    assert any(rhs == 600 for _, rhs in rows)
    for first in range(0, len(durations), 7):
        taken, left = [0] * len(durations), 600
        for i in (*range(first, len(durations)), *range(first)):
            if durations[i] <= left:
                taken[i], left = 1, left - durations[i]
        assert all(sum(c * n for c, n in zip(row, taken, strict=True)) <= rhs for row, rhs in rows)
