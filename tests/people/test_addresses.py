"""Phone numbers and mail addresses as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapart.core.enums import Channel
from mapart.core.refusals import Refusal
from mapart.notifications.rules import is_mail_address
from mapart.people.addresses import read_address, read_mail
from mapart.people.phones import read_phone


@pytest.mark.parametrize(
    "text",
    [
        "06 39 98 00 01",
        "06.39.98.00.01",
        "0639980001",
        "06-39-98-00-01",
        "+33639980001",
        "+33 (0)6 39 98 00 01",
        "0033 6 39 98 00 01",
        " 06\u00a039 98 00 01 ",
        "٠٦٣٩٩٨٠٠٠١",
    ],
)
def test_a_french_number_is_read_however_it_is_typed(text: str) -> None:
    assert read_phone(text) == "+33639980001"


def test_a_foreign_number_is_read_with_its_country() -> None:
    assert read_phone("+32 470 12 34 56") == "+32470123456"


@pytest.mark.parametrize(
    "text", ["", "06", "06 39 98 00", "06 39 98 00 011", "06 39 98 00 O1", "appelez-moi", "+", "0" * 400]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_phone(text)
    assert refusal.value.code == "people.phone_unreadable"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    try:
        number = read_phone(text)
    except Refusal:
        return
    assert number.startswith("+")
    assert read_phone(number) == number
    assert len(number) <= 16


def test_a_mail_address_has_one_form() -> None:
    assert read_mail(" Zoe@Example.ORG ") == "zoe@example.org"
    assert read_address("Zoe@example.org").channel == Channel.MAIL


@pytest.mark.parametrize(
    "text",
    [
        "zoe@",
        "zoe@exemple",
        '"zoe"@example.org',
        "zoe@example.org, max@example.org",
        "zoe@example.org\nbcc: x@example.org",
        f"{'z' * 60}@{'a.' * 100}example.org",
    ],
)
def test_what_no_message_can_be_sent_to_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_address(text)
    assert refusal.value.code == "people.mail_unreadable"


@given(st.emails())
def test_what_is_read_can_be_written_to(text: str) -> None:
    try:
        mail = read_mail(text)
    except Refusal:
        return
    assert is_mail_address(mail)
