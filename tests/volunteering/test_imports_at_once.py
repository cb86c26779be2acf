"""One file, several workers at once: each line is taken once, on both databases."""

import pytest
from django.db import OperationalError

from mapart.people.enums import RoleKind
from mapart.volunteering import actions
from mapart.volunteering.enums import ImportKind, ImportState
from mapart.volunteering.models import ImportBatch, Volunteer
from tests.factories import make_mission, make_space, make_staff
from tests.processes import run_together

LINES = 40


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_a_file_that_several_workers_run_is_taken_once() -> None:
    space = make_space(name="Fives")
    make_mission(slug="accueil")
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    rows = "".join(f"P{number};p{number}@example.org;Fives;accueil\n" for number in range(LINES))
    text = f"prénom;mail;espace;missions\n{rows}"
    batch = actions.read_import(by=lead, kind=ImportKind.VOLUNTEERS, data=text.encode())
    actions.start_import(by=lead, batch=batch)

    def work(number: int) -> int:
        mine = ImportBatch.objects.select_related("asked_by").get(pk=batch.pk)
        try:
            return actions.run_import(batch=mine).created
        except (
            OperationalError
        ):  # it waited longer for the row than PostgreSQL lets it: its job is tried again
            return -1

    run_together(work, count=4)
    batch.refresh_from_db()
    assert (batch.state, batch.taken, batch.created) == (ImportState.DONE, LINES, LINES)
    assert Volunteer.objects.count() == LINES
