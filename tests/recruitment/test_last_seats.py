"""Two hundred people press « Réserver ma place » at once, from several processes, for the last five seats."""

import re
from collections import Counter

import pytest
from django.test import Client

from mapart.agenda.actions import claim_seat
from mapart.agenda.models import Booking, Session, WaitlistEntry
from mapart.core.ids import uuid7
from mapart.notifications.models import Message
from mapart.recruitment.actions import give_back_place
from mapart.recruitment.forms import UNDECIDED
from mapart.recruitment.models import Application
from tests.factories import make_meeting, make_person
from tests.processes import run_together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

START = "/devenir-benevole/"


def ready_to_confirm(meeting: Session, names: list[str]) -> list[Client]:
    """Visitors who have answered everything and have the last page before them.

    The first one goes through the questions; the others get her answers under their own name, to spare minutes.
    """
    first = Client()
    for step, answers in (
        ("", {"town": "59000"}),
        ("mission/", {"answer": UNDECIDED}),
        ("moment/", {"answer": "saturdays"}),
        ("reunion/", {"answer": str(meeting.pk)}),
        ("prenom/", {"first_name": "Nour"}),
        ("contact/", {"contact": f"{names[0]}@example.org"}),
    ):
        response = first.post(START + step, answers)
        assert response.status_code == 302, response.content.decode()
    visitors = [first]
    for name in names[1:]:
        visitor = Client()
        session = visitor.session
        own = {"key": str(uuid7()), "first_name": name, "contact": f"{name}@example.org"}
        session["signup"] = first.session["signup"] | own
        session.save()
        visitors.append(visitor)
    return visitors


def test_two_hundred_people_and_five_seats() -> None:
    meeting = make_meeting(capacity=5)
    visitors = ready_to_confirm(meeting, [f"visiteur{number}" for number in range(200)])

    def confirm(number: int) -> tuple[int, str]:
        visitor = visitors[number]
        status = visitor.post(f"{START}verifier/").status_code
        return status, visitor.get(f"{START}merci/").content.decode()

    outcomes = run_together(confirm, count=200)

    assert Counter(status for status, _page in outcomes) == {302: 200}
    references = [
        found[1] for _status, page in outcomes if (found := re.search(r"Référence\s: <b>(\w+)", page))
    ]
    positions = [
        int(found[1]) for _status, page in outcomes if (found := re.search(r"sur la liste\s: <b>(\d+)", page))
    ]
    meeting.refresh_from_db()
    assert meeting.booked == 5
    assert sorted(references) == sorted(Booking.objects.values_list("reference", flat=True))
    assert len(references) == 5
    assert sorted(positions) == list(range(1, 196))
    assert sorted(WaitlistEntry.objects.values_list("number", flat=True)) == list(range(1, 196))
    assert Application.objects.filter(stage="invited").count() == 5
    assert Application.objects.count() == Message.objects.count() == 200


def test_seats_given_back_while_others_ask_are_never_lost_nor_doubled() -> None:
    meeting = make_meeting(capacity=10)
    people = [make_person() for _ in range(60)]
    held = [claim_seat(by=None, session=meeting, person=person, key=uuid7()) for person in people[:10]]

    def act(number: int) -> str:
        if number % 3 == 0 and number // 3 < 10:
            booking = held[number // 3]
            assert isinstance(booking, Booking)
            give_back_place(by=None, booking=Booking.objects.get(pk=booking.pk))
            return "given back"
        person = people[10 + number % 50]
        return type(claim_seat(by=None, session=meeting, person=person, key=uuid7())).__name__

    run_together(act, count=120)

    meeting.refresh_from_db()
    seated = set(Booking.objects.values_list("person", flat=True))
    waiting = list(WaitlistEntry.objects.values_list("person", flat=True))
    assert meeting.booked == len(seated) == 10
    assert not seated & set(waiting)
    assert seated | set(waiting) == {person.pk for person in people[10:]}


def test_the_same_person_pressing_everywhere_has_one_seat() -> None:
    meeting = make_meeting(capacity=30)
    visitors = ready_to_confirm(meeting, ["nour"] * 24)

    def confirm(number: int) -> int:
        return visitors[number].post(f"{START}verifier/").status_code

    # One contact is stopped after five times a day, all at once a little later; whoever passes lands on the one seat.
    assert {302} <= set(run_together(confirm, count=24)) <= {302, 429}
    meeting.refresh_from_db()
    assert meeting.booked == Booking.objects.count() == 1
    assert Application.objects.count() == 1
