"""People are remembered once; rights are given and withdrawn within one's own."""

import datetime
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.people import actions
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.people.perms import Permission, may
from mapart.people.queries import address_of, export_person
from tests.factories import make_person, make_space, make_staff
from tests.processes import run_together

pytestmark = pytest.mark.django_db


def test_a_new_person_is_kept_and_written_in_the_journal() -> None:
    person = actions.remember_person(
        by=None, first_name=" Amina ", email=" Amina@Example.org", channel=Channel.MAIL
    )
    assert (person.first_name, person.email) == ("Amina", "amina@example.org")
    entry = JournalEntry.objects.get(act="remember_person")
    assert entry.subject == person.pk
    assert "example.org" not in str(entry.facts)


def test_somebody_we_know_is_returned_as_she_is() -> None:
    known = make_person(first_name="Amina", email="amina@example.org")
    again = actions.remember_person(
        by=None, first_name="X", email="AMINA@example.org", phone="+33639980001", channel=Channel.SMS
    )
    assert again == known
    again.refresh_from_db()
    assert (again.first_name, again.phone, again.channel) == ("Amina", None, Channel.MAIL)


def test_a_person_is_known_by_her_phone_too() -> None:
    known = make_person(email=None, phone="+33639980001", channel=Channel.SMS)
    again = actions.remember_person(
        by=None, first_name="X", email="new@example.org", phone="+33639980001", channel=Channel.MAIL
    )
    assert again == known
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("channel", "email", "phone"),
    [(Channel.MAIL, None, "+33639980001"), (Channel.SMS, "a@example.org", None), (Channel.MAIL, "", "")],
)
def test_a_channel_needs_its_address(channel: Channel, email: str | None, phone: str | None) -> None:
    with pytest.raises(Refusal, match=r"people\.address_missing"):
        actions.remember_person(by=None, first_name="Amina", email=email, phone=phone, channel=channel)


def test_a_person_reached_on_paper_needs_no_address() -> None:
    person = actions.remember_person(by=None, first_name="Amina", last_name="Exemple", channel=Channel.PAPER)
    assert address_of(person) == (Channel.PAPER, "Amina Exemple")


def test_the_address_is_the_one_of_her_channel() -> None:
    both = {"email": "a@example.org", "phone": "+33639980001"}
    assert address_of(make_person(**both)) == (Channel.MAIL, "a@example.org")
    both = {"email": "b@example.org", "phone": "+33639980002"}
    assert address_of(make_person(**both, channel=Channel.SMS)) == (Channel.SMS, "+33639980002")


def test_a_manager_gives_a_right_in_her_space_only() -> None:
    here, elsewhere = make_space(), make_space()
    manager, person = make_staff(here), make_person()
    assert not may(person, Permission.SEE_ROSTER, here)
    actions.give_role(by=manager, person=person, kind=RoleKind.RECEPTIONIST, space=here)
    assert may(person, Permission.SEE_ROSTER, here)
    for space in (elsewhere, None):
        with pytest.raises(PermissionDenied):
            actions.give_role(by=manager, person=person, kind=RoleKind.RECEPTIONIST, space=space)


def test_nobody_gives_a_right_without_managing_roles() -> None:
    space = make_space()
    lead, person = make_staff(space, RoleKind.COMMUNITY_LEAD), make_person()
    with pytest.raises(PermissionDenied):
        actions.give_role(by=lead, person=person, kind=RoleKind.RECEPTIONIST, space=space)
    assert not Role.objects.filter(person=person).exists()


def test_a_role_is_given_once_and_can_be_given_again_after_its_end() -> None:
    space, today = make_space(), clock.today()
    head, person = make_staff(None, RoleKind.NETWORK_HEAD), make_person()
    ended = today - datetime.timedelta(days=1)
    Role.objects.create(
        person=person, kind=RoleKind.RECEPTIONIST, space=space, starts_on=ended, ends_on=ended
    )
    role = actions.give_role(by=head, person=person, kind=RoleKind.RECEPTIONIST, space=space)
    assert (role.starts_on, role.ends_on) == (today, None)
    with pytest.raises(Refusal, match=r"people\.role_already_given"):
        actions.give_role(by=head, person=person, kind=RoleKind.RECEPTIONIST, space=space)


def test_a_withdrawn_right_ends_at_once_and_stays_in_the_journal() -> None:
    space = make_space()
    manager = make_staff(space)
    person = make_staff(space, RoleKind.RECEPTIONIST)
    role = person.roles.get()
    actions.end_role(by=manager, role=role)
    assert not may(Person.objects.get(pk=person.pk), Permission.SEE_ROSTER, space)
    entry = JournalEntry.objects.get(act="end_role")
    assert (entry.actor, entry.subject) == (manager.pk, person.pk)
    assert entry.facts == {"kind": RoleKind.RECEPTIONIST, "space": str(space.pk)}


def test_the_last_network_head_stays() -> None:
    head = make_staff(None, RoleKind.NETWORK_HEAD)
    with pytest.raises(Refusal, match=r"people\.last_network_head"):
        actions.end_role(by=head, role=head.roles.get())
    make_staff(None, RoleKind.NETWORK_HEAD)
    actions.end_role(by=head, role=head.roles.get())
    assert not head.roles.exists()


def test_a_right_withdrawn_twice_is_in_the_journal_once() -> None:
    role = make_staff(make_space(), RoleKind.RECEPTIONIST).roles.get()
    for _ in range(2):
        actions.end_role(by=None, role=role)
    assert JournalEntry.objects.filter(act="end_role").count() == 1


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_two_heads_who_leave_at_once_leave_one() -> None:
    roles = [make_staff(None, RoleKind.NETWORK_HEAD).roles.get() for _ in range(8)]

    def leave(number: int) -> str:
        try:
            actions.end_role(by=None, role=roles[number])
        except Refusal as refusal:
            return refusal.code
        return "gone"

    assert Counter(run_together(leave, count=8, processes=4, threads=2)) == {
        "gone": 7,
        "people.last_network_head": 1,
    }
    assert Role.objects.count() == 1


def test_an_erased_person_leaves_a_row_without_a_name() -> None:
    person = make_staff(make_space(), first_name="Zaza", email="zaza@example.org", phone="+33639980001")
    actions.forget_person(by=person, person=person)
    left = Person.objects.get(pk=person.pk)
    assert (left.email, left.phone, left.is_active, left.erased_on) == (None, None, False, clock.today())
    assert "Zaza" not in str(export_person(left))
    assert not left.roles.exists()
    with pytest.raises(Refusal, match=r"people\.already_erased"):
        actions.forget_person(by=person, person=left)


def test_an_export_holds_what_we_know() -> None:
    person = make_staff(make_space(name="Espace de Lille"), first_name="Zaza", phone="+33639980001")
    text = str(export_person(person))
    for value in ("Zaza", person.email, "+33639980001", "Espace de Lille"):
        assert str(value) in text
