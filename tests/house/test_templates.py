"""A template asks the database nothing: what a page costs is read in its view."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.template import Context
from django.template.base import Template

from mapart.people.models import Person
from tests.house.access import ACTORS, Site, routes

pytestmark = pytest.mark.django_db
# The choices of a field are read when it is drawn, in one question however many there are: Django's manner.
_CHOICES = "django/forms/models.py"


@contextmanager
def asked_while_drawing(found: list[str]) -> Iterator[None]:
    """Gathers the questions that templates ask, those of fields left out."""
    draw, depth = Template.render, 0

    def render(self: Template, context: Any) -> Any:
        nonlocal depth
        depth += 1
        try:
            return draw(self, context)
        finally:
            depth -= 1

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if depth and not any(frame.filename.endswith(_CHOICES) for frame in traceback.extract_stack()):
            found.append(sql)
        return execute(sql, params, many, context)

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(listen):
        patch.setattr(Template, "render", render)
        yield


def test_a_template_that_asks_is_heard() -> None:
    found: list[str] = []
    with asked_while_drawing(found):
        Template("{% for one in people.all %}{% endfor %}").render(Context({"people": Person.objects}))
    assert len(found) == 1


def test_no_page_asks_while_it_is_drawn() -> None:
    site, faults = Site(), []
    for name, route in routes().items():
        address = route.address(site.world)
        for actor in ACTORS:
            found: list[str] = []
            with asked_while_drawing(found):
                site.browser(actor).get(address)
            faults += [f"{name} by {actor}: {sql[:100]}" for sql in found[:1]]
    assert not faults, "\n".join(faults)
