"""Applicants and newcomers who never went on are warned, then erased to the day; everybody else stays."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import Model

from mapart.agenda.models import Booking
from mapart.core import journal
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.notifications.models import Message
from mapart.people.actions import end_role
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.recruitment.enums import LeftReason, Stage
from mapart.recruitment.models import Application, PathStep
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Note, Volunteer
from mapart.website.tasks import forget_idle_applicants
from tests.factories import (
    make_application,
    make_assignment,
    make_hours,
    make_meeting,
    make_need,
    make_person,
    make_session,
    make_volunteer,
)
from tests.website.nights import night

pytestmark = pytest.mark.django_db
run = partial(night, forget_idle_applicants)
TODAY = datetime.datetime(2027, 3, 1, 2, tzinfo=datetime.UTC)


def idle(days: int, **values: Any) -> Application:
    """An application without news for ``days``."""
    return make_application(stage_since=TODAY - datetime.timedelta(days=days), **values)


def test_she_is_warned_once_thirty_days_before_and_erased_on_the_day(at: Callable[[int], None]) -> None:
    application = idle(335)
    assert run() == (0, 0)
    at(1)
    assert run() == (1, 0)
    message = Message.objects.get(kind="recruitment.forgetting")
    assert message.address == application.person.email
    assert "mercredi 31 mars" in message.body or "1er avril" in message.body
    at(2)
    assert run() == (0, 0)
    at(30)
    assert run() == (0, 0)
    at(31)
    assert run() == (0, 1)
    person = Person.objects.get(pk=application.person_id)
    assert person.erased_on is not None
    assert not person.email
    assert Application.objects.filter(pk=application.pk, stage=Stage.LEFT).exists()
    assert JournalEntry.objects.get(act="warn_idle_applicants").facts == {"count": 1}
    assert JournalEntry.objects.get(act="forget_idle_applicants").facts == {"count": 1}
    assert run() == (0, 0)


def test_nobody_is_erased_without_a_notice_of_thirty_days(at: Callable[[int], None]) -> None:
    idle(800)  # the worker did not run for a year
    assert run() == (1, 0)
    at(29)
    assert run() == (0, 0)
    at(30)
    assert run() == (0, 1)


def test_on_paper_there_is_no_notice_to_give(at: Callable[[int], None]) -> None:
    idle(366, person=make_person(channel=Channel.PAPER, email=None))
    idle(364, person=make_person(channel=Channel.PAPER, email=None))
    assert run() == (0, 1)


def test_an_address_that_nobody_can_reach_stops_no_other_notice(at: Callable[[int], None]) -> None:
    idle(340, person=make_person(email="nour @exemple"))
    idle(341)
    assert run() == (2, 0)
    channels = Message.objects.filter(kind="recruitment.forgetting").values_list("channel", flat=True)
    assert sorted(channels) == [Channel.MAIL, Channel.PAPER]


def _volunteer(application: Application) -> Model:
    return make_volunteer(person=application.person)


def _role(application: Application) -> Model:
    return Role.objects.create(person=application.person, kind=RoleKind.RECEPTIONIST, space=application.space)


def _applies_again(application: Application) -> Model:
    Application.objects.filter(pk=application.pk).update(stage=Stage.LEFT, left_reason=LeftReason.OTHER)
    return idle(3, person=application.person)


def _meeting(application: Application) -> Model:
    meeting = make_meeting(application.space, starts_at=TODAY, ends_at=TODAY + datetime.timedelta(hours=1))
    return Booking.objects.create(session=meeting, person=application.person)


def _sign_in(application: Application) -> Model:
    Person.objects.filter(pk=application.person_id).update(last_login=TODAY)
    return application


@pytest.mark.parametrize("sign", [_volunteer, _role, _applies_again, _meeting, _sign_in])
def test_a_sign_of_life_keeps_her(at: Callable[[int], None], sign: Callable[[Application], Model]) -> None:
    application = idle(800)
    assert run() == (1, 0)
    at(40)
    sign(application)
    assert run() == (0, 0)
    assert Person.objects.get(pk=application.person_id).erased_on is None


@pytest.mark.parametrize(("days_ago", "counts"), [(500, (1, 0)), (100, (0, 0))])
def test_a_role_keeps_her_as_long_as_it_lasts_and_a_year_more(
    at: Callable[[int], None], days_ago: int, counts: tuple[int, int]
) -> None:
    role = _role(idle(800))
    assert isinstance(role, Role)
    Role.objects.filter(pk=role.pk).update(
        starts_on=TODAY - datetime.timedelta(days=900), ends_on=TODAY - datetime.timedelta(days=days_ago)
    )
    assert run() == counts


def test_who_is_in_the_roster_is_no_idle_applicant(at: Callable[[int], None]) -> None:
    idle(800, stage=Stage.ACTIVE)
    assert run() == (0, 0)


def newcomer(days: int = 800, stage: Stage = Stage.WELCOMED, **values: Any) -> Volunteer:
    """Somebody who was welcomed so many days ago and never went on; at ``Stage.LEFT``, the team ended it."""
    application = idle(days, stage=stage, left_reason=LeftReason.OTHER if stage == Stage.LEFT else "")
    state = VolunteerState.LEFT if stage == Stage.LEFT else VolunteerState.WELCOMED
    day = (TODAY - datetime.timedelta(days=days)).date()
    volunteer = make_volunteer(
        application.space,
        person=application.person,
        **({"state": state, "left_on": day if stage == Stage.LEFT else None} | values),
    )
    Volunteer.objects.filter(pk=volunteer.pk).update(created_at=application.stage_since)
    return volunteer


@pytest.mark.parametrize("stage", [Stage.WELCOMED, Stage.LEFT])
def test_who_was_welcomed_and_never_went_on_goes_like_an_applicant(
    at: Callable[[int], None], stage: Stage
) -> None:
    volunteer = newcomer(335, stage)
    assert run() == (0, 0)
    at(1)
    assert run() == (1, 0)
    at(30)
    assert run() == (0, 0)
    at(31)
    assert run() == (0, 1)
    person = Person.objects.get(pk=volunteer.person_id)
    assert person.erased_on is not None
    assert Volunteer.objects.get(pk=volunteer.pk).state == VolunteerState.LEFT


def _step(volunteer: Volunteer) -> None:
    moved_at = TODAY - datetime.timedelta(days=300)
    PathStep.objects.filter(application__person=volunteer.person).update(since=moved_at)


def _message(volunteer: Volunteer) -> None:
    Note.objects.create(volunteer=volunteer, author=volunteer.person, is_from_team=False, body="Bonjour")


def _shift(volunteer: Volunteer) -> None:
    make_assignment(make_need(make_session(day=datetime.date(2024, 5, 2))), volunteer)


def _hours(volunteer: Volunteer) -> None:
    make_hours(volunteer, worked_on=datetime.date(2024, 5, 2))


def _roster(volunteer: Volunteer) -> None:
    journal.record(None, "begin_missions", volunteer)


def _role_withdrawn(volunteer: Volunteer) -> None:
    role = Role.objects.create(
        person=volunteer.person, kind=RoleKind.RECEPTIONIST, space=volunteer.home_space
    )
    end_role(by=None, role=role)


@pytest.mark.parametrize("sign", [_step, _message, _shift, _hours, _roster, _role_withdrawn])
def test_a_newcomer_who_gives_a_sign_or_went_on_stays(
    at: Callable[[int], None], sign: Callable[[Volunteer], None]
) -> None:
    volunteer = newcomer()
    assert run() == (1, 0)
    at(40)
    sign(volunteer)
    assert run() == (0, 0)
    assert Person.objects.get(pk=volunteer.person_id).erased_on is None


def test_a_newcomer_whose_welcome_was_ended_this_year_stays(at: Callable[[int], None]) -> None:
    newcomer(800, Stage.LEFT, left_on=TODAY.date() - datetime.timedelta(days=200))
    assert run() == (0, 0)
