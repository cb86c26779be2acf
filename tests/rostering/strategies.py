"""Random tiny problems (hypothesis): small enough to try every plan, rich enough to meet every rule."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.rostering.samples import instance, person, shift

STARTS = (540, 600, 720, 780)


@st.composite
def _shift(draw: st.DrawFn) -> dict[str, Any]:
    least = draw(st.integers(0, 2))
    ideal = least + draw(st.integers(0, 2))
    start = draw(st.sampled_from(STARTS))
    req = draw(st.sampled_from([[], [], [[0, 1, 1]], [[0, 2, 1], [1, 1, 1]]]))
    return shift(
        space=draw(st.sampled_from([0, 0, 1, 2])),
        day=draw(st.sampled_from([0, 0, 1, 8])),
        start=start,
        end=start + draw(st.sampled_from([120, 150, 180])),
        mission=draw(st.sampled_from([0, 0, 1])),
        min=least,
        ideal=ideal,
        max=max(1, ideal + draw(st.integers(0, 1))),
        req=req,
        lang=draw(st.sampled_from([[], [], ["ar"]])),
        prio=draw(st.sampled_from([1, 2, 5])),
    )


@st.composite
def _person(draw: st.DrawFn) -> dict[str, Any]:
    return person(
        reach=draw(
            st.sampled_from([[[0, 10]], [[0, 10], [1, 25]], [[1, 5], [2, 0]], [[0, 5], [1, 5], [2, 0]]])
        ),
        weekly=draw(st.sampled_from([[[0, 480, 1200], [1, 480, 1200]], [[0, 480, 780]], [[1, 500, 1000]]])),
        off=draw(st.sampled_from([[], [], [[8, 9]]])),
        extra=draw(st.sampled_from([[], [[8 * 1440, 9 * 1440]]])),
        missions=draw(st.sampled_from([[0], [0, 1], [1, 0]])),
        skills=draw(st.sampled_from([[], [[0, 1]], [[0, 2], [4, 1]], [[1, 1], [4, 2]]])),
        langs=draw(st.sampled_from([["fr"], ["fr", "ar"]])),
        newcomer=draw(st.sampled_from([0, 0, 0, 1])),
        wish_month=draw(st.sampled_from([0, 180, 360])),
        max_day=draw(st.sampled_from([180, 330])),
        max_week=draw(st.sampled_from([180, 330, 480])),
        max_month=draw(st.sampled_from([300, 450, 600])),
        habit=draw(st.sampled_from([None, [0, 540, 0]])),
    )


@st.composite
def tiny(draw: st.DrawFn) -> dict[str, Any]:
    """An instance of at most 4 shifts and 3 volunteers, with published pairs."""
    shifts = draw(st.lists(_shift(), min_size=1, max_size=4))
    people = draw(st.lists(_person(), min_size=1, max_size=3))
    pairs = [[v, s] for v in range(len(people)) for s in range(len(shifts))]
    published = draw(st.lists(st.sampled_from(pairs), max_size=2, unique_by=tuple))
    return instance(shifts, people, published=published)
