"""What publishing a proposal would change now: read again, and judged again by the solver's rules."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from mapart.planning.bridge.checks import broken_lines
from mapart.planning.bridge.facts import read_facts
from mapart.planning.bridge.problem import Scene, scene_of
from mapart.planning.models import Assignment, PlanRun, ProposedAssignment, Withdrawal
from mapart.spaces.models import Space

Pair = tuple[UUID, UUID]  # need, volunteer


@dataclass(frozen=True)
class Publication:
    """``added``: lines that become shifts. ``kept``: shifts that stay, those given since the computation included.

    ``dropped``: shifts that go. ``left_out``: lines that no longer hold, each with the code of the reason. Bare rows:
    of thousands, who reads them wants a few keys.
    """

    added: list[ProposedAssignment]
    kept: list[Assignment]
    dropped: list[Assignment]
    left_out: dict[Pair, str]

    @property
    def told(self) -> set[UUID]:
        """Keys of the volunteers whose list changes: they are told, each once."""
        return {line.volunteer_id for line in self.added} | {one.volunteer_id for one in self.dropped}


def publication_of(run: PlanRun, spaces: Collection[Space]) -> Publication:
    """Compare the lines of ``run`` with what is published and with the rules, at this moment.

    A shift given after the run was read stays, whatever the run says; a shift given back since is not given again.
    """
    scene = scene_of(read_facts(spaces, run.starts_on, run.weeks, ranked=False))
    held = {
        (one.need_id, one.volunteer_id): one
        for one in Assignment.objects.filter(need__in=list(scene.shift_of))
    }
    lines = {
        (line.need_id, line.volunteer_id): line
        for line in run.lines.order_by("need__session__starts_at", "need_id", "pk")
    }
    since = run.computed_at or run.created_at
    late = {pair for pair, one in held.items() if pair not in lines and one.created_at > since}
    left_out = _given_back(lines, held)
    left_out |= _no_longer_right(scene, lines, held, late, set(left_out))
    right = lines.keys() - left_out.keys()
    stays = right | late
    return Publication(
        added=[line for pair, line in lines.items() if pair in right and pair not in held],
        kept=[one for pair, one in held.items() if pair in stays],
        dropped=[one for pair, one in held.items() if pair not in stays],
        left_out=left_out,
    )


def _given_back(lines: dict[Pair, ProposedAssignment], held: dict[Pair, Assignment]) -> dict[Pair, str]:
    """Lines that are no shift any more because the volunteer or the team said so."""
    withdrawn = set(
        Withdrawal.objects.filter(need__in={need for need, _ in lines}).values_list("need", "volunteer")
    )
    gone = {}
    for pair, line in lines.items():
        if pair in withdrawn and pair not in held:
            gone[pair] = "withdrew"
        elif pair not in held and any(
            reason["code"] == "was_published" for reason in line.why.get("reasons", [])
        ):
            gone[pair] = "taken_off"
    return gone


def _no_longer_right(
    scene: Scene,
    lines: dict[Pair, ProposedAssignment],
    held: dict[Pair, Assignment],
    late: set[Pair],
    gone: set[Pair],
) -> dict[Pair, str]:
    """Lines left out one after the other until the rest breaks no rule but those broken knowingly."""
    standing = [*late, *(pair for pair in lines if pair not in gone)]
    left_out: dict[Pair, str] = {}
    while True:
        found = [
            (line, code)
            for what, code in broken_lines(scene, standing)
            for line in [_to_leave_out(what, standing, lines, held)]
            if line is not None and code not in lines[line].why.get("knowingly", [])
        ]
        if not found:
            return left_out
        for line, code in found:
            left_out.setdefault(line, code)
        standing = [pair for pair in standing if pair not in left_out]


def _to_leave_out(
    what: Pair | UUID,
    standing: list[Pair],
    lines: dict[Pair, ProposedAssignment],
    held: dict[Pair, Assignment],
) -> Pair | None:
    """Which line gives way: the broken one, else the newest of the full shift, or of the person given more since."""
    if isinstance(what, tuple) and what in lines:
        return what
    others = [
        pair
        for pair in standing
        if pair in lines and (pair[1] == what[1] if isinstance(what, tuple) else pair[0] == what)
    ]
    new = [pair for pair in others if pair not in held]
    return next(reversed(new or others), None)
