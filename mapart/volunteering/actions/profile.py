"""Writes about what a volunteer can do, wants to do, and where."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from mapart.core import journal
from mapart.core.enums import Language
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering.actions.claim import claim
from mapart.volunteering.enums import Commitment, Skill, SkillLevel, Status
from mapart.volunteering.models import (
    HeldSkill,
    Mission,
    MissionChoice,
    ReachableSpace,
    SpokenLanguage,
    Volunteer,
)
from mapart.volunteering.queries import minutes_to


def set_commitment(
    *, by: Person | None, volunteer: Volunteer, commitment: Commitment, accepts_whole_day: bool
) -> Volunteer:
    """Change how much time she offers, and whether she may hold two shifts on one day."""
    with transaction.atomic():
        current = claim(by, volunteer)
        if (current.commitment, current.accepts_whole_day) == (commitment, accepts_whole_day):
            return current
        current.commitment, current.accepts_whole_day = commitment, accepts_whole_day
        current.save(update_fields=["commitment", "accepts_whole_day"])
        journal.record(by, "set_commitment", current, commitment=commitment, whole_day=accepts_whole_day)
        return current


def set_status(*, by: Person | None, volunteer: Volunteer, status: Status) -> Volunteer:
    """Change what she does otherwise."""
    with transaction.atomic():
        current = claim(by, volunteer)
        if current.status != status:
            current.status = status
            current.save(update_fields=["status"])
            journal.record(by, "set_status", current)
        return current


def set_skills(*, by: Person | None, volunteer: Volunteer, skills: Mapping[Skill, SkillLevel]) -> Volunteer:
    """Replace what she knows how to do, and how well."""
    with transaction.atomic():
        current = claim(by, volunteer)
        if dict(current.skills.values_list("skill", "level")) == dict(skills):
            return current
        current.skills.all().delete()
        HeldSkill.objects.bulk_create(
            HeldSkill(volunteer=current, skill=skill, level=level) for skill, level in skills.items()
        )
        journal.record(by, "set_skills", current, skills=sorted(skills))
        return current


def set_languages(*, by: Person | None, volunteer: Volunteer, languages: Iterable[Language]) -> Volunteer:
    """Replace the languages she speaks with the people who come."""
    wanted = set(languages)
    with transaction.atomic():
        current = claim(by, volunteer)
        if set(current.languages.values_list("language", flat=True)) == wanted:
            return current
        current.languages.all().delete()
        SpokenLanguage.objects.bulk_create(
            SpokenLanguage(volunteer=current, language=language) for language in sorted(wanted)
        )
        journal.record(by, "set_languages", current, languages=sorted(wanted))
        return current


def set_missions(*, by: Person | None, volunteer: Volunteer, missions: Sequence[Mission]) -> Volunteer:
    """Replace the missions she accepts, the one she likes best first.

    A mission done from home makes the remote space reachable, in 0 minutes. A mission that is closed to
    newcomers may be kept, not chosen. Raises ``Refusal``: ``volunteering.no_mission``,
    ``volunteering.mission_closed``, ``volunteering.mission_for_adults``.
    """
    wanted = list({mission.pk: mission for mission in missions})
    if not wanted:
        raise Refusal("volunteering.no_mission")
    with transaction.atomic():
        current = claim(by, volunteer)
        before = list(current.choices.values_list("mission", flat=True))
        closed = next((m for m in missions if not m.is_open and m.pk not in before), None)
        if closed:
            raise Refusal("volunteering.mission_closed", mission=closed.title)
        too_early = next((m for m in missions if m.is_for_adults and current.is_minor), None)
        if too_early:
            raise Refusal("volunteering.mission_for_adults", mission=too_early.title)
        if before != wanted:
            current.choices.all().delete()
            MissionChoice.objects.bulk_create(
                MissionChoice(volunteer=current, mission_id=key, rank=rank) for rank, key in enumerate(wanted)
            )
            journal.record(by, "set_missions", current, missions=[str(key) for key in wanted])
        _open_remote_spaces(current, any(mission.is_remote for mission in missions))
        return current


def set_reach(*, by: Person | None, volunteer: Volunteer, spaces: Iterable[Space]) -> Volunteer:
    """Replace the spaces she accepts to go to; the minutes are counted from her town, or from her home space.

    Remote spaces follow her missions (``set_missions``) and are neither asked nor touched here. Raises ``Refusal``:
    ``volunteering.no_space``, ``volunteering.space_closed``.
    """
    wanted = {space.pk: space for space in spaces if not space.is_remote}
    if not wanted:
        raise Refusal("volunteering.no_space")
    with transaction.atomic():
        current = claim(by, volunteer)
        on_site = current.reach.filter(space__is_remote=False)
        before = dict(on_site.values_list("space", "travel_minutes"))
        closed = next((s for s in wanted.values() if not s.is_open and s.pk not in before), None)
        if closed:
            raise Refusal("volunteering.space_closed", space=closed.name)
        after = {key: minutes_to(current, space) for key, space in wanted.items()}
        if before == after:
            return current
        on_site.delete()
        ReachableSpace.objects.bulk_create(
            ReachableSpace(volunteer=current, space_id=key, travel_minutes=minutes)
            for key, minutes in after.items()
        )
        journal.record(by, "set_reach", current, spaces=[str(key) for key in after])
        return current


def _open_remote_spaces(volunteer: Volunteer, is_wanted: bool) -> None:
    """Put the remote spaces within her reach, or out of it."""
    remote = Space.objects.filter(is_remote=True, is_open=True) if is_wanted else Space.objects.none()
    volunteer.reach.filter(space__is_remote=True).exclude(space__in=remote).delete()
    missing = remote.exclude(pk__in=volunteer.reach.values("space"))
    ReachableSpace.objects.bulk_create(
        ReachableSpace(volunteer=volunteer, space=space, travel_minutes=0) for space in missing
    )
