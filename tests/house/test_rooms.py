"""What the import contracts cannot say about the rooms."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import mapart

PACKAGE = Path(mapart.__file__).parent
FLOORS = [
    {"core"},
    {"spaces", "notifications"},
    {"people"},
    {"volunteering", "agenda"},
    {"planning"},
    {"recruitment"},
    {"website", "api"},
    {"demo"},
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
DOORS = {"actions", "queries", "perms", "enums", "rules", "models"}
# Plain functions on plain values that a room offers beside its doors.
OFFERED = {
    "mapart.spaces.communes",
    "mapart.spaces.typed_hours",
    "mapart.people.addresses",
    "mapart.people.phones",
    "mapart.volunteering.exchange",
    "mapart.rostering",
}
FREE_ROOMS = {"core", "demo"}
# What rooms offer among their actions and nobody does: the outbox, which knows no people; steps of the worker; a door
# of the demonstration; what a room works out or draws for others and writes nowhere.
NOBODY_ACTS = {
    "notifications": {"post", "post_all_written", "post_written", "send_message"},
    "people": {"open_demo_session"},
    "planning": {"forecast_weeks", "needs_to_offer", "refuse_two_at_once", "thank_who_waited"},
    "recruitment": {"follow_trials", "remind_of_waits"},
    "volunteering": {"certificate_pdf", "deliver_letter", "run_import", "verify_address"},
    "website": {"note_erasures"},
}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module if node.module.count(".") > 1 else f"{node.module}.{node.names[0].name}"


def test_rooms_meet_only_at_their_doors() -> None:
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0]
        if room not in FLOOR_OF or room in FREE_ROOMS or "migrations" in path.parts:
            continue
        for name in _imports(path):
            parts = name.split(".")
            if parts[0] != "mapart" or len(parts) < 3 or parts[1] in {room, "core", "environment"}:
                continue
            if parts[2] not in DOORS and not any(name.startswith(offered) for offered in OFFERED):
                wrong.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert wrong == []


def test_relations_point_down_and_leave_no_name_behind() -> None:
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in FLOOR_OF:
            continue
        for relation in model._meta.get_fields():
            if not isinstance(relation, models.ForeignKey | models.ManyToManyField):
                continue
            target = relation.related_model
            assert isinstance(target, type)
            other = target._meta.app_label
            if other == room:
                continue
            if FLOOR_OF.get(other, -1) >= FLOOR_OF[room]:
                wrong.append(f"{model.__name__}.{relation.name} points up to {other}")
            if not relation.remote_field.related_name or not relation.remote_field.related_name.endswith("+"):
                wrong.append(f"{model.__name__}.{relation.name} leaves a name on {other}")
    assert wrong == []


def test_every_constraint_says_what_must_hold() -> None:
    for model in apps.get_models():
        if model._meta.app_label not in FLOOR_OF:
            continue
        for constraint in model._meta.constraints:
            assert constraint.name.startswith(model.__name__.lower()[:4]), (model, constraint.name)


_BY_NAME = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
ROOMS_THAT_ACT = [room for room in sorted(FLOOR_OF) if list((PACKAGE / room).glob("actions*"))]


@pytest.mark.parametrize("room", ROOMS_THAT_ACT)
def test_an_action_says_by_name_what_it_is_given_and_first_who_acts(room: str) -> None:
    actions = importlib.import_module(f"mapart.{room}.actions")
    offered = {
        name: list(inspect.signature(one).parameters.values())
        for name, one in vars(actions).items()
        if inspect.isfunction(one) and one.__module__.startswith(actions.__name__) and name[0] != "_"
    }
    acting = {
        name
        for name, given in offered.items()
        if given and given[0].name == "by" and all(one.kind in _BY_NAME for one in given)
    }
    assert set(offered) - acting == NOBODY_ACTS.get(room, set())


def test_nothing_happens_behind_an_action() -> None:
    """No receiver of signals, and no manager that hides rows: what is read is what stands in the query."""
    asked = {name for path in PACKAGE.rglob("*.py") for name in _imports(path)}
    assert [name for name in asked if "signals" in name or "dispatch" in name] == []
    ours = [model for model in apps.get_models() if model._meta.app_label in FLOOR_OF]
    assert [model for model in ours if "WHERE" in str(model._default_manager.all().query)] == []


def test_no_address_holds_the_number_of_a_row() -> None:
    assert [path for path in PACKAGE.rglob("*urls.py") if "<int:" in path.read_text(encoding="utf-8")] == []


def test_no_folder_that_says_nothing() -> None:
    names = {
        part for path in PACKAGE.rglob("*.py") for part in path.relative_to(PACKAGE).with_suffix("").parts
    }
    assert names.isdisjoint({"utils", "common", "helpers", "misc", "signals"})


@pytest.mark.parametrize("room", sorted(set(FLOOR_OF) | {"rostering"}))
def test_every_room_says_what_it_is(room: str) -> None:
    assert (PACKAGE / room / "README.md").exists()


def test_every_refusal_has_a_sentence() -> None:
    raised: dict[str, str] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_refusal = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refusal"
            )
            if (
                is_refusal
                and isinstance(node, ast.Call)
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                raised[str(node.args[0].value)] = str(path.relative_to(PACKAGE))
    sentences: dict[str, object] = {}
    for path in PACKAGE.glob("*/refusals.py"):
        if path.parent.name == "core":
            continue
        module = __import__(f"mapart.{path.parent.name}.refusals", fromlist=["SENTENCES"])
        sentences.update(module.SENTENCES)
    missing = {code: where for code, where in raised.items() if code not in sentences}
    assert raised, "no refusal found: the search is blind"
    assert missing == {}
    unused = [code for code in sentences if not any(code == found for found in raised)]
    assert unused == []


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    wrong = []
    for path in PACKAGE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", text):
            wrong.append(str(path.relative_to(PACKAGE)))
    assert wrong == []
