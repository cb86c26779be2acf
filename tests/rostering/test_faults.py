"""Everything wrong with an input is named at once, with its place."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mapart.rostering.faults import faults_of
from mapart.rostering.problem import ProblemError, problem_of
from tests.rostering.samples import instance, person, shift


def _found(data: object) -> set[tuple[str, str]]:
    return {(fault.where, fault.code) for fault in faults_of(data)}


def test_a_sound_instance_has_no_fault() -> None:
    assert faults_of(instance([shift()], [person()])) == []


def test_all_faults_are_named_at_once() -> None:
    shifts = [shift(space=7, end=500), shift(min=3, ideal=2), shift(day=40), shift(end=1500), shift(prio="x")]
    people = [person(reach=[[9, 5]], weekly=[[8, 0, 60]]), person(show=math.nan), person(habit=[1, 2])]
    data = instance(shifts, people, published=[[0, 99]], travel=[[0, 1, -5]])
    assert _found(data) == {
        ("shifts[0].space", "unknown_space"),
        ("shifts[0].end", "ends_before_start"),
        ("shifts[1].min", "bad_headcounts"),
        ("shifts[2].start", "outside_horizon"),
        ("shifts[3].end", "crosses_midnight"),
        ("shifts[4].prio", "wrong_type"),
        ("volunteers[0].reach", "unknown_space"),
        ("volunteers[0].weekly", "bad_window"),
        ("volunteers[1].show", "wrong_type"),
        ("volunteers[2].habit", "wrong_type"),
        ("published[0]", "unknown_pair"),
        ("travel[0]", "out_of_range"),
    }


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ([], ("instance", "not_an_object")),
        ({"format": "other"}, ("format", "unknown_format")),
        ({"format": "volunteer-planning/1", "days": 7}, ("shifts", "missing")),
        (instance([shift()], [person()], months=[[0, 14]]), ("months", "months_do_not_cover")),
        (instance([shift()], [person()], days=0), ("days", "out_of_range")),
        (instance([shift()], [person()]) | {"shifts": 3}, ("shifts", "not_a_list")),
        (instance([shift()], [person()]) | {"volunteers": [3]}, ("volunteers[0]", "not_an_object")),
    ],
)
def test_a_shape_that_cannot_be_read_is_named(data: object, fault: tuple[str, str]) -> None:
    assert fault in _found(data)


@pytest.mark.parametrize("section", ["shifts", "volunteers"])
def test_a_missing_field_is_named_in_its_line(section: str) -> None:
    for key in shift() if section == "shifts" else person():
        data: dict[str, Any] = instance([shift()], [person()])
        del data[section][0][key]
        assert _found(data) == {(f"{section}[0].{key}", "missing")}


def test_a_problem_with_faults_is_refused_with_all_of_them() -> None:
    data = instance([shift(space=7), shift(mission=7)], [person()])
    with pytest.raises(ProblemError) as refused:
        problem_of(data)
    assert [fault.code for fault in refused.value.faults] == ["unknown_space", "unknown_mission"]
