"""Lines of a proposal, corrected by hand before it is published."""

from django.db import IntegrityError, transaction

from mapart.core import journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge
from mapart.planning.enums import Origin, RunState
from mapart.planning.models import PlanRun, ProposedAssignment, StaffingNeed
from mapart.planning.perms import require_edit
from mapart.planning.reasons import forbidden_sentence
from mapart.planning.rules import NEVER_BROKEN
from mapart.volunteering.models import Volunteer


def fix_line(*, by: Person, line: ProposedAssignment) -> ProposedAssignment:
    """Keep this line in the next computation. Refusals: ``planning.run_not_ready``, ``planning.line_gone``."""
    return _set_fixed(by, line, is_fixed=True)


def unfix_line(*, by: Person, line: ProposedAssignment) -> ProposedAssignment:
    """Let the next computation decide about this line. Refusals as ``fix_line``."""
    return _set_fixed(by, line, is_fixed=False)


def remove_line(*, by: Person, line: ProposedAssignment) -> None:
    """Take a line out of the proposal. Refusals as ``fix_line``."""
    with transaction.atomic():
        _require_ready(by, line.run)
        gone, _ = ProposedAssignment.objects.filter(pk=line.pk).delete()
        if not gone:
            raise Refusal("planning.line_gone")
        journal.record(by, "remove_line", line.run, need=line.need_id, volunteer=line.volunteer_id)


def add_line(
    *, by: Person, run: PlanRun, need: StaffingNeed, volunteer: Volunteer, knowingly: bool = False
) -> ProposedAssignment:
    """Put a volunteer on a shift of the proposal by hand; the line is fixed. Done twice, it stays done.

    Refusals: ``planning.run_not_ready``, ``planning.rules_broken`` (fact ``broken``: the rules, as ``bridge.Broken``)
    unless ``knowingly``, ``planning.rule_forbids`` (an overlap, a full shift, a person who left) in any case.
    """
    with transaction.atomic():
        _require_ready(by, run)
        there = run.lines.filter(need=need, volunteer=volunteer).first()
        if there is not None:
            return there
        broken = _refuse_broken(run, need, volunteer, knowingly=knowingly)
        try:
            with transaction.atomic():
                line = ProposedAssignment.objects.create(
                    run=run,
                    need=need,
                    volunteer=volunteer,
                    origin=Origin.STAFF,
                    is_fixed=True,
                    why={"reasons": [{"code": "by_hand"}], "knowingly": [one.code for one in broken]},
                )
        except IntegrityError:
            return run.lines.get(need=need, volunteer=volunteer)
        journal.record(by, "add_line", run, need=need.pk, volunteer=volunteer.pk, broken=len(broken))
        return line


def _refuse_broken(
    run: PlanRun, need: StaffingNeed, volunteer: Volunteer, *, knowingly: bool
) -> list[bridge.Broken]:
    """The rules that the line would break beside the other lines of the proposal."""
    facts = bridge.read_facts(list(run.spaces.all()), run.starts_on, run.weeks, ranked=False)
    broken = bridge.broken_beside(facts, run.lines.values_list("need", "volunteer"), need, volunteer)
    for one in broken:
        if one.code in NEVER_BROKEN:
            raise Refusal("planning.rule_forbids", rule=one.code, why=forbidden_sentence(one.code))
    if broken and not knowingly:
        raise Refusal("planning.rules_broken", broken=broken)
    return broken


def _set_fixed(by: Person, line: ProposedAssignment, *, is_fixed: bool) -> ProposedAssignment:
    with transaction.atomic():
        _require_ready(by, line.run)
        if not ProposedAssignment.objects.filter(pk=line.pk).update(is_fixed=is_fixed):
            raise Refusal("planning.line_gone")
        journal.record(by, "fix_line" if is_fixed else "unfix_line", line)
        line.is_fixed = is_fixed
        return line


def _require_ready(by: Person, run: PlanRun) -> None:
    require_edit(by, run.spaces.all())
    if not PlanRun.objects.filter(pk=run.pk, state=RunState.READY).exists():
        raise Refusal("planning.run_not_ready")
