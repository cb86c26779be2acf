"""How mails leave: shown in the window of the worker at home, under encryption to another machine."""

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

BACKEND = "settings.EMAIL_BACKEND.split('.')[-2]"
WAY = "settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL"


def settings_with(given: dict[str, str], home: Path, ask: str) -> str:
    """What the settings say with nothing else in the environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAPART_")}
    told = subprocess.run(
        [sys.executable, "-c", f"from mapart import settings; print({ask})"],
        env=kept | {"MAPART_HOME": str(home)} | given,
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


@pytest.mark.parametrize(
    ("given", "backend"),
    [
        ({}, "console"),
        ({"MAPART_ADDRESS": "http://localhost:8080"}, "console"),
        ({"MAPART_EMAIL_HOST": "smtp.example.org"}, "smtp"),
        ({"MAPART_ADDRESS": "https://benevoles.example.org"}, "smtp"),
        ({"MAPART_EMAIL_PROVIDER": "brevo", "MAPART_EMAIL_API_KEY": "k"}, "brevo"),
        ({"MAPART_EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}, "locmem"),
    ],
)
def test_mails_are_shown_only_to_who_tries_at_home(
    given: dict[str, str], backend: str, tmp_path: Path
) -> None:
    assert settings_with(given, tmp_path, BACKEND) == backend


def test_a_provider_gets_the_key_it_asks_for(tmp_path: Path, settings: Any) -> None:
    given = {"MAPART_EMAIL_PROVIDER": "Brevo", "MAPART_EMAIL_API_KEY": "k"}
    settings.ANYMAIL = ast.literal_eval(settings_with(given, tmp_path, "settings.ANYMAIL"))
    assert vars(mail.get_connection("anymail.backends.brevo.EmailBackend"))["api_key"] == "k"
    with pytest.raises(subprocess.CalledProcessError) as refused:
        settings_with({"MAPART_EMAIL_PROVIDER": "Brevo"}, tmp_path, BACKEND)
    assert "MAPART_EMAIL_API_KEY manque." in refused.value.stderr


@pytest.mark.parametrize(
    ("given", "way"),
    [
        ({}, "25 False False"),
        ({"MAPART_EMAIL_HOST": "smtp.example.org"}, "587 True False"),
        ({"MAPART_EMAIL_HOST": "smtp.example.org", "MAPART_EMAIL_PORT": "465"}, "465 False True"),
        ({"MAPART_EMAIL_HOST": "postfix", "MAPART_EMAIL_TLS": "no"}, "25 False False"),
    ],
)
def test_mails_reach_another_machine_under_encryption(
    given: dict[str, str], way: str, tmp_path: Path
) -> None:
    assert settings_with(given, tmp_path, WAY) == way
