"""French counts nothing as one."""

import pytest
from django.utils.translation import ngettext, npgettext


@pytest.mark.parametrize(("count", "said"), [(0, "0 personne"), (1, "1 personne"), (2, "2 personnes")])
def test_nothing_is_singular(count: int, said: str) -> None:
    assert ngettext("%(n)s personne", "%(n)s personnes", count) % {"n": count} == said
    assert npgettext("here", "%(n)s personne", "%(n)s personnes", count) % {"n": count} == said
