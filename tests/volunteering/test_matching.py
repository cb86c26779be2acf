"""Which missions are for her, and who of the volunteers answers a search: rules on plain values, then the queries."""

import datetime
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.volunteering import actions, tasks
from mapart.volunteering.enums import Skill, SkillLevel
from mapart.volunteering.models import Absence, Availability, ExtraAvailability, NotNow, Volunteer
from mapart.volunteering.queries import free_on, why_they_fit
from mapart.volunteering.rules import Asks, Fit, Offers, OpenShift, Window, missions_that_fit
from tests.factories import make_mission, make_space, make_volunteer, next_weekday

LILLE, LYON = uuid4(), uuid4()
TILL, REPAIR, PRESS = uuid4(), uuid4(), uuid4()
MONDAY = datetime.date(2026, 11, 30)
NINE, NOON, TWO, FIVE = (datetime.time(hour) for hour in (9, 12, 14, 17))
ASKS = [
    Asks(TILL, "", ("till",)),
    Asks(REPAIR, "repair", ("repair", "teaching")),
    Asks(PRESS, "", ()),
]


def shift(mission: UUID, space: UUID = LILLE, places: int = 1, start: datetime.time = NINE) -> OpenShift:
    return OpenShift(mission, space, MONDAY, start, datetime.time(start.hour + 3), places)


def offers(*skills: str, windows: tuple[Window, ...] = (Window(0, NINE, NOON),)) -> Offers:
    return Offers(windows, (), (), frozenset(skills), {LILLE: 12})


def test_each_reason_is_said() -> None:
    found = missions_that_fit(ASKS, offers("till"), [shift(TILL, places=2), shift(TILL, start=TWO)])
    assert found == [Fit(TILL, shift(TILL, places=2), 1, 2, 3, 12, knows=("till",), learns=(), lacks="")]


def test_her_hours_first_then_the_most_wanted_and_what_she_must_learn_last() -> None:
    shifts = [shift(REPAIR, places=9), shift(PRESS, places=5, start=TWO), shift(TILL)]
    assert [fit.mission for fit in missions_that_fit(ASKS, offers(), shifts)] == [TILL, PRESS, REPAIR]
    last = missions_that_fit(ASKS, offers(), shifts)[-1]
    assert [last.lacks, last.learns] == ["repair", ("teaching",)]


def test_what_is_out_of_reach_or_lacks_nobody_is_not_proposed() -> None:
    assert missions_that_fit(ASKS, offers(), [shift(TILL, LYON)]) == []


@given(
    st.permutations([shift(TILL), shift(REPAIR, places=3), shift(PRESS, places=2), shift(PRESS, start=TWO)])
)
def test_the_order_of_the_shifts_changes_nothing(shifts: list[OpenShift]) -> None:
    expected = missions_that_fit(
        ASKS,
        offers("repair"),
        [shift(TILL), shift(REPAIR, places=3), shift(PRESS, places=2), shift(PRESS, start=TWO)],
    )
    assert missions_that_fit(ASKS, offers("repair"), shifts) == expected


@pytest.mark.django_db
def test_not_now_is_kept_until_its_day_and_said_again_it_is_one_line() -> None:
    volunteer, mission = make_volunteer(make_space(), (make_mission(),)), make_mission()
    for _ in range(2):
        actions.say_not_now(by=volunteer.person, volunteer=volunteer, mission=mission)
    kept = NotNow.objects.get()
    assert kept.until == clock.today() + datetime.timedelta(days=90)
    assert JournalEntry.objects.filter(act="say_not_now").count() == 1
    actions.want_mission(by=volunteer.person, volunteer=volunteer, mission=mission)
    assert not NotNow.objects.exists()
    assert list(volunteer.choices.values_list("mission", flat=True))[-1] == mission.pk


def found(
    day: datetime.date | None, start: datetime.time | None = None, end: datetime.time | None = None
) -> set[str]:
    rows = Volunteer.objects.filter(free_on(day, start, end))
    return set(rows.values_list("person__first_name", flat=True))


def named(name: str, *windows: tuple[int, datetime.time, datetime.time]) -> Volunteer:
    volunteer = make_volunteer(make_space())
    volunteer.windows.all().delete()
    volunteer.person.first_name = name
    volunteer.person.save()
    for weekday, start, end in windows:
        Availability.objects.create(volunteer=volunteer, weekday=weekday, starts_at=start, ends_at=end)
    return volunteer


@pytest.mark.django_db
def test_who_is_free_on_a_date_over_hours_absences_and_extras_counted() -> None:
    monday = next_weekday(0)
    one = datetime.time(13)
    named("whole", (0, datetime.time(8, 30), one), (0, one, datetime.time(18)))
    named("morning", (0, datetime.time(8, 30), one))
    named("tuesday", (1, NINE, FIVE))
    away = named("away", (0, NINE, FIVE))
    Absence.objects.create(volunteer=away, starts_on=monday, ends_on=monday)
    once = named("once")
    ExtraAvailability.objects.create(volunteer=once, day=monday, starts_at=NINE, ends_at=FIVE)
    assert found(monday) == {"whole", "morning", "once"}
    assert found(monday, NINE, NOON) == {"whole", "morning", "once"}
    assert found(monday, NOON, FIVE) == {"whole", "once"}  # across the seam of the half-days
    assert found(None, NINE, NOON) == {"whole", "morning", "tuesday", "away"}
    assert found(monday, FIVE, NINE) == found(monday)  # hours the wrong way round are as none


@pytest.mark.django_db
def test_why_is_read_in_one_query_for_each_thing_asked(django_assert_num_queries: object) -> None:
    space = make_space()
    people = [make_volunteer(space) for _ in range(3)]
    for one in people:
        actions.set_skills(by=None, volunteer=one, skills={Skill.TILL: SkillLevel.EXPERT})
    with django_assert_num_queries(4):  # type: ignore[operator]
        why = why_they_fit([one.pk for one in people], day=next_weekday(0), skill="till", reach=space.pk)
    assert {(one.level, one.minutes, tuple(one.hours)) for one in why.values()} == {
        (3, 10, ((NINE, datetime.time(18)),))
    }


@pytest.mark.django_db
def test_not_now_goes_on_the_day_it_is_over_and_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    volunteer, missions = make_volunteer(make_space()), [make_mission(), make_mission()]
    for mission in missions:
        actions.say_not_now(by=volunteer.person, volunteer=volunteer, mission=mission)
    sooner = NotNow.objects.get(mission=missions[0])
    sooner.until = clock.today() + datetime.timedelta(days=1)
    sooner.save()
    tasks.forget_not_now.func()
    assert NotNow.objects.count() == 2
    tomorrow = sooner.until
    monkeypatch.setattr(clock, "today", lambda *_: tomorrow)
    assert actions.forget_not_now(by=None) == 1
    assert [one.mission for one in NotNow.objects.all()] == missions[1:]
    assert JournalEntry.objects.get(act="forget_not_now").facts == {"count": 1}
    assert actions.forget_not_now(by=None) == 0
    wanted = dict(settings.PERIODIC_TASKS)
    assert wanted["mapart.volunteering.tasks.forget_not_now"] <= 24 * 3600
