"""Writes about a volunteer: what they change, who may, what is refused, and what saving twice does."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from mapart.core import clock
from mapart.core.enums import Language
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import AgeBand, Commitment, HalfDay, Skill, SkillLevel, Status, VolunteerState
from mapart.volunteering.models import Absence, ExtraAvailability, Volunteer
from mapart.volunteering.queries import absences_of, export_person, extras_of, volunteer_of, windows_of
from mapart.volunteering.refusals import SENTENCES
from mapart.volunteering.rules import DatedHours, Days, Window, window_of
from tests.factories import make_mission, make_person, make_space, make_staff, make_volunteer

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NINE, NOON = datetime.time(9), datetime.time(12)


def in_days(days: int) -> datetime.date:
    return clock.today() + days * DAY


def acts() -> list[str]:
    return list(JournalEntry.objects.order_by("pk").values_list("act", flat=True))


def write_everything(by: Person, volunteer: Volunteer) -> dict[str, Callable[[], Any]]:
    """Every write on an existing volunteer, ready to be tried."""
    about: dict[str, Any] = {"by": by, "volunteer": volunteer}
    absence = Absence.objects.create(volunteer=volunteer, starts_on=in_days(30), ends_on=in_days(31))
    extra = ExtraAvailability.objects.create(
        volunteer=volunteer, day=in_days(30), starts_at=NINE, ends_at=NOON
    )
    return {
        "set_availability": lambda: actions.set_availability(
            **about, windows=[window_of(1, HalfDay.EVENING)]
        ),
        "add_absence": lambda: actions.add_absence(**about, starts_on=in_days(2), ends_on=in_days(3)),
        "remove_absence": lambda: actions.remove_absence(by=by, absence=absence),
        "add_extra": lambda: actions.add_extra(**about, day=in_days(2), starts_at=NINE, ends_at=NOON),
        "remove_extra": lambda: actions.remove_extra(by=by, extra=extra),
        "set_commitment": lambda: actions.set_commitment(
            **about, commitment=Commitment.SIX_HOURS_A_WEEK, accepts_whole_day=True
        ),
        "set_status": lambda: actions.set_status(**about, status=Status.STUDENT),
        "set_skills": lambda: actions.set_skills(**about, skills={Skill.REPAIR: SkillLevel.EXPERT}),
        "set_languages": lambda: actions.set_languages(**about, languages=[Language.FR, Language.AR]),
        "set_missions": lambda: actions.set_missions(**about, missions=[make_mission()]),
        "set_reach": lambda: actions.set_reach(**about, spaces=[make_space()]),
        "revoke_calendar": lambda: actions.revoke_calendar(**about),
        "pause": lambda: actions.pause(**about),
        "resume": lambda: actions.resume(**about),
        "leave": lambda: actions.leave(**about),
    }


@pytest.fixture
def lille() -> Space:
    return make_space()


@pytest.fixture
def volunteer(lille: Space) -> Volunteer:
    return make_volunteer(lille)


@pytest.fixture
def she(volunteer: Volunteer) -> Person:
    return volunteer.person


def outsiders(volunteer: Volunteer) -> list[Person]:
    """A stranger, another volunteer, staff of another space, reception, and somebody who was staff here."""
    space = volunteer.home_space
    return [
        make_person(),
        make_volunteer(space).person,
        make_staff(make_space()),
        make_staff(space, RoleKind.RECEPTIONIST),
        _former_staff(space),
    ]


def _former_staff(space: Space | None) -> Person:
    person = make_staff(space)
    person.roles.update(starts_on=in_days(-30), ends_on=in_days(-1))
    return person


def test_nobody_else_may_write(volunteer: Volunteer) -> None:
    for person in outsiders(volunteer):
        for write in write_everything(person, volunteer).values():
            with pytest.raises(PermissionDenied):
                write()
        Absence.objects.all().delete()
        ExtraAvailability.objects.all().delete()
    assert acts() == []


@pytest.mark.parametrize("who", ["herself", "manager", "community lead", "network head"])
def test_she_and_the_staff_of_her_space_may_write_and_the_journal_says_so(
    volunteer: Volunteer, lille: Space, who: str
) -> None:
    by = {
        "herself": lambda: volunteer.person,
        "manager": lambda: make_staff(lille),
        "community lead": lambda: make_staff(lille, RoleKind.COMMUNITY_LEAD),
        "network head": lambda: make_staff(None, RoleKind.NETWORK_HEAD),
    }[who]()
    writes = write_everything(by, volunteer)
    for write in writes.values():
        write()
    assert acts() == list(writes)
    assert set(JournalEntry.objects.values_list("actor", "subject")) == {(by.pk, volunteer.pk)}


def test_only_the_network_may_write_on_a_volunteer_of_no_space() -> None:
    volunteer = make_volunteer(None)
    with pytest.raises(PermissionDenied):
        actions.pause(by=make_staff(make_space()), volunteer=volunteer)
    assert actions.pause(by=make_staff(None, RoleKind.NETWORK_HEAD), volunteer=volunteer).state == "paused"


def test_saving_twice_writes_once(volunteer: Volunteer, she: Person) -> None:
    for name, write in write_everything(she, volunteer).items():
        if name not in ("set_missions", "set_reach", "revoke_calendar", "resume", "leave"):
            write()
            write()
    assert len(acts()) == len(set(acts())) == 10
    mission, space = make_mission(), make_space()
    for _ in range(2):
        actions.set_missions(by=she, volunteer=volunteer, missions=[mission])
        actions.set_reach(by=she, volunteer=volunteer, spaces=[space])
        actions.leave(by=she, volunteer=volunteer)
    assert len(acts()) == 13


def test_every_refusal_has_a_sentence_without_a_missing_fact(volunteer: Volunteer, she: Person) -> None:
    about: dict[str, Any] = {"by": she, "volunteer": volunteer}
    closed_mission, closed_space = make_mission(is_open=False), make_space(is_open=False)
    for_adults = make_mission(is_for_adults=True)
    tries: list[Callable[[], Any]] = [
        lambda: actions.set_availability(**about, windows=[Window(0, NOON, NINE)]),
        lambda: actions.add_absence(**about, starts_on=in_days(3), ends_on=in_days(2)),
        lambda: actions.add_absence(**about, starts_on=in_days(-3), ends_on=in_days(-2)),
        lambda: actions.add_absence(**about, starts_on=in_days(1), ends_on=in_days(500)),
        lambda: actions.add_extra(**about, day=in_days(1), starts_at=NOON, ends_at=NINE),
        lambda: actions.add_extra(**about, day=in_days(-1), starts_at=NINE, ends_at=NOON),
        lambda: actions.set_missions(**about, missions=[]),
        lambda: actions.set_missions(**about, missions=[closed_mission]),
        lambda: (
            actions.say_age(**about, band=AgeBand.MINOR)
            and actions.set_missions(**about, missions=[for_adults])
        ),
        lambda: actions.note_parent_agreement(**about),
        lambda: actions.set_reach(**about, spaces=[]),
        lambda: actions.set_reach(**about, spaces=[closed_space]),
        lambda: actions.leave(**about) and actions.pause(**about),
    ]
    seen = set()
    for attempt in tries:
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert str(SENTENCES[refusal.value.code]) % refusal.value.facts
        seen.add(refusal.value.code)
    assert seen <= set(SENTENCES)


def test_windows_are_replaced_as_a_whole(volunteer: Volunteer, she: Person) -> None:
    precise = Window(0, datetime.time(8, 30), datetime.time(11))
    wanted = [precise, window_of(0, HalfDay.MORNING), window_of(6, HalfDay.EVENING)]
    actions.set_availability(by=she, volunteer=volunteer, windows=[*wanted, precise])
    assert windows_of(volunteer) == sorted(wanted)
    actions.set_availability(by=she, volunteer=volunteer, windows=[])
    assert windows_of(volunteer) == []


def test_an_absence_that_is_already_covered_is_not_written_again(volunteer: Volunteer, she: Person) -> None:
    long = actions.add_absence(by=she, volunteer=volunteer, starts_on=in_days(0), ends_on=in_days(9))
    assert actions.add_absence(by=she, volunteer=volunteer, starts_on=in_days(2), ends_on=in_days(3)) == long
    assert absences_of(volunteer) == [Days(in_days(0), in_days(9))]


def test_an_absence_may_have_begun_before_today(volunteer: Volunteer, she: Person) -> None:
    actions.add_absence(by=she, volunteer=volunteer, starts_on=in_days(-3), ends_on=in_days(0))
    assert len(absences_of(volunteer)) == 1


def test_absences_and_dated_windows_go_away(volunteer: Volunteer, she: Person) -> None:
    absence = actions.add_absence(by=she, volunteer=volunteer, starts_on=in_days(1), ends_on=in_days(1))
    extra = actions.add_extra(by=she, volunteer=volunteer, day=in_days(5), starts_at=NINE, ends_at=NOON)
    assert extras_of(volunteer) == [DatedHours(in_days(5), NINE, NOON)]
    actions.remove_absence(by=she, absence=absence)
    actions.remove_extra(by=she, extra=extra)
    actions.remove_extra(by=she, extra=extra)
    assert (absences_of(volunteer), extras_of(volunteer)) == ([], [])


def test_missions_keep_their_order_and_a_closed_one_may_be_kept(volunteer: Volunteer, she: Person) -> None:
    first, second = make_mission(), make_mission()
    actions.set_missions(by=she, volunteer=volunteer, missions=[second, first, second])
    assert [choice.mission for choice in volunteer.choices.all()] == [second, first]
    second.is_open = False
    second.save()
    actions.set_missions(by=she, volunteer=volunteer, missions=[first, second])
    assert [choice.rank for choice in volunteer.choices.all()] == [0, 1]


def test_a_mission_from_home_puts_the_remote_space_within_reach_and_out_again(
    volunteer: Volunteer, she: Person, lille: Space
) -> None:
    remote = make_space(is_remote=True)
    on_site, from_home = make_mission(), make_mission(is_remote=True)
    actions.set_missions(by=she, volunteer=volunteer, missions=[on_site, from_home])
    assert volunteer.reach.get(space=remote).travel_minutes == 0
    actions.set_reach(by=she, volunteer=volunteer, spaces=[lille])
    assert volunteer.reach.filter(space=remote).exists()
    actions.set_missions(by=she, volunteer=volunteer, missions=[on_site])
    assert list(volunteer.reach.values_list("space", flat=True)) == [lille.pk]


def test_the_way_to_a_space_is_counted_in_minutes(volunteer: Volunteer, she: Person, lille: Space) -> None:
    roubaix = make_space(city="Roubaix", latitude=50.6916, longitude=3.1741)
    actions.set_reach(by=she, volunteer=volunteer, spaces=[lille, roubaix])
    minutes = dict(volunteer.reach.values_list("space", "travel_minutes"))
    assert minutes[lille.pk] == 10
    assert 50 <= minutes[roubaix.pk] <= 65


def test_pause_resume_and_leave(volunteer: Volunteer, she: Person) -> None:
    assert actions.pause(by=she, volunteer=volunteer).state == VolunteerState.PAUSED
    assert actions.resume(by=she, volunteer=volunteer).state == VolunteerState.ACTIVE
    assert actions.resume(by=she, volunteer=volunteer).state == VolunteerState.ACTIVE
    left = actions.leave(by=she, volunteer=volunteer)
    assert (left.state, left.left_on) == (VolunteerState.LEFT, clock.today())
    with pytest.raises(Refusal, match="move_impossible"):
        actions.resume(by=she, volunteer=volunteer)


def test_a_revoked_calendar_has_another_address(volunteer: Volunteer, she: Person) -> None:
    before = volunteer.calendar_secret
    assert actions.revoke_calendar(by=she, volunteer=volunteer).calendar_secret != before


def test_somebody_is_welcomed(lille: Space) -> None:
    mission, person = make_mission(), make_person()
    lead = make_staff(lille, RoleKind.COMMUNITY_LEAD)
    volunteer = actions.welcome_volunteer(
        by=lead,
        person=person,
        space=lille,
        missions=[mission],
        status=Status.RETIRED,
        commitment=Commitment.THREE_HOURS_A_WEEK,
        windows=[window_of(1, HalfDay.MORNING)],
        languages=[Language.FR, Language.EN],
    )
    assert volunteer_of(person) == volunteer
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.status, volunteer.home_space) == ("active", "retired", lille)
    assert volunteer.is_newcomer
    assert volunteer.started_on == clock.today()
    assert [choice.mission for choice in volunteer.choices.all()] == [mission]
    assert volunteer.reach.get().space == lille
    assert volunteer.languages.count() == 2
    assert windows_of(volunteer) == [window_of(1, HalfDay.MORNING)]
    entry = JournalEntry.objects.get(act="welcome_volunteer")
    assert (entry.actor, entry.subject) == (lead.pk, volunteer.pk)


@pytest.mark.parametrize("state", [VolunteerState.ACTIVE, VolunteerState.PAUSED])
def test_welcoming_again_changes_nothing(lille: Space, state: VolunteerState) -> None:
    volunteer = make_volunteer(lille, (make_mission(),), state=state)
    again = actions.welcome_volunteer(
        by=make_staff(lille), person=volunteer.person, space=lille, missions=[make_mission()]
    )
    assert (again, again.state) == (volunteer, state)
    assert len(windows_of(volunteer)) == 5
    assert acts() == []


def test_who_had_left_comes_back(lille: Space) -> None:
    volunteer = make_volunteer(lille, state=VolunteerState.LEFT, left_on=in_days(-100))
    back = actions.welcome_volunteer(
        by=make_staff(lille), person=volunteer.person, space=lille, missions=[make_mission()]
    )
    assert (back.pk, back.state, back.left_on) == (volunteer.pk, VolunteerState.ACTIVE, None)


def test_reception_may_welcome_at_the_meeting_but_not_elsewhere(lille: Space) -> None:
    reception = make_staff(lille, RoleKind.RECEPTIONIST)
    values: dict[str, Any] = {"by": reception, "person": make_person(), "missions": [make_mission()]}
    with pytest.raises(PermissionDenied):
        actions.welcome_volunteer(space=make_space(), **values)
    assert actions.welcome_volunteer(space=lille, **values).state == VolunteerState.ACTIVE


def test_nobody_welcomes_herself(lille: Space) -> None:
    person = make_person()
    with pytest.raises(PermissionDenied):
        actions.welcome_volunteer(by=person, person=person, space=lille, missions=[make_mission()])
    assert volunteer_of(person) is None


def test_a_person_can_take_away_what_we_know_and_have_it_erased(volunteer: Volunteer, she: Person) -> None:
    for name, write in write_everything(she, volunteer).items():
        if not name.startswith("remove"):
            write()
    exported = export_person(she)
    assert all(exported[name] for name in ("missions", "langues", "absences", "disponible chaque semaine"))
    actions.forget_person(by=None, person=she)
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.insee_code, windows_of(volunteer)) == (VolunteerState.LEFT, "", [])
    assert not any(export_person(she)[name] for name in ("missions", "langues", "absences", "compétences"))


def test_somebody_who_is_no_volunteer_has_nothing_to_take_or_erase() -> None:
    person = make_person()
    assert export_person(person) == {}
    assert actions.forget_person(by=None, person=person) is None
