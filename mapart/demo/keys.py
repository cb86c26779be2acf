"""Keys and secrets drawn from the seed, so that two builds of one day are equal."""

import random
import uuid


class Keys:
    """Ordered UUIDs of version 7 and secrets, from a seeded generator. For the demonstration only."""

    def __init__(self, rng: random.Random, start_ms: int) -> None:
        self._rng = rng
        self._ms = start_ms

    def next(self) -> uuid.UUID:
        """The next key; keys sort in the order they were drawn."""
        self._ms += 1
        return uuid.UUID(int=(self._ms << 80) | (0x7 << 76) | (0x2 << 62) | self._rng.getrandbits(60))

    def secret(self) -> str:
        """A secret that is none: anybody with the seed can draw it."""
        return f"demo{self._rng.getrandbits(96):024x}"

    def reference(self) -> str:
        """A short reference, unique enough among the demonstration's."""
        return "".join(self._rng.choice("23456789BCDFGHJKMNPQRSTVWXZ") for _ in range(8))
