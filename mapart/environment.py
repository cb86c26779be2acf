"""Typed readers of the environment: each setting has a name, a type and a default, and a wrong value says so."""

import os
import re
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?", re.ASCII)
_YES, _NO = {"1", "true", "yes", "oui", "on"}, {"0", "false", "no", "non", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable ``name`` without surrounding blanks, or ``default`` when it is absent."""
    return os.environ.get(name, default).strip()


def needed(name: str) -> str:
    """The variable ``name``. Raises ``ImproperlyConfigured`` when it is absent or empty."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} manque.")
    return value


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable. Raises ``ImproperlyConfigured`` on any other word."""
    value = text(name, "yes" if default else "no").lower()
    if value in _YES:
        return True
    if value in _NO:
        return False
    raise ImproperlyConfigured(f"{name} : écrivez yes ou no, pas {value!r}.")


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number from ``least`` to ``most``. Raises ``ImproperlyConfigured`` for anything else."""
    value = text(name, str(default))
    try:
        found = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} : écrivez un nombre entier, pas {value!r}.") from None
    if not least <= found <= most:
        raise ImproperlyConfigured(f"{name} : écrivez un nombre de {least} à {most}, pas {value}.")
    return found


def port(name: str, default: int) -> int:
    """The number of a port. Raises ``ImproperlyConfigured`` when there is none of that number."""
    return number(name, default, 1, 65_535)


def one_of(name: str, default: str, values: Collection[str]) -> str:
    """One of ``values``, in capital letters or not. Raises ``ImproperlyConfigured`` for another word."""
    value = text(name, default).upper()
    if value not in values:
        raise ImproperlyConfigured(f"{name} : écrivez {', '.join(values)}, pas {text(name)!r}.")
    return value


def address(name: str, default: str) -> str:
    """Where people find the site: ``https://`` and the name of a machine, a port perhaps, no path.

    Raises ``ImproperlyConfigured`` for anything else: every link in a message begins with it.
    """
    value = (text(name) or default).rstrip("/")
    if not _ADDRESS.fullmatch(value):
        raise ImproperlyConfigured(f"{name} : écrivez https://benevoles.example.org, pas {value!r}.")
    return value


def database(name: str, default: str) -> str:
    """The address of a database we run on, ``default`` when it is absent or empty.

    Raises ``ImproperlyConfigured`` for any other, without repeating it: it holds a password.
    """
    value = text(name) or default
    if not value.startswith(("postgresql://", "postgres://", "sqlite:///")) or value == "sqlite:///":
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
