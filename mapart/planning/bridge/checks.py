"""One question to the solver's judge: would this line break a rule? Which lines no longer hold? Who could come?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mapart.agenda.enums import Attendance, SessionState
from mapart.planning.bridge.facts import Facts, read_facts, who_might
from mapart.planning.bridge.problem import Scene, scene_of
from mapart.planning.bridge.words import code_of, told, told_facts
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.rules import monday_of
from mapart.rostering.check import Violation, violations
from mapart.rostering.replace import replacements
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer

Pair = tuple[UUID, UUID]  # need, volunteer


@dataclass(frozen=True)
class Broken:
    """A hard rule that a line breaks: its number in the solver's format (H1 to H8), its code, numbers."""

    rule: str
    code: str
    facts: dict[str, Any]


INACTIVE, IN_WELCOME = Broken("H1", "inactive", {}), Broken("H1", "in_welcome", {})


@dataclass(frozen=True)
class Candidate:
    """Somebody who can take a place without breaking a rule, with what speaks for her."""

    volunteer: Volunteer
    reasons: list[dict[str, Any]]


def broken_by(need: StaffingNeed, volunteer: Volunteer) -> list[Broken]:
    """Every rule that ``volunteer`` on ``need`` would break, as things are published.

    ``inactive`` alone: she is no active volunteer within reach of the space; ``begun`` alone: the session is no longer
    to plan. ``in_welcome`` first: she is being welcomed, and only her trial shift is for her.
    """
    there = Assignment.objects.filter(need=need).values_list("volunteer", flat=True)
    facts = facts_around(need, {volunteer.pk, *there})
    broken = broken_beside(facts, _held(facts), need, volunteer)
    if volunteer.is_in_welcome:
        return [IN_WELCOME, *broken]
    return broken if volunteer.state == VolunteerState.ACTIVE else [INACTIVE]


def is_held_elsewhere(need: StaffingNeed, volunteer: Volunteer) -> bool:
    """Whether she holds another shift at the same hour, begun or not."""
    session = need.session
    return (
        Assignment.objects.filter(
            volunteer=volunteer,
            need__session__state=SessionState.PLANNED,
            need__session__starts_at__lt=session.ends_at,
            need__session__ends_at__gt=session.starts_at,
        )
        .exclude(need=need)
        .exclude(attendance=Attendance.ABSENT)
        .exists()
    )


def broken_beside(
    facts: Facts, lines: Iterable[Pair], need: StaffingNeed, volunteer: Volunteer
) -> list[Broken]:
    """The same, beside ``lines`` on the needs of ``facts`` in place of what is published on them."""
    scene = scene_of(facts)
    pair = scene.pair(need.pk, volunteer.pk)
    if pair is None:
        return [INACTIVE if need.pk in scene.shift_of else Broken("H1", "begun", {})]
    there = [at for one in lines if (at := scene.pair(*one)) is not None and at != pair]
    before = {_key(one) for one in violations(scene.problem, there)}
    return [
        Broken(*code_of(one, scene), told_facts(one.code, one.facts, scene))
        for one in violations(scene.problem, [*there, pair])
        if _key(one) not in before and one.volunteer in (pair[0], None)
    ]


def broken_lines(scene: Scene, lines: Iterable[Pair]) -> list[tuple[Pair | UUID, str]]:
    """What no longer holds, with the first rule broken: a line, or the key of a need that has too many lines.

    Lines of people and sessions that are no longer to plan are ``inactive`` and ``begun``.
    """
    broken: dict[Pair | UUID, str] = {}
    known: dict[tuple[int, int], Pair] = {}
    for line in lines:
        at = scene.pair(*line)
        if at is None:
            broken[line] = "inactive" if line[0] in scene.shift_of else "begun"
        else:
            known[at[0], at[1]] = line
    for one in violations(scene.problem, list(known)):
        if one.shift is None:
            continue
        what: Pair | UUID = scene.facts.needs[one.shift].pk
        if one.volunteer is not None:
            what = known[one.volunteer, one.shift]
        broken.setdefault(what, code_of(one, scene)[1])
    return list(broken.items())


def best_replacements(
    need: StaffingNeed, at_most: int | None = None, without: Volunteer | None = None
) -> list[Candidate]:
    """Who can take a place on ``need`` as things are published, best first, nobody moved.

    ``without``: who would leave it for them.
    """
    facts = facts_around(need, who_might(need), ranked=True)
    scene = scene_of(facts)
    shift = scene.shift_of.get(need.pk)
    if shift is None:
        return []
    plan = [at for one in _held(facts) if (at := scene.pair(*one)) is not None]
    leaver = scene.volunteer_of.get(without.pk) if without is not None else None
    return [
        Candidate(
            facts.volunteers[one.volunteer],
            [told(reason, scene, one.volunteer, shift) for reason in one.reasons],
        )
        for one in replacements(scene.problem, plan, shift, leaver, at_most)
    ]


def facts_around(
    need: StaffingNeed, people: Collection[UUID] | None = None, *, ranked: bool | None = None
) -> Facts:
    """The week of the need in its space: what its volunteers hold elsewhere and in other weeks still counts."""
    space = need.session.space
    day = need.session.starts_at.astimezone(ZoneInfo(space.time_zone)).date()
    return read_facts([space], monday_of(day), 1, people, ranked=ranked)


def _held(facts: Facts) -> list[Pair]:
    return [(one.need_id, one.volunteer_id) for one in facts.held]


def _key(one: Violation) -> tuple[str, int | None, int | None, str]:
    return one.rule, one.volunteer, one.shift, one.code
