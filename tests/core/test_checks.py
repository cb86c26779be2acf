"""The start-up checks find what would hurt people, and nothing else."""

import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from mapart.core import checks
from mapart.core.sqlite import library
from mapart.core.sqlite.base import make_private
from mapart.notifications.checks import sms_gateway_is_safe

Disk = namedtuple("Disk", ["total", "used", "free"])
only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite")


def ids(found: list[Any]) -> list[str]:
    return [finding.id for finding in found]


@pytest.mark.django_db
def test_the_house_as_it_is_passes() -> None:
    call_command("check", "--fail-level", "WARNING", tags=["database", "security"], databases=["default"])


def test_debug_is_for_ones_own_machine(settings: Any) -> None:
    settings.DEBUG = True
    assert ids(checks.debug_is_off(None)) == []
    settings.PUBLIC_ADDRESS = "https://mapart.example.org"
    assert ids(checks.debug_is_off(None)) == ["core.E001"]
    settings.DEBUG = False
    assert ids(checks.debug_is_off(None)) == []


def test_what_public_pages_lack_is_said_before_they_open(settings: Any) -> None:
    settings.ASSOCIATION_PHONE, settings.DEFAULT_FROM_EMAIL = settings.EXAMPLE_PHONE, settings.EXAMPLE_FROM
    settings.PUBLISHER = settings.HOST = ""
    assert checks.public_pages_are_told_whose_they_are(None) == []
    settings.PUBLIC_ADDRESS = "https://mapart.example.org"
    found = [finding.msg for finding in checks.public_pages_are_told_whose_they_are(None)]
    assert found == [f"MAPART_{name} manque." for name in ("PHONE", "FROM", "PUBLISHER", "HOST_COMPANY")]
    settings.ASSOCIATION_PHONE, settings.DEFAULT_FROM_EMAIL = (
        "03 20 00 00 00",
        "Ma Part <bonjour@example.org>",
    )
    settings.PUBLISHER, settings.HOST = "Association, Lille", "Hébergeur, Roubaix"
    assert checks.public_pages_are_told_whose_they_are(None) == []


def test_a_register_of_erasures_that_cannot_be_written_is_said(settings: Any, tmp_path: Path) -> None:
    for where, said in (("register", []), ("nowhere/register", ["core.W010"]), ("", ["core.W010"])):
        settings.ERASURES = str(tmp_path / where)
        assert ids(checks.erasures_can_be_noted(None)) == said


def test_the_key_is_long_and_kept_from_others(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.SECRET_KEY = tmp_path, "short"
    assert ids(checks.secret_key_is_secret(None)) == []
    settings.PUBLIC_ADDRESS = "https://mapart.example.org"
    assert ids(checks.secret_key_is_secret(None)) == ["core.E002"]
    settings.SECRET_KEY = "k" * 50
    (tmp_path / "secret_key").touch(mode=0o640)
    assert ids(checks.secret_key_is_secret(None)) == ["core.E003"]
    (tmp_path / "secret_key").chmod(0o600)
    assert ids(checks.secret_key_is_secret(None)) == []


def test_the_data_are_kept_from_others(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mapart.sqlite3"
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(file))
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "mapart.core.sqlite")
    settings.PUBLIC_ADDRESS = "https://mapart.example.org"
    assert ids(checks.data_is_kept_from_others(None)) == []
    file.touch(mode=0o644)
    assert ids(checks.data_is_kept_from_others(None)) == ["core.W008"]
    file.chmod(0o600)
    assert ids(checks.data_is_kept_from_others(None)) == []


@only_sqlite
@pytest.mark.django_db
def test_a_new_database_is_made_for_the_service_alone(tmp_path: Path) -> None:
    assert Path(connection.settings_dict["NAME"]).stat().st_mode & 0o077 == 0
    make_private(tmp_path / "new")
    make_private(tmp_path / "nowhere" / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("megabytes", "expected"), [(49, ["core.E004"]), (499, ["core.W004"]), (500, [])])
def test_room_on_the_disk(monkeypatch: pytest.MonkeyPatch, megabytes: int, expected: list[str]) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10**12, 0, megabytes * 2**20))
    assert ids(checks.disk_has_room(None)) == expected


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_which_libraries_may_keep_a_write_ahead_log(version: tuple[int, int, int], is_safe: bool) -> None:
    assert library.wal_is_safe(version) is is_safe


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_an_unsafe_sqlite_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=OFF")
    monkeypatch.setattr(library, "wal_is_safe", lambda _: False)
    try:
        assert ids(checks.sqlite_is_safe(None, ["default"])) == ["core.E005", "core.E006", "core.E007"]
        with pytest.raises(SystemCheckError):
            call_command("check", databases=["default"])
    finally:
        connection.close()
    monkeypatch.undo()
    assert ids(checks.sqlite_is_safe(None, ["default"])) == []


@pytest.mark.parametrize(
    ("address", "token", "expected"),
    [
        ("", "", []),
        ("https://sms.example.org/send", "token", []),
        ("http://localhost:9000/send", "token", []),
        ("http://sms.example.org/send", "token", ["notifications.E001"]),
        ("file:///etc/passwd", "token", ["notifications.E001"]),
        ("https://sms.example.org/send", "to\nken", ["notifications.E002"]),
    ],
)
def test_the_sms_gateway(settings: Any, address: str, token: str, expected: list[str]) -> None:
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = address, token
    assert ids(sms_gateway_is_safe(None)) == expected
