"""The facts about volunteers that a plan is made from."""

import datetime
from typing import Any

import pytest

from mapart.core.enums import Language
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import Skill, SkillLevel, VolunteerState
from mapart.volunteering.models import Absence, ExtraAvailability, Volunteer
from mapart.volunteering.queries import planner_facts
from tests.factories import make_mission, make_space, make_volunteer

pytestmark = pytest.mark.django_db

MONDAY, SUNDAY = datetime.date(2026, 11, 30), datetime.date(2026, 12, 6)
DAY = datetime.timedelta(days=1)


def facts(*spaces: Space) -> list[Volunteer]:
    return planner_facts([space.pk for space in spaces], MONDAY, SUNDAY)


def test_only_active_volunteers_within_reach_count() -> None:
    lille, lyon = make_space(), make_space(city="Lyon")
    hers = make_volunteer(lille)
    both = make_volunteer(lyon)
    actions.set_reach(by=None, volunteer=both, spaces=[lille, lyon])
    make_volunteer(lille, state=VolunteerState.PAUSED)
    make_volunteer(lille, state=VolunteerState.CANDIDATE)
    assert facts(lille) == [hers, both]
    assert facts(lille, lyon) == [hers, both]
    assert facts(lyon) == [both]
    assert facts() == []


def test_absences_and_dated_windows_are_those_of_the_days_asked() -> None:
    lille = make_space()
    volunteer = make_volunteer(lille)
    for starts_on, ends_on in [(-3, 0), (6, 9), (-9, -1), (7, 8), (-9, 20)]:
        Absence.objects.create(
            volunteer=volunteer, starts_on=MONDAY + starts_on * DAY, ends_on=MONDAY + ends_on * DAY
        )
    for day in (-1, 0, 6, 7):
        ExtraAvailability.objects.create(
            volunteer=volunteer,
            day=MONDAY + day * DAY,
            starts_at=datetime.time(9),
            ends_at=datetime.time(12),
        )
    [fact] = facts(lille)
    assert {absence.ends_on for absence in fact.absences.all()} == {
        MONDAY + 20 * DAY,
        MONDAY,
        MONDAY + 9 * DAY,
    }
    assert {extra.day for extra in fact.extras.all()} == {MONDAY, SUNDAY}


@pytest.mark.parametrize("volunteers", [1, 12])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any, volunteers: int) -> None:
    lille, mission = make_space(), make_mission()
    for _ in range(volunteers):
        volunteer = make_volunteer(lille, (mission,))
        actions.set_skills(by=None, volunteer=volunteer, skills={Skill.TILL: SkillLevel.EASY})
        actions.set_languages(by=None, volunteer=volunteer, languages=[Language.FR])
    with django_assert_num_queries(8):
        for fact in facts(lille):
            assert fact.person.short_name == "Camille E."
            assert [choice.mission_id for choice in fact.choices.all()] == [mission.pk]
            assert [held.level for held in fact.skills.all()] == [2]
            assert [spoken.language for spoken in fact.languages.all()] == ["fr"]
            assert [reach.travel_minutes for reach in fact.reach.all()] == [10]
            assert len(fact.windows.all()) == 5
            assert not fact.absences.all()
            assert not fact.extras.all()
