"""Distances, and opening hours said in French."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapart.spaces import rules
from tests.reading import plain

TUESDAY = datetime.date(2026, 11, 24)
WEEK = "Mo-Fr 09:00-12:00,14:00-17:00"


def at(hour: int, minute: int = 0, day: datetime.date = TUESDAY) -> datetime.datetime:
    """A time on the clock of the space."""
    return datetime.datetime.combine(day, datetime.time(hour, minute))


def test_paris_to_lyon_is_392_km() -> None:
    assert rules.distance_km(48.8566, 2.3522, 45.7640, 4.8357) == pytest.approx(391.5, abs=1)
    assert rules.distance_km(45, 4, 45, 4) == 0


@pytest.mark.parametrize(("km", "minutes"), [(0, 10), (0.4, 10), (0.5, 15), (2.6, 20), (10, 55), (16, 80)])
def test_travel_minutes_round_up_to_five(km: float, minutes: int) -> None:
    assert rules.travel_minutes(km) == minutes


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        (WEEK, ["Du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h.", "Fermé le samedi et le dimanche."]),
        (
            "Mo-Fr 08:30-12:00,13:30-17:00; Th off",
            [
                "Du lundi au mercredi et le vendredi, de 8 h 30 à 12 h et de 13 h 30 à 17 h.",
                "Fermé le jeudi, le samedi et le dimanche.",
            ],
        ),
        (
            "Tu-Fr 09:00-12:00; Sa 09:00-12:30; PH off",
            [
                "Du mardi au vendredi, de 9 h à 12 h.",
                "Le samedi, de 9 h à 12 h 30.",
                "Fermé le lundi et le dimanche.",
                "Fermé les jours fériés.",
            ],
        ),
        (
            'Mo 09:00-12:00 "sur rendez-vous"',
            ["Le lundi, de 9 h à 12 h, sur rendez-vous.", "Fermé du mardi au dimanche."],
        ),
        ("Sa", ["Le samedi, toute la journée.", "Fermé du lundi au vendredi et le dimanche."]),
        ("Mo-Su 22:00-24:00", ["Tous les jours, de 22 h à minuit."]),
        ("24/7", ["Ouvert tous les jours, 24 heures sur 24."]),
        ("off", ["Fermé tous les jours."]),
        ("", []),
        ("  ", []),
        ("Jul-Aug Mo 10:00-12:00", ["Jul-Aug Mo 10:00-12:00"]),
        ("sur rendez-vous, 9 h - 12 h", ["sur rendez-vous, 9 h - 12 h"]),
        ('Mo "sur appel" unknown', ['Mo "sur appel" unknown']),
    ],
)  # fmt: skip
def test_hours_in_words(written: str, sentences: list[str]) -> None:
    assert [plain(sentence) for sentence in rules.hours_in_words(written)] == sentences


def test_open_and_closed() -> None:
    assert rules.is_open(WEEK, at(9))
    assert not rules.is_open(WEEK, at(12))
    assert not rules.is_open(WEEK, at(10, day=datetime.date(2026, 11, 28)))
    assert not rules.is_open("", at(10))
    assert not rules.is_open("n'importe quoi", at(10))


def test_an_aware_time_is_read_on_the_clock_of_the_space() -> None:
    eight_utc = datetime.datetime(2026, 11, 24, 8, 30, tzinfo=datetime.UTC)
    assert rules.is_open(WEEK, eight_utc)
    assert not rules.is_open(WEEK, eight_utc, "Indian/Reunion")


def test_public_holidays_are_those_of_france() -> None:
    assert not rules.is_open("Mo-Fr 09:00-17:00; PH off", at(10, day=datetime.date(2026, 7, 14)))


def test_closing_time() -> None:
    closes_at = rules.closes_at(WEEK, at(10))
    assert closes_at is not None
    assert closes_at.isoformat() == "2026-11-24T12:00:00+01:00"
    assert rules.closes_at(WEEK, at(13)) is None
    assert rules.closes_at("24/7", at(13)) is None


def test_next_opening_leaves_closed_days_out() -> None:
    def opens(closed: set[datetime.date]) -> str:
        moment = rules.next_opening(WEEK, at(12, 30), closed)
        return moment.isoformat() if moment else ""

    assert opens(set()) == "2026-11-24T14:00:00+01:00"
    assert opens({TUESDAY}) == "2026-11-25T09:00:00+01:00"
    assert rules.next_opening("off", at(10)) is None
    assert rules.next_opening("?", at(10)) is None


DAYS = st.sampled_from(
    ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH", "Jan", "easter", "week", "24/7", "off", "-"]
)
TIMES = st.sampled_from(
    ["09:00", "-", "12:00", ",", ";", " ", "25:00", "+", "/", "sunrise", '"x"', "||", "[1]", "("]
)


@given(st.lists(st.one_of(DAYS, TIMES, st.text(max_size=3)), max_size=10).map(" ".join))
def test_any_text_is_read_or_shown_as_it_is(written: str) -> None:
    sentences = rules.hours_in_words(written)
    assert sentences == [written] or rules.are_hours_readable(written) or not written.strip()
    rules.is_open(written, at(10))
    rules.closes_at(written, at(10))
    rules.next_opening(written, at(10))
