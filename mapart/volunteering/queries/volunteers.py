"""Reads about volunteers and missions that more than one caller uses."""

from typing import Any
from uuid import UUID

from django.db.models import (
    Exists,
    OuterRef,
    Q,
    QuerySet,
)

from mapart.core import clock
from mapart.core.prepared import Columns, Given, prepared
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.people.rules import plain_name
from mapart.spaces.models import Space
from mapart.spaces.rules import distance_km, travel_minutes
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import (
    LetterCopy,
    Likeness,
    Mission,
    Note,
    Volunteer,
)
from mapart.volunteering.rules import DatedHours, Days, Offers, Window


def open_missions() -> QuerySet[Mission]:
    """The missions that look for people, in the order of the catalogue. For everybody."""
    return Mission.objects.filter(is_open=True)


def missions_open_to_all() -> QuerySet[Mission]:
    """The open missions of a space that ask for no skill: what anybody may try. For everybody."""
    return open_missions().filter(is_remote=False, mandatory_skill="")


def volunteer_of(person: Person) -> Volunteer | None:
    """The volunteer that this person is, with her home space; none for staff and applicants. For herself."""
    for row in _her_row(person.pk):
        values = iter(row)
        home = _SPACE.take(values)
        return _HER.take(values, person=person, **({"home_space": home} if home.pk else {}))
    return None


_HER = Columns(Volunteer, *(field.attname for field in Volunteer._meta.concrete_fields))
_SPACE = Columns(Space, *(field.attname for field in Space._meta.concrete_fields), via="home_space__")


@prepared
def _her_row(person: Given) -> QuerySet[Volunteer, tuple[Any, ...]]:
    return Volunteer.objects.filter(person=person).values_list(*_SPACE.paths, *_HER.paths)


def windows_of(volunteer: Volunteer) -> list[Window]:
    """Her weekly windows as plain values, for the rules."""
    return [Window(w.weekday, w.starts_at, w.ends_at) for w in volunteer.windows.all()]


def absences_of(volunteer: Volunteer) -> list[Days]:
    """Her absences as plain values, for the rules."""
    return [Days(absence.starts_on, absence.ends_on) for absence in volunteer.absences.all()]


def extras_of(volunteer: Volunteer) -> list[DatedHours]:
    """Her dated windows as plain values, for the rules."""
    return [DatedHours(extra.day, extra.starts_at, extra.ends_at) for extra in volunteer.extras.all()]


def offers_of(volunteer: Volunteer) -> Offers:
    """What she offers as plain values, for the rules of matching. Five queries. For herself and the team."""
    return Offers(
        windows=tuple(windows_of(volunteer)),
        absences=tuple(absences_of(volunteer)),
        extras=tuple(extras_of(volunteer)),
        skills=frozenset(volunteer.skills.values_list("skill", flat=True)),
        reach=dict(volunteer.reach.values_list("space", "travel_minutes")),
    )


def minutes_to(volunteer: Volunteer, space: Space) -> int:
    """Minutes from her home space, which is the nearest to her, to ``space``, door to door. For the planner."""
    home = volunteer.home_space or space
    return travel_minutes(distance_km(home.latitude, home.longitude, space.latitude, space.longitude))


def named_in_space(space: Space, first_name: str, last_name: str) -> Person | None:
    """The one volunteer of ``space`` with this name, accents and capitals forgiven. For whoever imports a file."""
    wanted = plain_name(f"{first_name} {last_name}")
    here = Volunteer.objects.filter(home_space=space).select_related("person")
    found = [one.person for one in here if plain_name(one.person.full_name) == wanted]
    return found[0] if len(found) == 1 else None


def volunteer_of_calendar(secret: str) -> Volunteer | None:
    """Whose calendar this address is, the old one of somebody who was merged included. For whoever holds the link."""
    still_here = Volunteer.objects.exclude(state=VolunteerState.LEFT).filter(person__is_active=True)
    found = still_here.filter(calendar_secret=secret).first()
    return found or still_here.filter(former__calendar_secret=secret).first()


def likenesses(space_keys: set[UUID] | None) -> QuerySet[Likeness]:
    """Pairs nobody has judged, the oldest first; of these spaces, null for all of them. For their staff."""
    pairs = Likeness.objects.filter(dismissed_at=None).order_by("created_at", "pk")
    if space_keys is None:
        return pairs
    return pairs.filter(is_of(space_keys, "one"), is_of(space_keys, "other"))


def is_of(space_keys: set[UUID], name: str) -> Exists:
    """Whether the volunteer of this name belongs to these spaces. A list is walked in its order, not space by space."""
    return Exists(Volunteer.objects.filter(pk=OuterRef(name), home_space__in=space_keys))


def letters_for(volunteer: Volunteer) -> QuerySet[LetterCopy]:
    """What the team wrote to her, the newest first, sent as a mail or kept back. For herself."""
    copies = volunteer.letters.select_related("letter__space", "letter__author")
    return copies.order_by("-letter__created_at", "-pk")


def conversations(space_keys: set[UUID] | None) -> QuerySet[Note]:
    """The last note of each conversation: those of who waits for an answer first, the oldest wait on top.

    Of these spaces, null for all. For their staff.
    """
    last = Note.objects.filter(is_last=True).order_by("is_from_team", "created_at", "pk")
    return last if space_keys is None else last.filter(is_of(space_keys, "volunteer"))


def referents_of(space: Space) -> list[Person]:
    """Who answers the volunteers of ``space``: its community leads of today, its managers when it has none."""
    today = clock.today(space.time_zone)
    here = Q(roles__space=space, roles__starts_on__lte=today) & (
        Q(roles__ends_on=None) | Q(roles__ends_on__gte=today)
    )
    for kind in (RoleKind.COMMUNITY_LEAD, RoleKind.SPACE_MANAGER):
        people = Person.objects.filter(here & Q(roles__kind=kind), is_active=True).distinct().order_by("pk")
        if people:
            return list(people)
    return []
