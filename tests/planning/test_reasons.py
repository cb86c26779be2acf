"""Every code that the solver can give has a sentence, short and without jargon."""

import re

import pytest

from mapart.planning import reasons
from mapart.planning.rules import HERS_TO_DECIDE, NEVER_BROKEN
from mapart.rostering.explain import FILTERS, STOPS

VIOLATIONS = {
    *("unknown_pair", "duplicate_pair", "out_of_reach", "mission_not_accepted", "mandatory_skill", "away"),
    *("not_available", "overlap", "no_time_to_travel", "day_cap", "week_cap", "month_cap", "too_many"),
    "not_accompanied",
}
WHY = [
    {"code": "fills_minimum", "worth": 2.0},
    {"code": "fills_ideal", "worth": 20.0},
    {"code": "holds_skill", "skill": "till", "level": 2},
    {"code": "only_shift"},
    {"code": "was_published"},
    {"code": "rank", "rank": 0},
    {"code": "rank", "rank": 2},
    {"code": "rank", "rank": None},
    {"code": "habit"},
    {"code": "hours", "given": 180.0, "wished": 360.0},
    {"code": "hours", "given": 0.0, "wished": 360.0},
    {"code": "travel", "minutes": 20},
    {"code": "travel", "minutes": 0},
    {"code": "by_hand"},
    {"code": "said_yes"},
]


def words(sentence: str) -> int:
    return max(len(re.findall(r"[\wàâçéèêëîïôûùœ]+", part)) for part in re.split(r"[.!?:]", sentence))


@pytest.mark.parametrize("code", sorted(VIOLATIONS))
def test_a_broken_rule_has_a_sentence(code: str) -> None:
    assert reasons.broken_sentence(code).endswith(".")


def test_every_rule_has_a_name() -> None:
    assert [reasons.rule_name(f"H{number}") for number in range(1, 9)]


@pytest.mark.parametrize("reason", WHY, ids=lambda reason: f"{reason['code']}")
def test_a_reason_has_a_sentence_that_is_easy_to_read(reason: dict[str, object]) -> None:
    assert 0 < words(reasons.reason_sentence(reason)) <= 15


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "Sans trajet"), (1, "À 1 minute de"), (20, "À 20 minutes de")]
)
def test_the_time_on_the_way_agrees_with_its_minutes(minutes: int, said: str) -> None:
    assert reasons.reason_sentence({"code": "travel", "minutes": minutes}).startswith(said)


@pytest.mark.parametrize("code", FILTERS)
@pytest.mark.parametrize("count", [1, 7])
def test_a_place_nobody_could_take_says_where_they_stopped(code: str, count: int) -> None:
    sentence = reasons.hole_sentence([["out_of_reach", 3], [code, count]])
    assert 0 < words(sentence) <= 16
    assert "%(" not in sentence


@pytest.mark.parametrize("code", [code for code in STOPS.values() if code not in {"here", "full"}])
def test_a_place_whose_candidates_are_taken_says_by_what(code: str) -> None:
    sentence = reasons.hole_sentence([["not_available", 4], [code, 2]])
    assert sentence.startswith("2 bénévoles")


def test_a_hole_that_the_last_computation_did_not_see_says_why() -> None:
    assert "à relire" in reasons.cause_sentence([], "ready")
    assert "libérée" in reasons.cause_sentence([], "published")
    assert "Aucune proposition" in reasons.cause_sentence([], "")
    assert "choisi cette mission" in reasons.cause_sentence([["mission_not_accepted", 2]], "ready")


def test_a_line_always_says_something() -> None:
    assert reasons.why_sentences({}) == ["Libre, et dans ses heures."]
    assert reasons.why_sentences({"knowingly": ["away"]}, "staff") == [
        "Règle passée en connaissance de cause : Une absence est notée ce jour-là."
    ]


@pytest.mark.parametrize(
    "code", [*FILTERS, "not_needed", "no_shift", *sorted(set(STOPS.values()) - {"here"})]
)
def test_somebody_without_a_shift_reads_why(code: str) -> None:
    assert reasons.idle_sentence(code).endswith(".")


def test_rules_that_stop_everybody_have_a_sentence() -> None:
    for code in NEVER_BROKEN | (VIOLATIONS - HERS_TO_DECIDE - {"unknown_pair"}):
        assert reasons.forbidden_sentence(code).endswith(".")
