"""What is proven about the best plan of a part, and of several parts together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mapart.rostering.problem import Floats

PROVEN = 4  # levels that have a bound; level 4 counts what is kept, as a negative number


@dataclass(frozen=True, slots=True)
class Proof:
    """Lower bounds of levels 1 to 4 of a part.

    `levels[k]` holds for every plan that meets `levels[j]` for all j < k; `least[k]` for every plan.
    A plan that misses k units at level 1 wins at most k * `trade` at level 2 by it.
    """

    levels: Floats
    least: Floats
    trade: float = 0.0

    def plus(self, other: Proof) -> Proof:
        """Both parts together: bounds add up as no plan of one touches the other."""
        return Proof(self.levels + other.levels, self.least + other.least, max(self.trade, other.trade))

    def bounds(self, levels: Floats) -> Floats:
        """Bounds of levels 1 to 4 of plans at least as good as `levels` on the levels before."""
        second = self.levels[1] - self.trade * (levels[0] - self.levels[0])
        met = np.cumprod(np.abs(levels[:PROVEN] - self.levels) < 1e-6)
        third, fourth = (self.levels[k] if met[k - 1] else self.least[k] for k in (2, 3))
        found = np.array([self.levels[0], second, third, fourth])
        return np.asarray(np.maximum(found, self.least), np.float64)


NOTHING = Proof(np.zeros(PROVEN), np.zeros(PROVEN))
