"""Messages for hundreds of people written together: the same outcome as one by one."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.jobs.models import Job
from mapart.notifications import actions
from mapart.notifications.actions import Draft, posting
from mapart.notifications.models import Message
from mapart.people.models import Person
from tests.processes import run_together

pytestmark = pytest.mark.django_db
PERSON = Person(first_name="Camille")


def a_draft(
    key: str, to: tuple[Channel, str] = (Channel.MAIL, "camille@example.org"), **values: Any
) -> Draft:
    """A message to a volunteer that a template of the planning words."""
    facts = {"person": PERSON, "shifts": [], "links": [], "until": clock.today()}
    recipient: UUID = uuid7()
    usual: dict[str, Any] = {
        "template": "planning/mails/roster",
        "kind": "planning.roster",
        "recipient": recipient,
    }
    return Draft(key=key, facts=facts, to=to, space=None, printed_for="Camille Roy", **usual | values)


def test_each_has_its_message_and_its_job_and_paper_has_none() -> None:
    actions.post_all_written(
        [a_draft("one"), a_draft("two"), a_draft("letter", (Channel.PAPER, "Camille Roy"))]
    )
    by_key = {message.key: message for message in Message.objects.all()}
    assert set(by_key) == {"one", "two", "letter"}
    jobs = {job.pk: job.arguments["args"] for job in Job.objects.all()}
    assert {by_key[key].job: [str(by_key[key].pk)] for key in ("one", "two")} == jobs
    assert by_key["letter"].job is None


def test_what_is_there_stays_and_an_address_nobody_can_reach_gets_a_letter() -> None:
    first = actions.post_written(a_draft("known"))
    unreadable = a_draft("unreadable", (Channel.MAIL, "camille"))
    actions.post_all_written([a_draft("known", (Channel.MAIL, "other@example.org")), unreadable])
    assert Message.objects.get(key="known").address == first.address
    assert Message.objects.get(key="unreadable").channel == Channel.PAPER
    assert Job.objects.count() == 1


def test_a_key_given_twice_is_written_once_with_one_job() -> None:
    actions.post_all_written([a_draft("once"), a_draft("once"), a_draft("other")])
    assert sorted(Message.objects.values_list("key", flat=True)) == ["once", "other"]
    assert Job.objects.count() == 2


def test_they_vanish_with_their_act() -> None:
    with transaction.atomic():
        actions.post_all_written([a_draft("one"), a_draft("two")])
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_what_people_may_refuse_is_not_posted_in_bulk() -> None:
    with pytest.raises(ValueError, match="one by one"):
        actions.post_all_written([a_draft("one", kind="volunteering.news")])
    assert not Message.objects.exists()


def test_many_cost_as_many_queries_as_few() -> None:
    def queries(count: int) -> int:
        drafts = [a_draft(f"{count}:{number}") for number in range(count)]
        with CaptureQueriesContext(connection) as caught:
            actions.post_all_written(drafts)
        return len(caught)

    assert queries(2) == queries(40) <= 5


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_acts_at_the_same_instant_leave_one_message_and_one_job_each() -> None:
    """Neither sees what the other writes: the key decides, and no job is left without a message."""

    def post_all(_: int) -> int:
        messages = [posting._worded(a_draft(f"key {number}")) for number in range(5)]
        return len(posting._kept(messages))

    assert run_together(post_all, count=4, processes=2, threads=2) == [5] * 4
    assert Message.objects.count() == Job.objects.count() == 5
    assert set(Message.objects.values_list("job", flat=True)) == set(Job.objects.values_list("pk", flat=True))
