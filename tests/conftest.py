"""Fixtures of every test."""

import pytest
from django.http import HttpRequest
from django.test import Client

from mapart.people.models import Person
from mapart.people.sessions import mark_second_factor


class SignedClient(Client):
    """A client whose ``force_login`` stands for a whole sign-in, with the second factor of staff."""

    def force_login(self, user: Person, backend: str | None = None) -> None:
        """Open the session, then write in it what the pages of sign-in write."""
        super().force_login(user, backend)
        request = HttpRequest()
        request.session = self.session
        mark_second_factor(request, user, how="test")
        request.session.save()


@pytest.fixture
def client() -> Client:
    """A browser; ``force_login`` signs in wholly."""
    return SignedClient()
