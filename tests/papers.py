"""Reading the papers that we make, as a screen reader does."""

from collections.abc import Iterator
from typing import Any

import pikepdf


def tags_of(node: Any) -> Iterator[tuple[str, Any]]:
    """Every element of a structure tree, with its name."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tags_of(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S), node
        if "/K" in node:
            yield from tags_of(node.K)
