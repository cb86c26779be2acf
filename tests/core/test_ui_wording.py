"""Dates, durations and phones as people say them."""

import datetime

import pytest

from mapart.core import clock, wording

SOME_DAY = datetime.datetime(2026, 11, 24, 13, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def year_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is in 2026, so that the year is not said."""
    monkeypatch.setattr(clock, "today", lambda time_zone="Europe/Paris": datetime.date(2026, 11, 1))


def test_a_moment_is_said_on_the_walls_of_its_space() -> None:
    assert wording.moment(SOME_DAY) == "mardi 24 novembre à 14 h"
    assert wording.moment(SOME_DAY, "Indian/Reunion") == "mardi 24 novembre à 17 h"


def test_minutes_the_first_of_a_month_and_another_year_are_said() -> None:
    value = datetime.datetime(2027, 1, 1, 8, 5, tzinfo=datetime.UTC)
    assert wording.moment(value) == "vendredi 1er janvier 2027 à 9 h 05"


def test_a_span_says_the_day_once() -> None:
    end = SOME_DAY + datetime.timedelta(hours=2, minutes=30)
    assert wording.span(SOME_DAY, end) == "mardi 24 novembre, de 14 h à 16 h 30"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_can_be_sent_by_sms(month: int) -> None:
    said = wording.moment_sms(datetime.datetime(2026, month, 1, 12, tzinfo=datetime.UTC))
    assert not set(said) & set("êâîôûëïçœ«»’\u00a0\u202f")


@pytest.mark.parametrize(
    ("month", "said"), [(1, "jeu. 1 jan."), (5, "ven. 1 mai"), (8, "sam. 1 août"), (12, "mar. 1 déc.")]
)
def test_a_short_day_fits_a_narrow_table(month: int, said: str) -> None:
    assert wording.short_day(datetime.date(2026, month, 1)) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, "0 minute"), (1, "1 minute"), (45, "45 minutes"), (60, "1 h"), (150, "2 h 30"), (65, "1 h 05")],
)
def test_durations(minutes: int, said: str) -> None:
    assert wording.duration(minutes) == said
    assert wording.duration(datetime.timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("km", "said"),
    [(0.02, "100 m"), (0.4, "400 m"), (0.949, "900 m"), (0.95, "1 km"), (3.24, "3,2 km"), (13.7, "14 km")],
)
def test_distances(km: float, said: str) -> None:
    assert wording.distance(km) == said


@pytest.mark.parametrize("phone", ["+33639980001", "0639980001", "06 39 98 00 01", "06.39.98.00.01"])
def test_a_french_phone_is_read_by_pairs_and_called_as_written_anywhere(phone: str) -> None:
    assert wording.phone_pairs(phone) == "06 39 98 00 01"
    assert wording.phone_link(phone) == "+33639980001"


def test_a_foreign_phone_stays_as_it_is() -> None:
    assert wording.phone_pairs("+32470123456") == "+32470123456"
    assert wording.phone_link("+32470123456") == "+32470123456"
