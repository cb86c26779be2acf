"""Messages of the roster: her list of shifts, the question, « I cannot come » to the team, a place taken."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.actions import Draft, post_all_written, post_written
from mapart.people.models import Person
from mapart.people.queries import address_of
from mapart.planning.enums import AskKind
from mapart.planning.models import Ask, Assignment, StaffingNeed, Swap, Withdrawal
from mapart.planning.queries import beginners_alone, mates_of, shifts_of, team_of
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer

# How far the list of a person reaches in a message about one shift.
LIST_DAYS = 28


def shift_link(secret: str) -> str:
    """The address that opens a shift without an account. A promise: printed in sent messages."""
    return f"{settings.PUBLIC_ADDRESS}/creneau/{secret}/"


def answer_link(secret: str) -> str:
    """The address that opens a question without an account. A promise as well."""
    return f"{settings.PUBLIC_ADDRESS}/reponse/{secret}/"


def tell_roster(
    volunteer: Volunteer,
    shifts: Sequence[Assignment],
    *,
    key: str,
    space: UUID | None,
    until: datetime.date,
) -> None:
    """Her whole list of shifts before ``until``, or that she has none. ``key`` names the act that changed it."""
    post_written(_roster_of(volunteer, shifts, key=key, space=space, until=until))


def tell_rosters(
    lists: Iterable[tuple[Volunteer, Sequence[Assignment]]], *, key: str, until: datetime.date
) -> None:
    """``tell_roster`` for all the people of a plan, each for the space that answers for her."""
    post_all_written(
        [
            _roster_of(volunteer, shifts, key=key, space=volunteer.home_space_id, until=until)
            for volunteer, shifts in lists
        ]
    )


def _roster_of(
    volunteer: Volunteer, shifts: Sequence[Assignment], *, key: str, space: UUID | None, until: datetime.date
) -> Draft:
    shifts = sorted(shifts, key=lambda one: one.need.session.starts_at)
    links = [(one, shift_link(one.secret)) for one in shifts]
    facts = {"shifts": shifts, "links": links, "until": until}
    person = volunteer.person
    key = f"planning.roster:{key}:{volunteer.pk}"
    return _draft("roster", key, person, space, address_of(person), facts)


def remind(shifts: Sequence[Assignment], number: int) -> None:
    """« On compte sur vous ? »: her shifts of one day, with where, when, with whom and whom to call."""
    first = shifts[0]
    session, volunteer = first.need.session, first.volunteer
    day = clock.day_of(session.starts_at, session.space.time_zone)
    facts = {
        "shifts": [(one, shift_link(one.secret), mates_of(one.need, volunteer)) for one in shifts],
        "first": first,
        "link": shift_link(first.secret),
        "has_said_yes": all(one.confirmed_at for one in shifts),
    }
    _tell(
        "reminder",
        f"planning.reminder:{number}:{volunteer.pk}:{day.isoformat()}",
        volunteer.person,
        session.space_id,
        facts,
        expires_at=shifts[-1].need.session.starts_at,
    )


def tell_assigned(assignment: Assignment) -> None:
    """The team gave her a shift by hand: her list of the coming weeks, that shift included."""
    now, session = clock.now(), assignment.need.session
    end = max(now + datetime.timedelta(days=LIST_DAYS), session.ends_at)
    tell_roster(
        assignment.volunteer,
        list(shifts_of(assignment.volunteer, now, end)),
        key=f"assign:{assignment.pk}",
        space=session.space_id,
        until=clock.day_of(end, session.space.time_zone),
    )


def tell_taken_off(assignment: Assignment) -> None:
    """The team took her off a shift."""
    _tell(
        "taken_off",
        f"planning.taken_off:{assignment.pk}",
        assignment.volunteer.person,
        assignment.need.session.space_id,
        {"need": assignment.need},
        expires_at=assignment.need.session.ends_at,
    )


def tell_moved(assignment: Assignment, left: StaffingNeed) -> None:
    """The team moved her from one shift to another: what she holds now, in place of what."""
    need = assignment.need
    _tell(
        "moved",
        f"planning.moved:{assignment.pk}",
        assignment.volunteer.person,
        need.session.space_id,
        {"need": need, "left": left, "link": shift_link(assignment.secret)},
        expires_at=max(need.session.starts_at, left.session.starts_at),
    )


def tell_session_cancelled(assignment: Assignment) -> None:
    """The session of her shift will not take place."""
    _tell(
        "session_cancelled",
        f"planning.session_cancelled:{assignment.pk}",
        assignment.volunteer.person,
        assignment.need.session.space_id,
        {"need": assignment.need},
        expires_at=assignment.need.session.ends_at,
    )


def tell_sessions_cancelled(shifts: list[Assignment]) -> None:
    """Several sessions of one volunteer will not take place, in order of time: one message for all."""
    first, last = shifts[0], shifts[-1]
    if first is last:
        tell_session_cancelled(first)
        return
    _tell(
        "sessions_cancelled",
        f"planning.sessions_cancelled:{first.pk}",
        first.volunteer.person,
        first.need.session.space_id,
        {"needs": [one.need for one in shifts], "space": first.need.session.space},
        expires_at=last.need.session.ends_at,
    )


def ask(question: Ask) -> None:
    """« Can you come? », with the link that answers. A question asked again has another secret."""
    _tell(
        "ask",
        f"planning.ask:{question.pk}:{question.times}",
        question.volunteer.person,
        question.need.session.space_id,
        {
            "need": question.need,
            "link": answer_link(question.secret),
            "mates": mates_of(question.need, question.volunteer),
            "is_queue": question.kind == AskKind.QUEUE,
            "deadline": question.expires_at,
        },
        expires_at=question.need.session.starts_at,
    )


def tell_place_filled(question: Ask) -> None:
    """Somebody else said yes first: thank her, she has nothing to do."""
    _tell(
        "place_filled",
        f"planning.place_filled:{question.pk}:{question.times}",
        question.volunteer.person,
        question.need.session.space_id,
        {"need": question.need},
        expires_at=question.need.session.starts_at,
    )


def tell_yes(assignment: Assignment) -> None:
    """She said yes: where and when, with the link of her shift; and the team knows that the hole is closed."""
    _tell(
        "yes",
        f"planning.yes:{assignment.pk}",
        assignment.volunteer.person,
        assignment.need.session.space_id,
        {"need": assignment.need, "link": shift_link(assignment.secret)},
        expires_at=assignment.need.session.starts_at,
    )
    _tell_team("cover", f"planning.cover:{assignment.pk}", assignment)


def tell_team_of_return(assignment: Assignment) -> None:
    """She can come in the end: the team has nothing to look for."""
    _tell_team("cover", f"planning.cover:{assignment.pk}", assignment)


def tell_team_of_withdrawal(withdrawal: Withdrawal, *, by: Person) -> None:
    """« I cannot come »: the managers of the space know at once, but the one who wrote it down."""
    _tell_team("withdrawal", f"planning.withdrawal:{withdrawal.pk}:{clock.now().isoformat()}", withdrawal, by)


def swap_link(secret: str) -> str:
    """The address that opens a question between colleagues, without an account. A promise as well."""
    return f"{settings.PUBLIC_ADDRESS}/echange/{secret}/"


def ask_swap(swap: Swap) -> None:
    """« Can you take my shift? », from one volunteer to another."""
    _tell(
        "swap",
        f"planning.swap:{swap.pk}",
        swap.colleague.person,
        swap.need.session.space_id,
        {"swap": swap, "need": swap.need, "link": swap_link(swap.secret)},
        expires_at=swap.need.session.starts_at,
    )


def tell_swap(swap: Swap, assignments: Sequence[Assignment]) -> None:
    """The shifts have changed hands: each of the two knows what she holds, the team knows who comes."""
    asker, colleague = swap.volunteer.person, swap.colleague.person
    space = swap.need.session.space
    given = [one for one in assignments if one.need_id == swap.need_id]
    returned = [one for one in assignments if one.need_id != swap.need_id]
    for person, other, mine in ((asker, colleague, returned), (colleague, asker, given)):
        facts = {
            "swap": swap,
            "need": swap.need,
            "other": other.short_name,
            "mine": mine[0].need if mine else None,
            "link": shift_link(mine[0].secret) if mine else "",
        }
        _tell("swap_done", f"planning.swap_done:{swap.pk}:{person.pk}", person, space.pk, facts)
    facts = {"swap": swap, "need": swap.need, "link": need_link(swap.need_id)}
    _write_team("swap_team", f"planning.swap_team:{swap.pk}", space, facts, None)


def tell_swap_declined(swap: Swap) -> None:
    """The colleague cannot: she still holds her shift."""
    _tell(
        "swap_declined",
        f"planning.swap_declined:{swap.pk}",
        swap.volunteer.person,
        swap.need.session.space_id,
        {"swap": swap, "need": swap.need},
        expires_at=swap.need.session.starts_at,
    )


def need_link(need: UUID) -> str:
    """The page where the team fills a hole."""
    return f"{settings.PUBLIC_ADDRESS}/equipe/planning/besoins/{need}/"


def tell_team_of_withdrawals(withdrawals: Sequence[Withdrawal], *, by: Person) -> None:
    """Somebody gave several shifts back at once: one message for each space, to each of its managers."""
    by_space: dict[UUID, list[Withdrawal]] = defaultdict(list)
    for one in sorted(withdrawals, key=lambda one: one.need.session.starts_at):
        by_space[one.need.session.space_id].append(one)
    for given_back in by_space.values():
        first = given_back[0]
        if len(given_back) == 1:
            tell_team_of_withdrawal(first, by=by)
            continue
        facts = {
            "who": first.volunteer.person.short_name,
            "needs": [(one.need, need_link(one.need_id)) for one in given_back],
            "link": need_link(first.need_id),
        }
        key = f"planning.withdrawals:{first.pk}:{clock.now().isoformat()}"
        _write_team("withdrawals", key, first.need.session.space, facts, by)


def tell_team_of_freed_places(needs: Sequence[StaffingNeed], *, by: Person | None) -> None:
    """Somebody was erased, or erased herself: the managers of each space learn what is free, and no name."""
    by_space: dict[UUID, list[StaffingNeed]] = defaultdict(list)
    for need in sorted(needs, key=lambda need: (need.session.starts_at, need.pk)):
        by_space[need.session.space_id].append(need)
    for freed in by_space.values():
        facts = {
            "needs": [(need, need_link(need.pk)) for need in freed],
            "first": freed[0],
            "link": need_link(freed[0].pk),
        }
        key = f"planning.places_freed:{freed[0].pk}:{clock.now().isoformat()}"
        _write_team("places_freed", key, freed[0].session.space, facts, by)


def _tell_team(name: str, key: str, about: Assignment | Withdrawal, by: Person | None = None) -> None:
    need = about.need
    facts = {
        "need": need,
        "who": about.volunteer.person.short_name,
        "link": need_link(need.pk),
        "is_hole": need.filled < need.minimum,
        "alone": beginners_alone(Assignment.objects.filter(need=need).select_related("volunteer__person")),
    }
    _write_team(name, key, need.session.space, facts, by)


def _write_team(name: str, key: str, space: Space, facts: dict[str, Any], by: Person | None) -> None:
    """One message to each manager of the space; to the mail address of the space when it has none."""
    team = team_of(space)
    for manager in team:
        if by is None or manager.pk != by.pk:
            _tell(name, f"{key}:{manager.pk}", manager, space.pk, facts)
    if not team and space.email:
        post_written(_draft(name, key, None, space.pk, (Channel.MAIL, space.email), facts))


def _tell(
    name: str,
    key: str,
    person: Person,
    space: UUID | None,
    facts: dict[str, Any],
    expires_at: datetime.datetime | None = None,
) -> None:
    post_written(_draft(name, key, person, space, address_of(person), facts, expires_at))


def _draft(
    name: str,
    key: str,
    person: Person | None,
    space: UUID | None,
    to: tuple[Channel, str],
    facts: dict[str, Any],
    expires_at: datetime.datetime | None = None,
) -> Draft:
    return Draft(
        template=f"planning/mails/{name}",
        facts=facts | {"person": person},
        to=to,
        printed_for=person.full_name if person else "",
        key=key,
        kind=f"planning.{name}",
        recipient=person.pk if person else None,
        space=space,
        expires_at=expires_at,
    )
