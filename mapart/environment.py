"""Typed readers of the environment: each setting has a name, a type and a default, and a wrong value says so."""

import os
from pathlib import Path
from urllib.parse import urlsplit

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
    raise ImproperlyConfigured(f"{name} : écrivez yes ou no, pas {value!r}.")


def number(name: str, default: int) -> int:
    """A whole number. Raises ``ImproperlyConfigured`` when it is not one."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} : écrivez un nombre entier, pas {value!r}.") from None


def database(name: str, default: str) -> str:
    """The address of a database we run on, ``default`` when it is absent or empty.

    Raises ``ImproperlyConfigured`` for any other, without repeating it: it holds a password.
    """
    value = text(name) or default
    if not value.startswith(("postgresql://", "postgres://", "sqlite://")):
        raise ImproperlyConfigured(
            f"{name} : écrivez postgresql://compte:motdepasse@machine/base, ou rien pour SQLite."
        )
    if not _is_whole(value):
        raise ImproperlyConfigured(
            f"{name} : dans le mot de passe, écrivez / %2F, # %23, ? %3F, @ %40 ; le port est un nombre."
        )
    return value


def _is_whole(address: str) -> bool:
    """Whether each part stands in its place: a ``/`` or a ``#`` in a password would send the rest of it elsewhere."""
    try:
        parts = urlsplit(address)
        return "@" not in parts.path + parts.query + parts.fragment and parts.port != 0
    except ValueError:
        return False


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas; empty items are dropped."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute folder path; the folder is not created here."""
    return Path(text(name) or default).expanduser().resolve()


def writable_folder(name: str, default: Path) -> Path:
    """The same, made when it is missing. Raises ``ImproperlyConfigured`` when this account cannot write in it."""
    found = folder(name, default)
    try:
        found.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise ImproperlyConfigured(
            f"{name} : le dossier {found} ne se crée pas ({trouble.strerror})."
        ) from None
    if not os.access(found, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(f"{name} : ce compte de la machine ne peut pas écrire dans {found}.")
    return found
