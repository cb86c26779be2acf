"""A problem cut into groups of spaces that no volunteer links."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from mapart.rostering.problem import Ints, Problem


def groups_of(problem: Problem, held: Ints, shifts: Ints | None = None) -> list[tuple[Ints, Ints]]:
    """Shifts and people of each group of spaces that people link, among these shifts (all by default).

    Both sorted. `held`: pairs that stay; whoever holds one in a group she does not reach is of that group too.
    """
    if shifts is None:
        shifts = np.arange(problem.shifts)
    spaces = len(problem.remote)
    used = np.zeros(spaces, bool)
    used[problem.space[shifts]] = True
    reach = problem.reach[used[problem.reach[:, 1]]]
    graph = sparse.coo_matrix(
        (np.ones(len(reach), np.int8), (reach[:, 1], spaces + reach[:, 0])),
        shape=(spaces + problem.volunteers, spaces + problem.volunteers),
    )
    _, label = connected_components(graph, directed=False)
    people = np.unique(reach[:, 0])
    held = held[np.isin(held[:, 1], shifts)]
    group_held = label[problem.space[held[:, 1]]]
    groups = []
    for group in np.unique(label[:spaces][used]):
        here = shifts[label[problem.space[shifts]] == group]
        holders = held[group_held == group, 0]
        groups.append((here, np.union1d(people[label[spaces + people] == group], holders)))
    return groups


def hours_of_pairs(problem: Problem, pairs: Ints) -> Ints:
    """Assignments as time given: volunteer, start, end, space."""
    volunteer, shift = pairs[:, 0], pairs[:, 1]
    return np.stack([volunteer, problem.start[shift], problem.end[shift], problem.space[shift]], axis=1)


def inside(pairs: Ints, shifts: Ints, people: Ints) -> Ints:
    """The pairs of a part, in its numbers (`shifts` and `people` sorted)."""
    kept = pairs[np.isin(pairs[:, 0], people) & np.isin(pairs[:, 1], shifts)]
    return np.stack([np.searchsorted(people, kept[:, 0]), np.searchsorted(shifts, kept[:, 1])], axis=1)
