"""Volunteers written down twice: which pairs are proposed, and who may judge them."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from mapart.people.enums import RoleKind
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import LikenessReason
from mapart.volunteering.models import Likeness, Volunteer
from mapart.volunteering.perms import may_merge
from mapart.volunteering.rules import near_spellings, one_digit_apart, same_mailbox, sorted_name
from tests.factories import make_person, make_space, make_staff, make_volunteer

pytestmark = pytest.mark.django_db


def somebody(
    space: Space, first: str, last: str, email: str | None = None, phone: str | None = None
) -> Volunteer:
    channel = "mail" if email else "sms" if phone else "paper"
    person = make_person(first_name=first, last_name=last, email=email, phone=phone, channel=channel)
    return make_volunteer(space, person=person)


def reasons() -> list[str]:
    actions.find_likenesses(by=None)
    return list(Likeness.objects.values_list("reason", flat=True))


def test_the_same_name_in_any_order_in_one_town() -> None:
    space = make_space()
    somebody(space, "Zoé", "Martin-Dupont", email="a@example.org")
    somebody(make_space(), "martin dupont", "ZOE", phone="+33639980001")
    assert reasons() == [LikenessReason.SAME_NAME]


def test_the_same_name_far_away_is_somebody_else() -> None:
    somebody(make_space(), "Zoé", "Martin", email="a@example.org")
    somebody(make_space(city="Lyon"), "Zoé", "Martin", email="b@example.org")
    assert reasons() == []


def test_nearly_the_same_phone_is_seen_from_afar() -> None:
    somebody(make_space(), "Zoé", "Martin", phone="+33639980001")
    somebody(make_space(city="Lyon"), "Zoé", "Martin", phone="+33639980007")
    assert reasons() == [LikenessReason.NEAR_PHONE]


def test_the_same_mailbox_written_otherwise() -> None:
    somebody(make_space(), "Zoé", "Martin", email="zoe.martin@gmail.com")
    somebody(make_space(city="Lyon"), "Z.", "M.", email="zoemartin+benevole@googlemail.com")
    assert reasons() == [LikenessReason.SAME_MAIL]


@pytest.mark.parametrize(
    ("other_mail", "expected"), [(None, [LikenessReason.NEAR_NAME]), ("b@example.org", [])]
)
def test_a_near_name_counts_unless_both_have_an_address(other_mail: str | None, expected: list[str]) -> None:
    space = make_space()
    somebody(space, "Fatima", "Benhamou", email="a@example.org")
    somebody(space, "Fatima", "Benhammou", email=other_mail, phone=None if other_mail else "+33639980001")
    assert reasons() == expected


def test_what_was_judged_is_never_proposed_again_and_what_is_no_longer_alike_goes() -> None:
    space = make_space()
    one, other = (somebody(space, "Zoé", "Martin"), somebody(space, "Zoé", "Martin"))
    assert actions.find_likenesses(by=None) == 1
    assert actions.find_likenesses(by=None) == 0
    lead = make_staff(space, RoleKind.COMMUNITY_LEAD)
    pair = Likeness.objects.get()
    actions.dismiss_likeness(by=lead, pair=pair)
    actions.dismiss_likeness(by=lead, pair=pair)
    assert actions.find_likenesses(by=None) == 0
    assert Likeness.objects.get().dismissed_at is not None
    Likeness.objects.update(dismissed_at=None)
    type(one.person).objects.filter(pk=one.person_id).update(last_name="Autre")
    actions.find_likenesses(by=None)
    assert not Likeness.objects.exists()
    assert other.pk


def test_a_very_common_name_is_not_one_person() -> None:
    space = make_space()
    for _ in range(9):
        somebody(space, "Zoé", "Martin")
    assert reasons() == []


def test_a_pair_is_written_once() -> None:
    space = make_space()
    one, other = sorted([make_volunteer(space), make_volunteer(space)], key=lambda volunteer: volunteer.pk)
    Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
    for first, second in ((one, other), (other, one)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Likeness.objects.create(one=first, other=second, reason=LikenessReason.SAME_NAME)


def test_who_may_make_one_of_two() -> None:
    space, far = make_space(), make_space()
    one, other, theirs = make_volunteer(space), make_volunteer(space), make_volunteer(far)
    lead, manager = make_staff(space, RoleKind.COMMUNITY_LEAD), make_staff(space)
    head = make_staff(None, RoleKind.NETWORK_HEAD)
    assert may_merge(lead, one, other)
    assert not may_merge(lead, one, theirs)
    assert may_merge(head, one, theirs)
    for stranger in (make_person(), make_staff(far), make_staff(space, RoleKind.RECEPTIONIST), one.person):
        assert not may_merge(stranger, one, other)
    colleague = make_volunteer(space, person=make_staff(space))
    assert not may_merge(lead, one, colleague), "she could take over the account of a manager"
    assert may_merge(manager, one, colleague)
    assert not may_merge(manager, one, make_volunteer(space, person=manager)), "nobody merges herself"
    boss = make_volunteer(space, person=make_staff(None, RoleKind.NETWORK_HEAD))
    assert not may_merge(manager, one, boss)


def test_only_the_staff_of_both_judge_a_pair() -> None:
    space = make_space()
    one, other = sorted([make_volunteer(space), make_volunteer(make_space())], key=lambda v: v.pk)
    pair = Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
    for stranger in (make_staff(space), make_person(), one.person):
        with pytest.raises(PermissionDenied):
            actions.dismiss_likeness(by=stranger, pair=pair)


def test_rules_of_likeness() -> None:
    assert sorted_name("Jean-Benoît", "d'Étang") == sorted_name("ETANG D", "benoit jean")
    assert near_spellings("benhamou") & near_spellings("benhammou")
    assert near_spellings("benhamou") & near_spellings("benamou x") == set()
    assert near_spellings("li") == set()
    assert same_mailbox("a.b+c@example.org") == "a.b@example.org"
    assert one_digit_apart("+33639980001", "+33639980010")
    assert not one_digit_apart("+33639980001", "+33639980023")
    assert not one_digit_apart("+33639980001", "+33639980001")
