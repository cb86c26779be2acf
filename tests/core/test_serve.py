"""Where the web server listens."""

import pytest

from mapart.core.management.commands.serve import gunicorn_command


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, "0.0.0.0:8000"),
        ({"PORT": "8080"}, "0.0.0.0:8080"),
        ({"MAPART_BEHIND_PROXY": "yes"}, "127.0.0.1:8000"),
        ({"MAPART_BEHIND_PROXY": "yes", "MAPART_LISTEN": "10.0.0.5"}, "10.0.0.5:8000"),
    ],
)
def test_behind_a_front_server_this_machine_alone_is_answered(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], address: str
) -> None:
    for name in ("PORT", "MAPART_BEHIND_PROXY", "MAPART_LISTEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    command = gunicorn_command(2)
    assert command[command.index("--bind") + 1] == address
