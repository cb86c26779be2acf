"""Nobody waits more than 48 hours without a person being alerted: held by a clock that goes hour by hour."""

import datetime
import random
from collections import Counter
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.recruitment import actions
from mapart.recruitment.enums import Holder, Stage, Step
from mapart.recruitment.models import PathStep
from mapart.recruitment.rules import HOLDERS, LONGEST_WAIT
from tests.factories import make_application, make_newcomer, make_person, make_space, make_staff, make_step

pytestmark = pytest.mark.django_db

# The night when the clocks go back is inside: a day of 25 hours.
START = datetime.datetime(2026, 10, 22, 6, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
SetClock = Callable[[datetime.datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the one clock of the house."""

    def set_to(instant: datetime.datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_to(START)
    return set_to


def hours(count: int, at: SetClock) -> None:
    """The worker looks every hour for so long."""
    start = clock.now()
    for hour in range(count + 1):
        at(start + hour * HOUR)
        actions.remind_of_waits()


@pytest.mark.parametrize("with_a_lead", [True, False])
def test_nobody_waits_48_hours_without_a_person_being_alerted(at: SetClock, with_a_lead: bool) -> None:
    rng = random.Random(11)
    space = make_space()
    if with_a_lead:
        make_staff(space, RoleKind.COMMUNITY_LEAD)
    steps = {
        make_step(
            make_application(space, stage=Stage.WELCOMED),
            rng.choice(list(Step)),
            since=START + rng.randrange(5 * 24 * 60) * datetime.timedelta(minutes=1),
        ).pk
        for _ in range(60)
    }
    first_alert: dict[object, datetime.timedelta] = {}
    for hour in range(8 * 24):
        at(START + hour * HOUR)
        actions.remind_of_waits()
        told = PathStep.objects.exclude(alerted_at=None)
        for pk, waits_from, alerted_at in told.values_list("pk", "waits_from", "alerted_at"):
            assert alerted_at is not None
            first_alert.setdefault(pk, alerted_at - waits_from)
    assert set(first_alert) == steps
    assert max(first_alert.values()) <= LONGEST_WAIT
    zone = ZoneInfo(space.time_zone)
    sent = [one.astimezone(zone).hour for one in PathStep.objects.values_list("alerted_at", flat=True) if one]
    assert min(sent) >= 8
    assert max(sent) < 20
    days = Counter(
        key.rsplit(":", 1)[1] for key in Message.objects.values_list("key", flat=True) if "alert" in key
    )
    assert max(days.values()) == 1


def test_what_moved_is_not_told_and_a_day_has_one_message(at: SetClock) -> None:
    space = make_space()
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    gone, stays = (make_application(space, stage=Stage.CAME) for _ in range(2))
    actions.move_application(by=lead, application=gone, stage=Stage.LEFT, reason="other")
    hours(50, at)
    alerts = Message.objects.filter(kind="recruitment.alert")
    assert alerts.count() == 2  # the next two mornings
    assert set(alerts.values_list("recipient", flat=True)) == {lead.pk}
    body = alerts.first().body  # type: ignore[union-attr]
    assert stays.person.short_name in body
    assert "/equipe/accueil/" in body


def test_an_alert_says_since_when_and_counts_whom_it_does_not_name(at: SetClock) -> None:
    space = make_space()
    make_staff(space, RoleKind.COMMUNITY_LEAD)
    for number in range(14):
        make_application(space, make_person(first_name=f"Attend{number:02}"), stage=Stage.CAME)
    hours(30, at)
    alert = Message.objects.filter(kind="recruitment.alert").earliest("created_at")
    assert alert.subject == "14 personnes attendent"
    assert "attend depuis plus de 20 heures" in alert.body
    assert alert.body.count("- Attend") == 12
    assert "- et 2 autres personnes" in alert.body


def test_a_newcomer_is_reminded_twice_at_most_and_her_lead_told_once(at: SetClock) -> None:
    space = make_space()
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    application = make_newcomer(space)
    hours(24 * 14, at)
    hers = Message.objects.filter(kind="recruitment.remind")
    assert hers.count() == 2
    assert set(hers.values_list("recipient", flat=True)) == {application.person_id}
    assert Message.objects.filter(kind="recruitment.alert", recipient=lead.pk).count() == 1


def test_who_is_told_on_paper_is_called_not_written_to(at: SetClock) -> None:
    space = make_space()
    make_staff(space, RoleKind.COMMUNITY_LEAD)
    make_newcomer(space, person=make_person(email=None, channel=Channel.PAPER))
    hours(48, at)
    assert not Message.objects.filter(kind="recruitment.remind").exists()
    assert Message.objects.filter(kind="recruitment.alert").exists()


def test_an_owner_who_left_hands_over_and_without_anybody_the_space_is_written_to(at: SetClock) -> None:
    space = make_space(email="lille@example.org")
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    application = make_application(space, stage=Stage.CAME)
    step = make_step(application, Step.WELCOME, owner=lead)
    Role.objects.filter(person=lead).delete()
    hours(24, at)
    assert Message.objects.get(kind="recruitment.alert").address == "lille@example.org"
    manager = make_staff(space, RoleKind.SPACE_MANAGER)
    hours(24, at)
    assert Message.objects.filter(kind="recruitment.alert", recipient=manager.pk).exists()
    actions.take_in_hand(by=manager, step=step)
    step.refresh_from_db()
    assert step.owner == manager


def test_a_date_waits_for_nobody_until_it_is_over(at: SetClock) -> None:
    application = make_application(stage=Stage.INVITED)
    make_step(application, Step.MEETING, since=START, waits_from=START + 100 * HOUR)
    hours(119, at)
    assert not Message.objects.exists()
    hours(25, at)
    assert Message.objects.filter(kind="recruitment.alert").exists()


def test_a_look_at_ten_times_more_waits_asks_no_more_to_find_them(at: SetClock) -> None:
    """Only the writes grow: the same reads for 3 and for 30, everybody told already."""
    space = make_space()
    make_staff(space, RoleKind.COMMUNITY_LEAD)
    counts = []
    for more in (3, 27):
        for _ in range(more):
            make_application(space, stage=Stage.CAME)
        at(clock.now() + 26 * HOUR)
        actions.remind_of_waits()
        with CaptureQueriesContext(connection) as queries:
            actions.remind_of_waits()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_step_has_a_holder_and_a_word() -> None:
    assert {HOLDERS[step] for step in Step} == set(Holder)
