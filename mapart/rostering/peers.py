"""Other ways to make a plan, to measure the solver against: people who sign up themselves, a careful coordinator,
HiGHS on the whole matrix at once, and CP-SAT (of `ortools`, only where it is installed).

None of this is used to plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context

import numpy as np

from mapart.rostering.cp_sat import minimise
from mapart.rostering.engine import best
from mapart.rostering.frame import Frame, frame_of
from mapart.rostering.greedy import greedy
from mapart.rostering.model import model_of
from mapart.rostering.plan import WEIGHTS
from mapart.rostering.problem import Bools, Ints, Problem


@dataclass(frozen=True, slots=True)
class Found:
    """The plan of a peer, None when it found none, and the processor time it used in another process."""

    plan: Ints | None
    elsewhere: float = 0.0


Peer = Callable[[Problem, int, float], Found]
CP_SAT_SCALE = 1000  # makes whole numbers of the weights


def sign_up(problem: Problem, seed: int, seconds: float) -> Found:
    """First come, first served: each takes the shifts she likes best until she has the hours she wishes."""
    frame = frame_of(problem, rows=False)
    day = _Day(frame)
    for who in np.random.default_rng(seed).permutation(problem.volunteers).tolist():
        pairs = np.arange(frame.edges[who], frame.edges[who + 1])
        for pair in pairs[np.lexsort((frame.minutes[pairs], frame.taste[pairs]))].tolist():
            if day.given[who] >= problem.wish[who]:
                break
            day.take(pair)
    return Found(_pairs(frame, day.on))


def coordinator(problem: Problem, seed: int, seconds: float) -> Found:
    """A careful coordinator: the most urgent place to its least flexible candidate (our own first plan)."""
    frame = frame_of(problem, rows=False)
    return Found(_pairs(frame, greedy(frame, seed)))


def monolith(problem: Problem, seed: int, seconds: float) -> Found:
    """HiGHS on the whole matrix of the solver at once, all levels weighted, until optimal or out of time."""
    frame = frame_of(problem)
    model = model_of(frame)
    solved = best(model, seconds=seconds, seed=seed)
    return Found(None if solved is None else _pairs(frame, _on(frame, model.pairs[solved.taken])))


def cp_sat(problem: Problem, seed: int, seconds: float) -> Found:
    """CP-SAT on the whole matrix at once, without fairness of hours and languages (not whole numbers)."""
    frame = frame_of(problem)
    model = model_of(frame, lean=True)
    cost = np.round(CP_SAT_SCALE * model.objective(WEIGHTS)).astype(np.int64).tolist()
    rows, columns = (model.row_low, model.row_high), (model.low, model.high)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        values, spent = pool.submit(minimise, model.matrix, rows, columns, cost, seconds, seed).result()
    if values is None:
        return Found(None, spent)
    return Found(_pairs(frame, _on(frame, model.pairs[values[: len(model.pairs)] > 0])), spent)


PEERS: dict[str, Peer] = {
    "sign-up": sign_up,
    "coordinator": coordinator,
    "highs-whole": monolith,
    "cp-sat-8": cp_sat,
}


def available(names: Sequence[str]) -> tuple[dict[str, Peer], str | None]:
    """Those of these peers that can run here, and one line about what is missing."""
    peers = {name: PEERS[name] for name in names}
    if find_spec("ortools") is not None or "cp-sat-8" not in peers:
        return peers, None
    del peers["cp-sat-8"]
    return peers, "CP-SAT is left out: pip install ortools (group `bench`)."


class _Day:
    """A plan that grows by one pair at a time, each tested against the rules."""

    def __init__(self, frame: Frame) -> None:
        problem = frame.problem
        self.frame, self.problem = frame, problem
        self.on = np.zeros(len(frame.shift), bool)
        self.heads = frame.base.heads.copy()
        self.old = frame.base.experienced.copy()
        self.used = [table.copy() for table in frame.used]
        self.given = frame.used[2].sum(axis=1)
        self.mine: dict[int, list[int]] = {}

    def take(self, pair: int) -> None:
        """Add the pair when no rule forbids it."""
        problem, who, what = self.problem, int(self.frame.volunteer[pair]), int(self.frame.shift[pair])
        day, length = int(problem.day[what]), int(problem.duration[what])
        periods = (day, day // 7, int(problem.month_of(np.array([day]))[0]))
        full = self.heads[what] >= problem.most[what]
        alone = problem.newcomer[who] and not self.old[what]
        over = any(self.used[k][who, periods[k]] + length > problem.caps[who, k] for k in range(len(periods)))
        if full or alone or over or any(self._clash(what, other) for other in self.mine.get(who, [])):
            return
        self.on[pair] = True
        self.heads[what] += 1
        self.old[what] += not problem.newcomer[who]
        for k, period in enumerate(periods):
            self.used[k][who, period] += length
        self.given[who] += length
        self.mine.setdefault(who, []).append(what)

    def _clash(self, a: int, b: int) -> bool:
        problem = self.problem
        if problem.day[a] != problem.day[b]:
            return False
        gap = max(problem.start[a] - problem.end[b], problem.start[b] - problem.end[a])
        travel = problem.travel[problem.space[a], problem.space[b]]
        return bool(gap < 0 or travel < 0 or gap < travel)


def _on(frame: Frame, pairs: Ints) -> Bools:
    on = np.zeros(len(frame.shift), bool)
    on[pairs] = True
    return on


def _pairs(frame: Frame, on: Bools) -> Ints:
    return np.stack([frame.volunteer[on], frame.shift[on]], axis=1)
