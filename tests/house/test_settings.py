"""Settings read from the environment say what is wrong with them, and those who install find them all."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import mapart
from mapart import environment

PACKAGE = Path(mapart.__file__).parent
# For those who build and for the demonstration.
NOT_FOR_INSTALLERS = {"MAPART_DEBUG", "MAPART_DEMO", "MAPART_EMAIL_BACKEND"}


def test_those_who_install_read_of_every_setting_and_of_no_other() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    read = set(re.findall(r'environment\.\w+\(\s*"(MAPART_\w+)"', code))
    page = (PACKAGE.parent / "docs" / "installation.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    told: set[str] = set()
    for row in rows:
        first, *others = re.findall(r"`(\w+)`", row)
        told |= {first, *(first.rpartition("_")[0] + one if one[0] == "_" else one for one in others)}
    assert told - {"PORT"} == read - NOT_FOR_INSTALLERS


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
        environment.port("PORT", 8000)


@pytest.mark.parametrize("value", ["0", "-1", "65536"])
def test_a_port_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(ImproperlyConfigured, match=rf"PORT : écrivez un nombre de 1 à 65535, pas {value}\."):
        environment.port("PORT", 8000)


@pytest.mark.parametrize(
    "value",
    ["nonsense", "https://", "ftp://h", "https://h/path", "https://u@h", "https://h:x", "https://a b"],
)
def test_a_public_address_that_no_link_can_begin_with_is_named(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MAPART_X", value)
    with pytest.raises(
        ImproperlyConfigured, match=r"MAPART_X : écrivez https://benevoles\.example\.org, pas"
    ):
        environment.address("MAPART_X", "http://localhost:8000")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", "http://localhost:8000"),
        ("https://h/", "https://h"),
        ("http://10.0.0.5:8080", "http://10.0.0.5:8080"),
    ],
)
def test_a_public_address_is_kept_without_its_last_bar(
    monkeypatch: pytest.MonkeyPatch, value: str, read: str
) -> None:
    monkeypatch.setenv("MAPART_X", value)
    assert environment.address("MAPART_X", "http://localhost:8000") == read


def test_a_word_is_one_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAPART_X", "info")
    assert environment.one_of("MAPART_X", "DEBUG", ["DEBUG", "INFO"]) == "INFO"
    monkeypatch.setenv("MAPART_X", "loud")
    with pytest.raises(ImproperlyConfigured, match=r"MAPART_X : écrivez DEBUG, INFO, pas 'loud'\."):
        environment.one_of("MAPART_X", "DEBUG", ["DEBUG", "INFO"])


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
        "sqlite:///",
        "sqlite://:memory:",
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
