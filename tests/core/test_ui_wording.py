"""Dates, durations and phones as people say them."""

import datetime
import re

import pytest

from mapart.core import clock, wording
from mapart.core.templatetags.ui import ago
from tests.reading import plain

SOME_DAY = datetime.datetime(2026, 11, 24, 13, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def year_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is in 2026, so that the year is not said."""
    monkeypatch.setattr(clock, "today", lambda time_zone="Europe/Paris": datetime.date(2026, 11, 1))


def test_a_moment_is_said_on_the_walls_of_its_space() -> None:
    assert plain(wording.moment(SOME_DAY)) == "mardi 24 novembre à 14 h"
    assert plain(wording.moment(SOME_DAY, "Indian/Reunion")) == "mardi 24 novembre à 17 h"


def test_minutes_the_first_of_a_month_and_another_year_are_said() -> None:
    value = datetime.datetime(2027, 1, 1, 8, 5, tzinfo=datetime.UTC)
    assert plain(wording.moment(value)) == "vendredi 1er janvier 2027 à 9 h 05"


def test_a_span_says_the_day_once() -> None:
    end = SOME_DAY + datetime.timedelta(hours=2, minutes=30)
    assert plain(wording.span(SOME_DAY, end)) == "mardi 24 novembre, de 14 h à 16 h 30"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_can_be_sent_by_sms(month: int) -> None:
    said = wording.moment_sms(datetime.datetime(2026, month, 1, 12, tzinfo=datetime.UTC))
    assert not set(said) & set("êâîôûëïçœ«»’\u00a0\u202f")


@pytest.mark.parametrize(
    ("month", "said"),
    [(1, "jeu. 1er jan."), (5, "ven. 1er mai"), (8, "sam. 1er août"), (12, "mar. 1er déc.")],
)
def test_a_short_day_fits_a_narrow_table(month: int, said: str) -> None:
    assert wording.short_day(datetime.date(2026, month, 1)) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 minute"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 h"),
        (150, "2 h 30"),
        (65, "1 h 05"),
        (127260, "2 121 h"),
    ],
)
def test_durations(minutes: int, said: str) -> None:
    assert plain(wording.duration(minutes)) == said
    assert plain(wording.duration(datetime.timedelta(minutes=minutes))) == said


@pytest.mark.parametrize(
    ("km", "said"),
    [
        (0.02, "100 m"),
        (0.4, "400 m"),
        (0.949, "900 m"),
        (0.95, "1 km"),
        (3.24, "3,2 km"),
        (13.7, "14 km"),
        (1203, "1 203 km"),
    ],
)
def test_distances(km: float, said: str) -> None:
    assert plain(wording.distance(km)) == said


@pytest.mark.parametrize(
    "phone",
    ["+33639980001", "0639980001", "06 39 98 00 01", "06.39.98.00.01", "06\u00a039\u00a098\u00a000\u00a001"],
)
def test_a_french_phone_is_read_by_pairs_and_called_as_written_anywhere(phone: str) -> None:
    assert plain(wording.phone_pairs(phone)) == "06 39 98 00 01"
    assert wording.phone_link(phone) == "+33639980001"


def test_a_foreign_phone_stays_as_it_is() -> None:
    assert wording.phone_pairs("+32470123456") == "+32470123456"
    assert wording.phone_link("+32470123456") == "+32470123456"


@pytest.mark.parametrize(
    "said",
    [
        wording.span(SOME_DAY, SOME_DAY + datetime.timedelta(minutes=90)),
        wording.hours(SOME_DAY, SOME_DAY + datetime.timedelta(minutes=90)),
        wording.duration(150),
        wording.distance(3.2),
        wording.phone_pairs("0639980001"),
        wording.euros(1234567),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(said: str) -> None:
    assert not re.search(r"\d (?:h\b|km|€|\d)|h \d", said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Amina", "d'Amina"),
        ("Émile", "d'Émile"),
        ("Yves", "d'Yves"),
        ("Yacine", "de Yacine"),
        ("Marie", "de Marie"),
        ("Hacène", "de Hacène"),
    ],
)
def test_a_name_is_joined_as_it_is_said(name: str, said: str) -> None:
    assert wording.of(name) == said


def test_how_long_ago_is_said_in_round_figures() -> None:
    assert ago(clock.now()) == "moins d'une heure"
    assert ago(clock.now() - datetime.timedelta(days=3, hours=5)) == "3 jours"


def test_who_is_missing_and_who_cannot_come() -> None:
    assert [wording.missing(people) for people in (0, 1, 2)] == [
        "",
        "Il manque 1 personne.",
        "Il manque 2 personnes.",
    ]
    assert wording.cannot_come([]) == ""
    assert wording.cannot_come(["Léa R.", "Ali B."]) == "Léa R. ne peut pas venir. Ali B. ne peut pas venir."
