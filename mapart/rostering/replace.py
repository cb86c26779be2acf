"""Who can take a place on a plan as it is, nobody moved: without the solver, so a page may ask it for each hole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mapart.rostering.blocks import blocks_of
from mapart.rostering.explain import Reason, reasons_of
from mapart.rostering.frame import frame_of
from mapart.rostering.ledger import best_first, ledger_of
from mapart.rostering.plan import pairs_array
from mapart.rostering.problem import Ints, Problem


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can take a place without breaking a rule or moving anybody.

    `change`: change of the six levels against the plan without the person replaced.
    """

    volunteer: int
    change: tuple[float, ...]
    reasons: list[Reason]


def replacements(
    problem: Problem,
    assign: Sequence[Sequence[int]] | Ints,
    shift: int,
    without: int | None = None,
    at_most: int | None = None,
) -> list[Candidate]:
    """Who can take a place on `shift`, best first; `without` is the volunteer who leaves it, if any."""
    pairs = pairs_array(assign)
    if without is not None:
        pairs = pairs[~((pairs[:, 0] == without) & (pairs[:, 1] == shift))]
    ledger = ledger_of(problem, pairs)
    frame = frame_of(problem, rows=False)
    able = blocks_of(frame, ledger).free & (frame.shift == shift) & (frame.volunteer != without)
    volunteer = frame.volunteer[able]
    change = ledger.effects(volunteer, np.full(len(volunteer), shift), 1)
    order = np.lexsort((volunteer, *best_first(change)))[:at_most]
    return [
        Candidate(
            int(volunteer[i]),
            tuple(float(x) for x in change[:, i]),
            reasons_of(problem, ledger, int(volunteer[i]), shift, -change[:, i]),
        )
        for i in order
    ]
