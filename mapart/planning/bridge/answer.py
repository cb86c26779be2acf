"""From the solver's plan back to lines of a proposal and to the report that people read."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mapart.planning.bridge.problem import Scene
from mapart.planning.bridge.words import told
from mapart.planning.enums import Phase
from mapart.planning.rules import places_of_gap
from mapart.rostering.answers import Result
from mapart.rostering.apart import EXPLAINING, plan_and_reasons
from mapart.rostering.check import violations
from mapart.rostering.explain import Choice, EmptyPlace, Explanation
from mapart.rostering.plan import facts_of

Pair = tuple[UUID, UUID]  # need, volunteer
Progress = Callable[[int, Phase], None]
# Seconds given to the search: then the best plan so far is shown, with what is proven of it.
TIME_LIMIT = 120.0


@dataclass(frozen=True)
class Line:
    """A volunteer on a need, and why: codes and numbers only."""

    need: UUID
    volunteer: UUID
    is_fixed: bool
    why: dict[str, Any]


@dataclass(frozen=True)
class Proposal:
    """A plan as the house speaks of it. ``report`` is the JSON of ``PlanRun.report``: see ``_report``."""

    lines: list[Line]
    report: dict[str, Any]


def propose(
    scene: Scene, fixed: Collection[Pair], knowingly: Collection[Pair], progress: Progress
) -> Proposal:
    """The best plan of a scene. Lines of ``fixed`` stay as long as no rule forbids them, of ``knowingly`` always.

    A published line that is fixed or that the volunteer has confirmed is fixed too.
    """
    kept = _fixed_pairs(scene, fixed, knowingly)
    progress(15, Phase.SOLVING)

    def on_progress(phase: str, share: float, value: float | None, bound: float | None) -> None:
        progress(15 + int(65 * share), Phase.EXPLAINING if phase == EXPLAINING else Phase.SOLVING)

    result, explanation = plan_and_reasons(scene.problem, on_progress, fixed=kept, time_limit=TIME_LIMIT)
    progress(90, Phase.WRITING)
    stays = {tuple(pair) for pair in kept}
    known = {
        (one.need_id, one.volunteer_id): codes
        for one in scene.facts.held
        if (codes := one.why.get("knowingly"))
    }
    lines = [
        _line(scene, choice, known, is_fixed=(choice.volunteer, choice.shift) in stays)
        for choice in explanation.choices
    ]
    return Proposal(lines, _report(scene, result, explanation))


def _fixed_pairs(scene: Scene, fixed: Collection[Pair], knowingly: Collection[Pair]) -> list[list[int]]:
    """Positions of what must stay, without the pairs that a rule forbids now (away since, mission given up)."""
    held = {
        (one.need_id, one.volunteer_id)
        for one in scene.facts.held
        if one.is_fixed or one.confirmed_at is not None
    }
    forced = {(one.need_id, one.volunteer_id) for one in scene.facts.held if one.why.get("knowingly")} | set(
        knowingly
    )
    wanted = sorted(held | set(fixed) | forced)
    pairs = {pair: at for pair in wanted if (at := scene.pair(*pair)) is not None}
    found = violations(scene.problem, list(pairs.values()))
    # A newcomer alone (H8) is no fault of hers: the plan may still bring somebody experienced.
    broken = {(one.volunteer, one.shift) for one in found if one.rule != "H8"}
    return [at for pair, at in pairs.items() if pair in forced or tuple(at) not in broken]


def _line(scene: Scene, choice: Choice, known: Mapping[Pair, list[str]], *, is_fixed: bool) -> Line:
    """``known``: of published lines, the rules that were broken knowingly: publishing holds them against nobody."""
    people, need = scene.facts.volunteers, scene.facts.needs[choice.shift].pk
    her = people[choice.volunteer].pk
    why: dict[str, Any] = {
        "reasons": [told(reason, scene, choice.volunteer, choice.shift) for reason in choice.reasons],
        "next": [str(people[person.volunteer].pk) for person in choice.following],
    }
    if codes := known.get((need, her)):
        why["knowingly"] = codes
    return Line(need=need, volunteer=her, is_fixed=is_fixed, why=why)


def _report(scene: Scene, result: Result, explanation: Explanation) -> dict[str, Any]:
    """What the page of a proposal says.

    ``levels``, ``bounds``: six numbers each, bounds null where nothing is proven. ``minimum``, ``ideal``, ``openings``:
    [filled, all]. ``gap_places``: minimum places a perfect plan could still fill, at most. ``holes``: worst first.
    ``idle``: [volunteer, code]. ``kept``, ``new``, ``moved``, ``dropped``: shifts against the published plan.
    """
    facts = facts_of(scene.problem, result.assign)
    lightest = min((need.priority for need in scene.facts.needs), default=1)
    return {
        "levels": list(result.levels),
        "bounds": list(result.bounds),
        "gap_points": result.gap_points,
        "gap_places": places_of_gap(result.levels[0], result.bounds[0], lightest),
        "seconds": round(result.seconds, 1),
        "minimum": [facts.least_filled, facts.least_places],
        "ideal": [facts.ideal_filled, facts.ideal_places],
        "openings": [facts.opened, facts.shifts],
        "people": facts.used,
        "volunteers": len(scene.facts.volunteers),
        "holes": [_hole(scene, empty) for empty in explanation.empty if empty.missing],
        "idle": [[str(scene.facts.volunteers[one.volunteer].pk), one.reason] for one in explanation.idle],
        **_changes(scene, result),
    }


def _hole(scene: Scene, empty: EmptyPlace) -> dict[str, Any]:
    """An unfilled place: how many volunteers stop at each filter, in order, zeros left out."""
    return {
        "need": str(scene.facts.needs[empty.shift].pk),
        "missing": empty.missing,
        "chain": [[code, count] for code, count in empty.chain if count and code != "here"],
    }


def _changes(scene: Scene, result: Result) -> dict[str, Any]:
    """Shifts kept, new, moved (the same person, another shift) and dropped against what was published.

    Published lines of people who are no longer volunteers here count as dropped.
    """
    needs, people = scene.facts.needs, scene.facts.volunteers
    plan = {(people[who].pk, needs[what].pk) for who, what in result.assign.tolist()}
    published = {(one.volunteer_id, one.need_id) for one in scene.facts.held}
    came, went = Counter(who for who, _ in plan - published), Counter(who for who, _ in published - plan)
    moved = sum((came & went).values())
    return {
        "kept": len(plan & published),
        "new": len(plan - published) - moved,
        "moved": moved,
        "dropped": len(published - plan) - moved,
        "went": [[str(need), str(who)] for who, need in sorted(published - plan)],
    }
