"""The house stands on the database it was asked to stand on."""

import pytest
from django.db import connection

from tests.factories import make_need, make_staff, make_volunteer


@pytest.mark.django_db
def test_rows_of_every_floor_can_be_made(request: pytest.FixtureRequest) -> None:
    need = make_need()
    make_staff(need.session.space)
    make_volunteer(need.session.space, (need.mission,))
    expected = "postgresql" if request.config.getoption("database") == "postgres" else "sqlite"
    assert connection.vendor == expected
