"""A file that writes somebody we know a second time: said before anything is made, or proposed for joining."""

import pytest

from mapart.core.models import JournalEntry
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import ImportKind, LikenessReason
from mapart.volunteering.models import Likeness, Volunteer
from tests.factories import make_mission, make_person, make_space, make_staff, make_volunteer
from tests.volunteering.test_imports import faults, sent, taken

pytestmark = pytest.mark.django_db
HEAD = "Prénom;Nom;Courriel;Téléphone;Espace;Missions\n"


@pytest.fixture
def space() -> Space:
    make_mission(slug="accueil", title="Accueil")
    return make_space(name="Espace de Fives")


def line(mail: str, phone: str = "") -> str:
    return f"{HEAD}Zoé;Martin;{mail};{phone};Espace de Fives;accueil\n"


def test_another_writing_of_a_known_mailbox_is_said_and_nobody_is_made_twice(space: Space) -> None:
    make_volunteer(space, person=make_person(email="zoe@example.org"))
    make_volunteer(make_space(), person=make_person(email="lea@example.org"))
    lead = make_staff(space)
    batch = sent(lead, ImportKind.VOLUNTEERS, line("zoe+asso@example.org"))
    assert (batch.good, faults(batch)) == (0, [(2, "adresse mail", "same_mailbox")])
    assert "zoe" not in str(batch.faults), "what was typed is not kept"
    assert sent(lead, ImportKind.VOLUNTEERS, line("zoe@example.org")).known == 1
    # Whom she may not see is not told to her.
    assert sent(lead, ImportKind.VOLUNTEERS, line("lea+asso@example.org")).good == 1


def test_the_mail_of_one_and_the_phone_of_another_are_proposed_for_joining(space: Space) -> None:
    one = make_volunteer(space, person=make_person(first_name="Zoé", email="zoe@example.org"))
    phone = make_person(first_name="Zo", email=None, phone="+33639980001", channel="sms")
    other = make_volunteer(space, person=phone)
    lead = make_staff(space)
    for _ in range(2):
        taken(lead, ImportKind.VOLUNTEERS, line("zoe@example.org", "06 39 98 00 01"))
    pair = Likeness.objects.get()
    assert {pair.one, pair.other} == {one, other}
    assert pair.reason == LikenessReason.ONE_LINE
    assert Volunteer.objects.count() == 2
    assert JournalEntry.objects.filter(act="propose_likeness").count() == 1
    actions.find_likenesses(by=None)
    assert Likeness.objects.exists(), "the nightly search cannot see it, and leaves it"
    actions.dismiss_likeness(by=lead, pair=pair)
    taken(lead, ImportKind.VOLUNTEERS, line("zoe@example.org", "06 39 98 00 01"))
    pair.refresh_from_db()
    assert pair.dismissed_at is not None, "judged once, it is not proposed again"
    assert Person.objects.filter(phone="+33639980001").get() == phone
