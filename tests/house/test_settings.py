"""Settings read from the environment say what is wrong with them."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from mapart import environment


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("OUI", True), ("0", False), ("", False)])
def test_a_flag_understands_both_languages(monkeypatch: pytest.MonkeyPatch, word: str, value: bool) -> None:
    monkeypatch.setenv("MAPART_X", word)
    assert environment.flag("MAPART_X") is value


def test_a_wrong_flag_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAPART_X", "perhaps")
    with pytest.raises(ImproperlyConfigured, match=r"MAPART_X : écrivez yes ou no, pas 'perhaps'"):
        environment.flag("MAPART_X")


def test_a_wrong_number_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(ImproperlyConfigured, match="PORT : écrivez un nombre entier"):
        environment.number("PORT", 8000)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("postgresql://u:p%2Fq%40@h:5433/n?host=/run", "postgresql://u:p%2Fq%40@h:5433/n?host=/run"),
        ("", "sqlite:///x"),
        ("postgresql://u:p@h/n", "postgresql://u:p@h/n"),
        (" ", "sqlite:///x"),
    ],
)
def test_a_database_is_postgresql_or_the_file(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    monkeypatch.setenv("MAPART_DATABASE_URL", value)
    assert environment.database("MAPART_DATABASE_URL", "sqlite:///x") == said


@pytest.mark.parametrize(
    "value",
    [
        "mysql://u:hidden@h/n",
        "postgres//u:hidden@h/n",
        "hidden",
        "postgresql://u:12/hidden@h/n",
        "postgresql://u:hid#hidden@h/n",
        "postgresql://u:12?hidden@h/n",
        "postgresql://u:p@h:hidden/n",
    ],
)
def test_another_database_is_refused_and_its_password_not_repeated(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MAPART_DATABASE_URL", value)
    with pytest.raises(ImproperlyConfigured, match=r"^MAPART_DATABASE_URL : ") as refused:
        environment.database("MAPART_DATABASE_URL", "sqlite:///x")
    assert "hidden" not in str(refused.value)
