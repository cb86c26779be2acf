"""Loading what an address names."""

import pytest
from django.http import Http404

from mapart.core.http import load
from mapart.core.ids import uuid7
from mapart.spaces.models import Space
from tests.factories import make_space

pytestmark = pytest.mark.django_db


def test_a_row_by_its_key_or_by_its_words() -> None:
    space = make_space(slug="lille")
    assert load(Space, space.pk) == load(Space, str(space.pk)) == load(Space, slug="lille") == space


def test_nothing_there_and_nothing_for_her_are_the_same_404() -> None:
    space = make_space()
    for source, key in (
        (Space.objects.none(), space.pk),
        (Space, uuid7()),
        (Space, "no key"),
        (Space, "\x00"),
    ):
        with pytest.raises(Http404):
            load(source, key)
