"""Hours of a shift: counted once, corrected by new lines."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.volunteering import actions
from mapart.volunteering.enums import HoursSource, HoursState
from mapart.volunteering.models import HoursEntry, Volunteer
from mapart.volunteering.queries import export_person
from tests.factories import make_mission, make_space, make_staff, make_volunteer
from tests.processes import run_together

SHIFT = uuid7()


def note(volunteer: Volunteer, minutes: int, **values: Any) -> HoursEntry | None:
    about: dict[str, Any] = {
        "by": None,
        "volunteer": volunteer,
        "shift": SHIFT,
        "space": volunteer.home_space,
        "mission": volunteer.choices.get().mission,
        "worked_on": clock.today(),
        "source": HoursSource.ATTENDANCE,
    }
    return actions.note_hours(**(about | values), minutes=minutes)


def somebody() -> Volunteer:
    return make_volunteer(make_space(), (make_mission(),))


@pytest.mark.django_db
def test_the_same_hours_noted_twice_are_one_line() -> None:
    volunteer = somebody()
    first = note(volunteer, 180)
    assert note(volunteer, 180) == first
    [entry] = HoursEntry.objects.counted()
    assert (entry.minutes, entry.state) == (180, HoursState.CONFIRMED)


@pytest.mark.django_db
def test_nothing_noted_where_nothing_stood() -> None:
    assert note(somebody(), 0) is None
    assert not HoursEntry.objects.exists()


@pytest.mark.django_db
def test_a_correction_is_a_new_line_and_the_old_one_stays() -> None:
    volunteer = somebody()
    note(volunteer, 180)
    note(volunteer, 0)
    assert not HoursEntry.objects.counted().exists()
    note(volunteer, 120, by=make_staff(volunteer.home_space))
    assert [entry.minutes for entry in HoursEntry.objects.order_by("pk")] == [180, 0, 120]
    assert [entry.minutes for entry in HoursEntry.objects.counted()] == [120]
    hours = export_person(volunteer.person)["heures"]
    assert [(line["minutes"], line["corrigé depuis"]) for line in hours] == [
        (180, True),
        (0, True),
        (120, False),
    ]


@pytest.mark.django_db
def test_the_database_holds_one_first_line_a_shift_and_one_correction_a_line() -> None:
    volunteer = somebody()
    first = note(volunteer, 180)
    values = {"volunteer": volunteer, "shift": SHIFT, "worked_on": clock.today(), "minutes": 60}
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntry.objects.create(**values)
    HoursEntry.objects.create(**values, corrects=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursEntry.objects.create(**values, corrects=first)


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_twenty_taps_at_once_count_once() -> None:
    volunteer = somebody()
    run_together(lambda _: note(volunteer, 180) is not None, count=20)
    assert HoursEntry.objects.count() == 1
