"""Typed readers of the environment: each setting has a name, a type and a default, and a wrong value says so."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_YES, _NO = {"1", "true", "yes", "oui", "on"}, {"0", "false", "no", "non", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable ``name`` without surrounding blanks, or ``default`` when it is absent."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable. Raises ``ImproperlyConfigured`` on any other word."""
    value = text(name, "yes" if default else "no").lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number. Raises ``ImproperlyConfigured`` when it is not one."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def database(name: str, default: str) -> str:
    """The address of a database we run on, ``default`` when it is absent or empty.

    Raises ``ImproperlyConfigured`` for any other, without repeating it: it holds a password.
    """
    value = text(name) or default
    if not value.startswith(("postgresql://", "postgres://", "sqlite://")):
        raise ImproperlyConfigured(
            f"{name} must be postgresql://user:password@host/name, or absent for SQLite."
        )
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas; empty items are dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute folder path; the folder is not created here."""
    return Path(text(name) or default).expanduser().resolve()
