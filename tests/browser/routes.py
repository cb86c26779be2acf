"""Every address of the site, from the URL resolver, with something to put in its blanks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.browser.world import World

Blanks = dict[str, Any]

# By name of the route: what fills its blanks. A route with blanks that is missing here fails the test.
BLANKS: dict[str, Callable[[World], Blanks]] = {
    "website:letter_posted": lambda world: {"pk": world.message.pk},
    "website:message_cancel": lambda world: {"pk": world.message.pk},
    "website:message_retry": lambda world: {"pk": world.message.pk},
}

# Answers something else than a page of ours, or acts on GET by the nature of a library.
NOT_PAGES: set[str] = set()


@dataclass(frozen=True)
class Route:
    """A named route and the names of its blanks."""

    name: str
    blanks: tuple[str, ...]

    def address(self, world: World) -> str:
        """Its address in this world. Raises ``KeyError`` when nobody has said what fills its blanks."""
        return reverse(self.name, kwargs=BLANKS[self.name](world) if self.blanks else None)


def all_routes() -> list[Route]:
    """Every named route, in the order of the resolver."""
    return [route for route in _routes(get_resolver().url_patterns, "") if route.name not in NOT_PAGES]


def _routes(
    patterns: list[URLPattern | URLResolver], namespace: str, above: tuple[str, ...] = ()
) -> Iterator[Route]:
    for pattern in patterns:
        blanks = (*above, *pattern.pattern.converters)
        if not pattern.pattern.converters:
            blanks = (*above, *re.findall(r"\?P<(\w+)>", str(pattern.pattern)))
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner, blanks)
        elif pattern.name:
            yield Route(f"{namespace}{pattern.name}", blanks)
