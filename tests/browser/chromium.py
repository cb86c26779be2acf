"""The browser of this machine."""

import shutil

import pytest

# The same engine without the windows takes half the time; Debian calls it by the first name.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Where it is; a failed test that says what to install when there is none."""
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if executable is None:
        pytest.fail(f"no Chromium on this machine: apt-get install {CHROMIUMS[0]}")
    return executable
