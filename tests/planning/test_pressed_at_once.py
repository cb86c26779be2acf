"""One button, pressed twice at the very same instant: one thing is done, and both presses get its answer."""

from collections.abc import Callable

import pytest

from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import actions
from mapart.planning.models import Assignment, Diary, StaffingNeed
from mapart.spaces.actions import close_space
from mapart.spaces.models import Closure
from mapart.volunteering.models import Volunteer
from tests.counts import count_of
from tests.factories import make_need, make_session, make_space, make_staff, make_volunteer
from tests.processes import run_together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
Act = Callable[[Person, StaffingNeed, Volunteer], Assignment]


def _assign(manager: Person, need: StaffingNeed, volunteer: Volunteer) -> Assignment:
    return actions.assign(by=manager, need=need, volunteer=volunteer, knowingly=True)


def _take(_manager: Person, need: StaffingNeed, volunteer: Volunteer) -> Assignment:
    return actions.take_shift(by=volunteer.person, need=need, volunteer=volunteer)


def _stand_in(manager: Person, need: StaffingNeed, volunteer: Volunteer) -> Assignment:
    return actions.note_stand_in(by=manager, need=need, volunteer=volunteer, key=uuid7())


def _pressed(act: Act, need: StaffingNeed) -> set[str]:
    """What eight presses at once are answered: the key of her shift, or the code of a refusal."""
    manager, volunteer = make_staff(need.session.space), make_volunteer(need.session.space, (need.mission,))
    Diary.objects.create(
        volunteer=volunteer
    )  # not her first shift: to make the row would let one press pass at a time

    def press(_: int) -> str:
        try:
            return str(act(manager, StaffingNeed.objects.get(pk=need.pk), volunteer).pk)
        except Refusal as refusal:
            return refusal.code

    return set(run_together(press, count=8, processes=4, threads=2))


@pytest.mark.parametrize("act", [_assign, _take])
def test_one_shift_is_hers(act: Act) -> None:
    need = make_need()
    answers = _pressed(act, need) - {"planning.too_busy"}
    assert answers == {str(Assignment.objects.get(need=need).pk)}
    assert count_of(need) == 1


def test_one_stand_in_is_there() -> None:
    need = make_need(make_session(make_space(), clock.today(), hour=0))
    answers = _pressed(_stand_in, need) - {"planning.too_busy"}
    assert answers == {str(Assignment.objects.get(need=need).pk)}
    assert count_of(need) == 1


def test_one_closure_is_written() -> None:
    space, today = make_space(), clock.today()

    def press(_: int) -> str:
        try:
            return str(close_space(by=None, space=space, starts_on=today, ends_on=today).pk)
        except Refusal as refusal:
            return refusal.code

    answers = run_together(press, count=8, processes=4, threads=2)
    assert answers.count("spaces.already_closed") == 7
    assert Closure.objects.count() == 1
