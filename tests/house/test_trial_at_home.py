"""A first start without any other service: the code to sign in is read in the window of the worker."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = "from mapart import settings; print(settings.EMAIL_BACKEND.split('.')[-2])"


@pytest.mark.parametrize(
    ("given", "backend"),
    [
        ({}, "console"),
        ({"MAPART_ADDRESS": "http://localhost:8080"}, "console"),
        ({"MAPART_EMAIL_HOST": "smtp.example.org"}, "smtp"),
        ({"MAPART_ADDRESS": "https://benevoles.example.org"}, "smtp"),
        ({"MAPART_EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}, "locmem"),
    ],
)
def test_mails_are_shown_only_to_who_tries_at_home(
    given: dict[str, str], backend: str, tmp_path: Path
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAPART_")}
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env=kept | {"MAPART_HOME": str(tmp_path)} | given,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == backend
