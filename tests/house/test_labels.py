"""Labels of the lists of values stand alone: no « elle » or « il » without the person it means."""

import importlib
import pkgutil
import re

from django.db.models import Choices

import mapart

# « il y a », « s'il » and « qu'il faut » mean nobody.
PRONOUN = re.compile(r"\b(elle|elles|il|ils|lui)\b(?! y a| faut)", re.IGNORECASE)


def labels() -> set[str]:
    found = set()
    for module in pkgutil.walk_packages(mapart.__path__, "mapart."):
        if not module.name.endswith(".enums"):
            continue
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Choices):
                found |= {str(label) for label in thing.labels}
    return found


def test_no_label_says_who() -> None:
    assert len(labels()) > 100
    assert [label for label in sorted(labels()) if PRONOUN.search(label)] == []
