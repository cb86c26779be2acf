"""What tests of people share."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture
def fresh_counts_of_tries() -> Iterator[None]:
    """Nobody has tried anything yet: counts lie in the cache, which no test undoes by itself."""
    cache.clear()
    yield
    cache.clear()
