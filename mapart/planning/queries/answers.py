"""Answers that a space waits for: questions to fill a hole, and « je viens » for the shifts to come."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, When

from mapart.agenda.enums import SessionState
from mapart.core import clock, wording
from mapart.core.enums import Channel
from mapart.people.models import Person
from mapart.people.queries import people_of_name
from mapart.planning.enums import AskState
from mapart.planning.models import Ask, Assignment
from mapart.spaces.models import Space

AHEAD = datetime.timedelta(days=21)
SHOWN = 200
# Only a call brings their answer: the limit never leaves them out.
_FAR_FIRST = Case(When(volunteer__person__channel=Channel.PAPER, then=0), default=1)


@dataclass(frozen=True)
class Answer:
    """An answer somebody may give on the phone or at the desk. ``key``: what it is about, ``ask:…`` or ``shift:…``.

    ``is_far``: she reads no mail and no SMS, so that only a call brings her answer.
    """

    key: str
    name: str
    phone: str
    is_far: bool
    is_question: bool
    when: str
    mission: str


def answers_awaited(space: Space, words: str = "") -> list[Answer]:
    """Those of the next three weeks, people to call first, then who is met at the desk; two queries. For the team.

    ``words``: begin words of the name of who is looked for, accents and case forgiven. ``SHOWN`` at most.
    """
    asks = _of_space(Ask.objects.filter(state=AskState.ASKED), space, words)
    shifts = _of_space(Assignment.objects.filter(confirmed_at=None), space, words)
    found = [
        *(_answer("ask", row, space) for row in asks[:SHOWN]),
        *(_answer("shift", row, space) for row in shifts[:SHOWN]),
    ]
    return sorted(found, key=_order)[:SHOWN]


def _order(one: Answer) -> tuple[bool, bool, bool, str]:
    """Who answers in no other way, those who can be called before those only met; then the others. Questions first."""
    return not one.is_far, one.is_far and not one.phone, not one.is_question, one.name


def _of_space(rows: QuerySet[Any], space: Space, words: str) -> QuerySet[Any, tuple[Any, ...]]:
    if words:
        rows = rows.filter(volunteer__person__in=people_of_name(words).values("person"))
    return (
        rows.filter(
            need__session__space=space,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__gt=clock.now(),
            need__session__starts_at__lt=clock.now() + AHEAD,
        )
        .order_by(_FAR_FIRST, "need__session__starts_at", "pk")
        .values_list(
            "pk",
            "volunteer__person__first_name",
            "volunteer__person__last_name",
            "volunteer__person__phone",
            "volunteer__person__channel",
            "need__session__starts_at",
            "need__mission__title",
        )
    )


def _answer(kind: str, row: tuple[Any, ...], space: Space) -> Answer:
    pk, first_name, last_name, phone, channel, starts_at, mission = row
    # As a row read from the database: a new person would draw fresh secrets for nothing.
    name = Person.from_db(None, ("first_name", "last_name"), (first_name, last_name)).short_name
    when = wording.moment(starts_at, space.time_zone)
    return Answer(f"{kind}:{pk}", name, phone or "", channel == Channel.PAPER, kind == "ask", when, mission)
