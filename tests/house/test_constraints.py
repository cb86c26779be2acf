"""Impossible states are impossible in the database: each constraint refuses a row that only it stands against."""

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import CheckConstraint, F, UniqueConstraint

from mapart.agenda.models import WaitlistEntry
from mapart.core import clock
from mapart.core.enums import Channel, Language
from mapart.core.ids import short_code
from mapart.core.jobs.models import Job, JobState
from mapart.notifications.enums import MessageFamily, MessageState
from mapart.notifications.models import OptOut
from mapart.people.models import AddressChange
from mapart.planning.enums import AskKind, Rhythm, RunState
from mapart.planning.models import PlanClaim, RhythmCount, RhythmLine, Standby, Withdrawal
from mapart.recruitment.enums import InvitationWay, Stage
from mapart.recruitment.models import Invitation
from mapart.spaces.models import Place, Room
from mapart.volunteering.enums import AgeBand, LetterScope, SignedWay, Skill, VolunteerState
from mapart.volunteering.models import (
    CharterSignature,
    ExtraAvailability,
    HeldSkill,
    HourlyRate,
    Letter,
    LetterCopy,
    Note,
    NotNow,
    SpokenLanguage,
)
from tests.browser.world import World, make_world
from tests.factories import make_campaign, make_person

LONG_AGO, TO_COME = datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)
AT_MIDNIGHT = datetime.time(0)
_LONG_AGO_AT = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)

# What breaks a check, written over a row of its table.
BROKEN: dict[str, dict[str, Any]] = {
    "absence_ends_after_it_starts": {"ends_on": LONG_AGO},
    "addresschange_is_a_mail_or_a_phone": {"channel": Channel.PAPER},
    "application_left_has_a_reason": {"stage": Stage.LEFT, "left_reason": ""},
    "ask_of_the_queue_has_a_deadline": {"kind": AskKind.QUEUE, "expires_at": None},
    "availability_ends_after_it_starts": {"ends_at": AT_MIDNIGHT},
    "campaign_ends_after_it_starts": {"ends_on": LONG_AGO},
    "closure_ends_after_it_starts": {"ends_on": LONG_AGO},
    "extra_ends_after_it_starts": {"ends_at": AT_MIDNIGHT},
    "goal_time_is_whole_or_none": {"weekday": None},
    "goal_wants_somebody": {"count": 0},
    "hourlyrate_names_its_source": {"source": ""},
    "hourscertificate_in_order": {"starts_on": TO_COME},
    "hourscertificate_of_some_hours": {"minutes": 0},
    "hoursentry_within_a_day": {"minutes": 1441},
    "importbatch_takes_what_it_has": {"taken": 99},
    "invitation_who_came_had_a_seat": {"came_at": _LONG_AGO_AT, "booked_at": None},
    "job_is_due_until_it_ends": {"due_at": None},
    "job_running_has_a_lease": {"state": JobState.RUNNING, "lease": None},
    "job_slot_only_while_running": {"slot": 1},
    "letter_of_a_shift_names_it": {"scope": LetterScope.SHIFT, "about": None},
    "likeness_in_order": {"one": F("other")},
    "message_sent_has_a_date": {"state": MessageState.SENT, "sent_at": None},
    "optout_never_of_service": {"family": MessageFamily.SERVICE},
    "pathstep_ends_after_it_starts": {"ended_at": _LONG_AGO_AT},
    "person_channel_has_an_address": {"channel": Channel.SMS, "phone": None},
    "place_has_both_coordinates_or_none": {"latitude": None},
    "planrun_1_to_13_weeks": {"weeks": 14},
    "planrun_published_has_a_date": {"state": RunState.PUBLISHED, "published_at": None},
    "role_ends_after_it_starts": {"ends_on": LONG_AGO},
    "series_ends_after_it_starts": {"ends_at": AT_MIDNIGHT},
    "series_repeats": {"every_weeks": 0},
    "session_ends_after_it_starts": {"ends_at": _LONG_AGO_AT},
    "session_never_overbooked": {"booked": F("capacity") + 1},
    "staffingneed_min_ideal_max_in_order": {"minimum": 9, "ideal": 8, "maximum": 10},
    "staffingneed_never_overfilled": {"filled": F("maximum") + 1},
    "staffingneed_priority_1_to_5": {"priority": 6},
    "staffingneed_skill_named_when_counted": {"skill": "", "skill_count": 1},
    "staffingpattern_min_ideal_max_in_order": {"minimum": 9, "ideal": 8, "maximum": 10},
    "staffingpattern_priority_1_to_5": {"priority": 6},
    "staffingpattern_skill_named_when_counted": {"skill": "", "skill_count": 1},
    "swap_between_two_people": {"colleague": F("volunteer")},
    "volunteer_age_has_a_date": {"age_band": AgeBand.MINOR, "age_said_on": None},
    "volunteer_left_has_a_date": {"state": VolunteerState.LEFT, "left_on": None},
}
# A second row like the first breaks any unique constraint; where others of its table would too, or it holds under a
# condition, what both rows have, and what the second has instead.
TWINS: dict[str, tuple[Callable[[World], dict[str, Any]], Callable[[World], dict[str, Any]]]] = {
    "goal_once_at_any_time": (
        lambda _: {"weekday": None, "starts_at": None, "ends_at": None},
        lambda _: {},
    ),
    "hourlyrate_default_once": (lambda _: {"mission": None}, lambda _: {}),
    "hoursentry_first_of_a_shift_once": (lambda world: {"shift": world.assignment.pk}, lambda _: {}),
    "invitation_counts_once_for_life": (
        lambda _: {"booked_at": _LONG_AGO_AT, "came_at": _LONG_AGO_AT},
        lambda _: {"campaign": make_campaign()},
    ),
    "invitation_once_in_a_campaign": (lambda _: {}, lambda _: {"mailbox": None}),
    "invitation_once_per_mailbox": (lambda _: {}, lambda _: {"person": make_person()}),
    "job_slot_held_once": (
        lambda _: {"state": JobState.RUNNING, "lease": uuid4(), "slot": 1},
        lambda _: {},
    ),
    "role_once_in_a_space": (lambda world: {"space": world.space}, lambda _: {}),
    "role_once_in_the_network": (lambda _: {"space": None}, lambda _: {}),
    "session_once_per_series": (lambda world: {"series": world.series}, lambda _: {}),
    "waitlist_number_once": (lambda _: {}, lambda _: {"person": make_person()}),
    "waitlist_once_per_person": (lambda _: {}, lambda _: {"number": 2}),
}


def constraints_of(kind: type[models.BaseConstraint]) -> Iterator[tuple[type[models.Model], Any]]:
    """Every constraint of this kind that a room of ours names, with its table."""
    for table in apps.get_models():
        if table.__module__.startswith("mapart."):
            yield from ((table, one) for one in table._meta.constraints if isinstance(one, kind))


@pytest.fixture
def world(db: None) -> World:
    """A row in every table that has a constraint."""
    world = make_world()
    volunteer, space, mission = world.volunteer, world.space, world.mission
    person, today, now = volunteer.person, clock.today(), clock.now()
    nine, noon = datetime.time(9), datetime.time(12)
    AddressChange.objects.create(person=person, channel=Channel.MAIL, expires_at=now)
    CharterSignature.objects.create(volunteer=volunteer, version="1", signed_on=today, way=SignedWay.PAPER)
    ExtraAvailability.objects.create(volunteer=volunteer, day=today, starts_at=nine, ends_at=noon)
    HeldSkill.objects.create(volunteer=volunteer, skill=Skill.TILL)
    HourlyRate.objects.create(year=2026, mission=mission, cents=1, source="SMIC")
    Invitation.objects.create(
        campaign=world.campaign,
        sponsor=world.sponsor,
        person=world.application.person,
        application=world.application,
        way=InvitationWay.CODE,
        mailbox="digest",
    )
    letter = Letter.objects.create(space=space, scope=LetterScope.SHIFT, about=uuid4())
    LetterCopy.objects.create(letter=letter, volunteer=volunteer)
    Note.objects.create(volunteer=volunteer, is_from_team=True, is_last=True)
    NotNow.objects.create(volunteer=volunteer, mission=mission, until=today)
    OptOut.objects.create(recipient=person.pk, family=MessageFamily.NEWS)
    Place.objects.create(source="Ville", source_id="1", latitude=50.0, longitude=3.0)
    PlanClaim.objects.create(run=world.run, space=space, week=today)
    count = RhythmCount.objects.create(space=space, counted_at=now, without_shift=1, above=0)
    RhythmLine.objects.create(count=count, kind=Rhythm.ABOVE, rank=0, volunteer=volunteer)
    Room.objects.create(space=space, name="Salle", seats=8)
    SpokenLanguage.objects.create(volunteer=volunteer, language=Language.FR)
    Standby.objects.create(need=world.need, volunteer=volunteer)
    WaitlistEntry.objects.create(session=world.meeting, person=person, number=1)
    Withdrawal.objects.create(need=world.need, volunteer=volunteer)
    Job.objects.filter(state=JobState.WAITING).exclude(pk=Job.objects.first().pk).delete()  # type: ignore[union-attr]
    return world


def refusal_of(write: Callable[[], object]) -> str:
    """What the database says to this write; empty when it takes it."""
    try:
        with transaction.atomic():
            write()
            connection.check_constraints()
            transaction.set_rollback(True)
    except IntegrityError as refused:
        return str(refused)
    return ""


def test_every_check_refuses_a_row_that_breaks_it(world: World) -> None:
    found = {one.name: table for table, one in constraints_of(CheckConstraint)}
    assert set(found) == set(BROKEN), "say in BROKEN what breaks it"
    for name, table in found.items():
        row = table._base_manager.first()
        assert row is not None, f"no row of {table.__name__}"
        said = refusal_of(partial(table._base_manager.filter(pk=row.pk).update, **BROKEN[name]))
        assert name in said, f"{name}: {said or 'taken'}"


def test_every_unique_constraint_refuses_a_second_row(world: World) -> None:
    found = {one.name: (table, one) for table, one in constraints_of(UniqueConstraint)}
    assert set(TWINS) <= set(found)
    for name, (table, one) in found.items():
        both, instead = TWINS.get(name, (lambda _: {}, lambda _: {}))
        said = refusal_of(partial(_write_twice, table, both(world), instead(world)))
        columns = ", ".join(
            f"{table._meta.db_table}.{table._meta.get_field(field).column}"  # type: ignore[union-attr]
            for field in one.fields
        )
        assert name in said or said.endswith(f"failed: {columns}"), f"{name}: {said or 'taken'}"


def _write_twice(table: type[models.Model], both: dict[str, Any], instead: dict[str, Any]) -> None:
    """A row with ``both``, and one more that is like it but for what is unique by itself, and ``instead``."""
    row = table._base_manager.first()
    assert row is not None, f"no row of {table.__name__}"
    table._base_manager.filter(pk=row.pk).update(**both)
    row.refresh_from_db()
    values = {
        field.name: _fresh(field)
        if field.unique and getattr(row, field.attname)
        else getattr(row, field.name)
        for field in table._meta.concrete_fields
        if not field.primary_key
    }
    table._base_manager.create(**values | instead)


def _fresh(field: models.Field[Any, Any]) -> object:
    """Another value for a column that is unique by itself."""
    return uuid4() if isinstance(field, models.UUIDField) else short_code()
