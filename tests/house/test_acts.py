"""Every act that the code can write in the journal has words, and no words are left without an act."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import mapart
from mapart.website.acts import WORDS, words_of

PACKAGE = Path(mapart.__file__).parent
# Where the act is an argument: the acts that this function is called with, each a literal of the same room.
PASSED_ON = {
    "agenda/actions/seats.py": {"claim_seat", "join_waitlist"},
    "notifications/actions/outbox.py": {"cancel_message", "mark_posted"},
    "planning/actions/seat.py": {"take_shift", "accept_ask"},
    "recruitment/actions/retention.py": {
        "warn_idle_applicants",
        "warn_former_volunteers",
        "warn_unbound_people",
    },
    "volunteering/actions/life.py": {"pause", "resume", "leave"},
    "website/actions.py": {"forget_idle_applicants", "forget_former_volunteers"},
}


def literals(node: ast.AST) -> set[str]:
    return {
        one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


def acts_written() -> Iterator[tuple[str, set[str]]]:
    """Each call of ``journal.record``: its file, and the acts that stand in it; none when it is passed on."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "journal.record":
                act = node.args[1]
                yield (
                    path.relative_to(PACKAGE).as_posix(),
                    literals(act) if not isinstance(act, ast.Name) else set(),
                )


def test_every_act_has_words_and_all_words_an_act() -> None:
    written = set().union(*PASSED_ON.values())
    for file, acts in acts_written():
        assert acts or file in PASSED_ON, f"{file}: say in PASSED_ON which acts are passed to journal.record"
        written |= acts
    assert len(written) > 150
    assert set(WORDS) == written


@pytest.mark.parametrize("file", PASSED_ON)
def test_acts_passed_on_are_those_of_the_room(file: str) -> None:
    room = PACKAGE / file.split("/")[0]
    said = set().union(*(literals(ast.parse(path.read_text())) for path in room.rglob("*.py")))
    assert said >= PASSED_ON[file]


def test_words_are_no_codes_and_say_nobody_s_gender() -> None:
    for act in WORDS:
        words = words_of(act)
        assert words[0].isupper() or words.startswith("«"), words
        assert "_" not in words
        assert not {"elle", "il", "bénéficiaire"} & set(words.lower().split()), words
        assert len(words) <= 70


def test_an_act_of_before_has_words_too() -> None:
    assert "ancienne" in words_of("say_hello")
