"""Writes that need several rooms."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model

from mapart.agenda import actions as agenda
from mapart.agenda.models import Booking, WaitlistEntry
from mapart.core import clock, erasures, journal
from mapart.core.enums import Channel
from mapart.core.refusals import Refusal
from mapart.notifications import actions as notifications
from mapart.people import actions as people
from mapart.people.models import Person
from mapart.people.perms import Permission, require
from mapart.people.queries import with_absorbed
from mapart.planning import actions as planning
from mapart.planning.models import Assignment
from mapart.recruitment import actions as recruitment
from mapart.recruitment.models import Application, Invitation, Sponsor
from mapart.recruitment.queries import applicants_to_forget, unbound_to_forget, volunteers_to_forget
from mapart.volunteering import actions as volunteering
from mapart.volunteering.models import Volunteer
from mapart.website.queries import export_person


def forget_person(*, by: Person | None, person: Person) -> Person:
    """Erase her from every room at once, or from none: the upper rooms first, her messages last.

    Raises ``Refusal`` like ``people.actions.forget_person``.
    """
    with transaction.atomic():
        recruitment.forget_person(by=by, person=person)
        planning.forget_person(by=by, person=person)
        agenda.forget_person(by=by, person=person)
        volunteering.forget_person(by=by, person=person)
        forgotten = people.forget_person(by=by, person=person)
        notifications.forget_person(by=by, person=person.pk)
    return forgotten


def read_on_request(*, by: Person, person: Person) -> dict[str, Any]:
    """All that the house holds about somebody who asks for it without an account; the journal keeps who read it.

    Raises ``PermissionDenied`` unless ``by`` answers such requests for the network.
    """
    require(by, Permission.ANSWER_REQUESTS)
    journal.record(by, "read_on_request", person)
    return export_person(person)


def forget_on_request(*, by: Person, person: Person) -> Person:
    """Erase somebody who asks for it without an account. Raises like ``read_on_request`` and ``forget_person``."""
    require(by, Permission.ANSWER_REQUESTS)
    return forget_person(by=by, person=person)


def forget_idle_applicants(*, by: None) -> dict[str, int]:
    """Upkeep of the worker: warn applicants who never went on, and erase in every room those whose notice is over.

    Returns both numbers, which the journal keeps.
    """
    warned = recruitment.warn_idle_applicants(by=by)
    return {"warned": warned, "forgotten": _forget_each("forget_idle_applicants", applicants_to_forget)}


def forget_former_volunteers(*, by: None) -> dict[str, int]:
    """The same for volunteers who left five years ago: their hours stay counted, without a name."""
    warned = recruitment.warn_former_volunteers(by=by)
    return {"warned": warned, "forgotten": _forget_each("forget_former_volunteers", volunteers_to_forget)}


def forget_unbound_people(*, by: None) -> dict[str, int]:
    """The same for people whom nothing has bound to us for two years: a former team, above all."""
    warned = recruitment.warn_unbound_people(by=by)
    return {"warned": warned, "forgotten": _forget_each("forget_unbound_people", unbound_to_forget)}


def _forget_each(act: str, whom: Callable[..., list[Person]]) -> int:
    """Erase these people; each is looked at again in her own transaction: she may have come back meanwhile."""
    forgotten = 0
    for person in whom():
        with transaction.atomic():
            if whom([person]):
                forget_person(by=None, person=person)
                forgotten += 1
    if forgotten:
        journal.record(None, act, count=forgotten)
    return forgotten


def note_erasures() -> None:
    """Write in the register, outside the database, whoever was erased and is not in it. Raises ``OSError``."""
    erased = set(Person.objects.exclude(erased_on=None).values_list("pk", flat=True))
    erasures.note(with_absorbed(erased - erasures.read(erasures.register())), clock.today())


def replay_erasures(*, by: None) -> dict[str, int]:
    """Erase again whoever the register names and a backup brought back; then the register gets what it lacks.

    Returns how many were erased, and how many could not (the last head of the network): those stay to be erased.
    """
    living = Person.objects.filter(erased_on=None)
    back = set(living.values_list("pk", flat=True)) & erasures.read(erasures.register())
    again = 0
    for person in living.filter(pk__in=back).order_by("pk"):
        with suppress(Refusal):
            forget_person(by=by, person=person)
            again += 1
    if again:
        journal.record(by, "replay_erasures", count=again)
    note_erasures()
    return {"again": again, "refused": len(back) - again}


def merge_volunteers(*, by: Person, kept: Volunteer, gone: Volunteer) -> Volunteer:
    """One person was written down twice: everything of ``gone``, in every room, is of ``kept`` from now on.

    For ever: whoever decides has seen both pages side by side. Where both have the same thing, the one of ``kept``
    stays. Raises ``PermissionDenied`` unless ``volunteering.perms.may_merge``; ``Refusal``:
    ``website.merge_over``, and those of ``planning.refuse_two_at_once``, ``planning.settle_twin_shift`` and
    ``agenda.settle_twin_seat``.
    """
    with transaction.atomic():
        both = Volunteer.objects.select_for_update(of=("self",)).select_related("person", "home_space")
        found = {one.pk: one for one in both.filter(pk__in=[kept.pk, gone.pk]).order_by("pk")}
        if len(found) < 2 or any(one.person.erased_on for one in found.values()):
            raise Refusal("website.merge_over")
        kept, gone = found[kept.pk], found[gone.pk]
        planning.drop_swaps_between(by=by, one=kept, other=gone)
        planning.refuse_two_at_once(one=kept, other=gone)
        before = {Channel.MAIL: gone.person.email, Channel.SMS: gone.person.phone}
        settle = partial(_settle, by, kept)
        moved = volunteering.absorb_volunteer(by=by, kept=kept, gone=gone, on_conflict=settle)
        moved |= people.absorb_person(by=by, kept=kept.person, gone=gone.person, on_conflict=settle)
        recruitment.drop_own_invitations(by=by, person=kept.person)
        agenda.stop_waiting_for_held_seats(by=by, person=kept.person)
        moved["notifications.message"] = notifications.move_messages(
            by=by, gone=gone.person_id, kept=kept.person_id
        )
        for channel, address in before.items():
            if address:
                people.lead_away(by=by, person=kept.person, channel=channel, before=address)
        journal.record(by, "merge_volunteers", kept, gone=gone.pk, moved=moved)
    return kept


def _settle(by: Person, kept: Volunteer, row: Model, _table: str) -> None:
    """Both had it. What a count or a link of the public hangs on is for a person to settle first."""
    match row:
        case Booking():
            agenda.settle_twin_seat(by=by, gone=row, kept=kept.person)
        case WaitlistEntry():
            agenda.settle_twin_wait(by=by, gone=row, kept=kept.person)
        case Assignment():
            planning.settle_twin_shift(by=by, gone=row, kept=kept)
        case Sponsor():
            recruitment.join_sponsors(by=by, gone=row, kept=kept.person)
        case Invitation():
            recruitment.join_invitations(by=by, gone=row, kept=kept.person)
        case Application():
            recruitment.close_twin_application(by=by, gone=row)
        case _:
            row.delete()
