"""Publication: a proposal that still holds becomes who does what, and each person is told once."""

from collections import Counter
from collections.abc import Iterable

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import mails
from mapart.planning.actions.places import (
    change_places,
    claim_weeks,
    on_open_diaries,
    release_weeks,
)
from mapart.planning.actions.runs import move_run
from mapart.planning.bridge import Publication, publication_of
from mapart.planning.enums import RunState
from mapart.planning.models import Assignment, PlanRun, ProposedAssignment
from mapart.planning.perms import require_edit
from mapart.planning.queries import lists_until
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer


def publish_run(*, by: Person, run: PlanRun, leave_out: bool = False) -> PlanRun:
    """Publish a proposal. Pressed twice, it is published once and nobody is told twice.

    Every line is checked against the present state in the same transaction. What was given or given back since the
    computation stays as it is. Refusals: ``planning.run_not_ready``, ``planning.weeks_taken``,
    ``planning.newer_publication``, and ``planning.lines_changed`` (fact ``count``) when lines no longer hold, unless
    ``leave_out`` says to publish without them.
    """
    spaces = list(run.spaces.all())
    require_edit(by, spaces)
    touched = set(run.lines.values_list("volunteer", flat=True))
    return on_open_diaries(touched, lambda: _publish(by, run, spaces, leave_out))


def _publish(by: Person, run: PlanRun, spaces: list[Space], leave_out: bool) -> PlanRun:
    run.refresh_from_db()
    if run.state == RunState.PUBLISHED:
        return run
    try:
        move_run(run, RunState.PUBLISHED, published_at=clock.now())
    except Refusal:
        run.refresh_from_db()
        if run.state == RunState.PUBLISHED:  # the other press came through while this one waited
            return run
        raise
    claim_weeks(run, spaces)
    _refuse_newer(run, spaces)
    publication = publication_of(run, spaces)
    # A session that has begun since is nobody's decision any more: its lines are left out without a question.
    changed = [code for code in publication.left_out.values() if code != "begun"]
    if changed and not leave_out:
        raise Refusal("planning.lines_changed", count=len(changed))
    added = _write(publication)
    told = _tell(run, publication)
    release_weeks(run)
    run.report |= {
        "published": {
            "told": told,
            "added": len(added),
            "dropped": len(publication.dropped),
            "left_out": [[str(need), str(who), code] for (need, who), code in publication.left_out.items()],
        }
    }
    run.save(update_fields=["report"])
    journal.record(by, "publish_run", run, added=len(added), dropped=len(publication.dropped), told=told)
    return run


def _refuse_newer(run: PlanRun, spaces: Iterable[Space]) -> None:
    """Another run of these weeks published since this one was read: its people have been told something else."""
    others = PlanRun.objects.filter(
        state=RunState.PUBLISHED, spaces__in=list(spaces), published_at__gt=run.computed_at or run.created_at
    ).exclude(pk=run.pk)
    if any(other.starts_on < run.ends_on and run.starts_on < other.ends_on for other in others.distinct()):
        raise Refusal("planning.newer_publication")


def _write(publication: Publication) -> list[Assignment]:
    """Places first, then the rows."""
    change = Counter(line.need_id for line in publication.added)
    change.subtract(one.need_id for one in publication.dropped)
    if not change_places(change):
        raise Refusal("planning.lines_changed", count=1)
    gone, _ = Assignment.objects.filter(pk__in=[one.pk for one in publication.dropped]).delete()
    if gone != len(publication.dropped):
        raise Refusal("planning.lines_changed", count=len(publication.dropped) - gone)
    return Assignment.objects.bulk_create([_assignment(line) for line in publication.added], batch_size=500)


def _assignment(line: ProposedAssignment) -> Assignment:
    return Assignment(
        need_id=line.need_id,
        volunteer_id=line.volunteer_id,
        origin=line.origin,
        is_fixed=line.is_fixed,
        why=line.why,
    )


def _tell(run: PlanRun, publication: Publication) -> int:
    """One message per person whose list changed, with her whole list until the end of the run. Returns how many."""
    lists = lists_until(publication.told, run.ends_on)
    people = Volunteer.objects.select_related("person").in_bulk(lists)
    told = [(people[pk], shifts) for pk, shifts in sorted(lists.items())]
    mails.tell_rosters(told, key=f"run:{run.pk}", until=run.ends_on)
    return len(told)
