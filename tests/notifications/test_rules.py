"""What an SMS and an address may hold."""

import pytest

from mapart.notifications import rules


@pytest.mark.parametrize(
    ("typed", "carried"),
    [
        ("Benoît, Zoë et Françoise", "Benoit, Zoe et Francoise"),
        ("L’accueil « Lille » – à 14 h…", 'L\'accueil "Lille" - à 14 h...'),
        ("cœur, œuvre, Œuvre, ÎLE, ÉTÉ", "coeur, oeuvre, Oeuvre, ILE, ÉTÉ"),
        ("août", "aout"),
        ("14\u00a0h\u202f30", "14 h 30"),
        ("e\u0301le\u0300ve", "élève"),
    ],
)
def test_french_is_put_into_letters_that_an_sms_carries(typed: str, carried: str) -> None:
    assert rules.to_gsm7(typed) == carried
    assert rules.unsendable(carried) == []


def test_what_has_no_likeness_is_found_once_each() -> None:
    assert rules.unsendable(rules.to_gsm7("Bonjour 😀 سلام 😀")) == ["😀", "س", "ل", "ا", "م"]


def test_what_no_sms_carries_can_be_left_out() -> None:
    assert rules.without_unsendable("Оксана vient à 14 h 😀😀 !") == "... vient à 14 h ... !"
    assert rules.without_unsendable("Zoé : 5 €") == "Zoé : 5 €"


def test_the_extension_table_counts_for_two() -> None:
    assert rules.gsm7_length("a" * 160) == 160
    assert rules.gsm7_length("12 €") == 5
    assert rules.gsm7_length("[~]") == 6


@pytest.mark.parametrize("number", ["+33639980001", "+262639980001"])
def test_phone_numbers_in_e164(number: str) -> None:
    assert rules.is_phone_number(number)


@pytest.mark.parametrize(
    "text", ["0639980001", "+33639980001\nX-Header: 1", "+٣٣639980001", "+33 639980001", ""]
)
def test_what_is_no_phone_number(text: str) -> None:
    assert not rules.is_phone_number(text)


@pytest.mark.parametrize("address", ["camille@example.org", "a.b+c@sub.example.org"])
def test_mail_addresses(address: str) -> None:
    assert rules.is_mail_address(address)


@pytest.mark.parametrize(
    "text",
    ["", "camille", "a@example.org,b@example.org", "a@example.org\nBcc: b@example.org", "A <a@example.org>"],
)
def test_what_is_no_mail_address(text: str) -> None:
    assert not rules.is_mail_address(text)


def test_an_sms_says_who_writes_when_there_is_room() -> None:
    assert rules.signed("Merci.") == "Ma Part : Merci."
    assert rules.signed("Ma Part : merci.") == "Ma Part : merci."
    full = "a" * (rules.SMS_LENGTH - len("Ma Part : "))
    assert len(rules.signed(full)) == rules.SMS_LENGTH
    assert rules.signed(full + "a") == full + "a"
