"""The waiting list of a full shift, and offers that leave by themselves when a place is free."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge, mails
from mapart.planning.actions.asks import ask_again
from mapart.planning.actions.places import offer_soon
from mapart.planning.actions.seat import move_ask, refuse_broken
from mapart.planning.enums import AskKind, AskState
from mapart.planning.models import Ask, Assignment, StaffingNeed, Standby, Withdrawal
from mapart.planning.perms import require_self_or_edit
from mapart.planning.rules import ASK_MOVES, ASKED_AT_ONCE, ASKED_IN_ALL, answer_deadline
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer


def join_queue(*, by: Person, need: StaffingNeed, volunteer: Volunteer) -> Standby:
    """She waits for a place on a full shift. Asked twice, she waits once, at the same rank.

    Refusals: ``planning.shift_past``, ``planning.already_there``, ``planning.place_free`` (she may take it at once),
    ``planning.rule_forbids``.
    """
    require_self_or_edit(by, volunteer.person, need.session.space)
    if need.session.starts_at <= clock.now():
        raise Refusal("planning.shift_past")
    if Assignment.objects.filter(need=need, volunteer=volunteer).exists():
        raise Refusal("planning.already_there")
    if StaffingNeed.objects.wanted().filter(pk=need.pk).exists() and not _others_wait(need, volunteer):
        raise Refusal("planning.place_free")
    refuse_broken(need, volunteer, full_is_fine=True)
    with transaction.atomic():
        entry, is_new = Standby.objects.get_or_create(need=need, volunteer=volunteer)
        if is_new:
            Withdrawal.objects.filter(need=need, volunteer=volunteer, was_handled=True).delete()
            journal.record(by, "join_queue", need, volunteer=volunteer.pk)
            offer_soon(need.pk)  # a place may have come free at this instant
        return entry


def leave_queue(*, by: Person, need: StaffingNeed, volunteer: Volunteer) -> None:
    """She waits no more. Done twice, it stays done."""
    require_self_or_edit(by, volunteer.person, need.session.space)
    with transaction.atomic():
        gone, _ = Standby.objects.filter(need=need, volunteer=volunteer).delete()
        if gone:
            journal.record(by, "leave_queue", need, volunteer=volunteer.pk)


def offer_places(*, by: Person | None = None, need: StaffingNeed) -> int:
    """Offer the free places of a shift: to those who wait, in their order, else to the people who fit best.

    Run by the worker as soon as a place is free, and again when an offer got no answer in time. Run twice at once, each
    place is offered once. Returns how many were asked.
    """
    with transaction.atomic():
        # The row is ours until the end on both databases, so that two workers never offer one place twice.
        if not StaffingNeed.objects.upcoming().filter(pk=need.pk).update(filled=F("filled")):
            return 0
        need.refresh_from_db()
        _end_late_offers(by, need)
        asked = _offer_to_queue(by, need)
    return asked or _ask_for_hole(by, need)


def needs_to_offer() -> list[UUID]:
    """Keys of shifts with a place to offer: somebody waits, or an offer got no answer, or a hole asks for people."""
    waits = _waiting(need=OuterRef("pk"))
    late = Ask.objects.filter(need=OuterRef("pk"), state=AskState.ASKED, expires_at__lte=clock.now())
    hole = Withdrawal.objects.filter(need=OuterRef("pk"), was_handled=False)
    goes_on = Q(Exists(waits) | Exists(late), filled__lt=F("ideal"))
    wanted = StaffingNeed.objects.open().filter(goes_on | Q(Exists(hole)) & _lacks_somebody())
    return list(wanted.order_by("session__starts_at", "pk").values_list("pk", flat=True))


def _lacks_somebody() -> Q:
    """Below the minimum; or those who come all begin, and no beginner is left alone."""
    there = Assignment.objects.filter(need=OuterRef("pk"))
    experienced = there.filter(volunteer__accompanied_shifts_left=0)
    return Q(filled__lt=F("minimum")) | Q(Exists(there)) & ~Q(Exists(experienced))


def _others_wait(need: StaffingNeed, volunteer: Volunteer) -> bool:
    return _waiting(need=need).exclude(volunteer=volunteer).exists()


def _waiting(**of: Any) -> QuerySet[Standby]:
    """Who waits and could come: somebody on a pause keeps her rank and keeps no place from the others."""
    return Standby.objects.filter(**of, volunteer__state=VolunteerState.ACTIVE)


def _end_late_offers(by: Person | None, need: StaffingNeed) -> None:
    """An offer of the queue without an answer in time: the place goes on, and she waits no more for this one."""
    late = Ask.objects.filter(
        need=need, kind=AskKind.QUEUE, state=AskState.ASKED, expires_at__lte=clock.now()
    )
    for ask in late.order_by("pk"):
        if move_ask(ask, AskState.EXPIRED):
            Standby.objects.filter(need=need, volunteer=ask.volunteer_id).delete()
            journal.record(by, "expire_ask", ask, need=need.pk, volunteer=ask.volunteer_id)


def _offer_to_queue(by: Person | None, need: StaffingNeed) -> int:
    outstanding = Ask.objects.filter(need=need, kind=AskKind.QUEUE, state=AskState.ASKED)
    free = need.ideal - need.filled - outstanding.count()
    waiting = (
        _waiting(need=need)
        .exclude(volunteer__in=outstanding.values("volunteer"))
        .select_related("volunteer__person")
        .order_by("pk")
    )
    asked = 0
    for entry in waiting[: max(free, 0)]:
        asked += _ask(by, need, entry.volunteer, AskKind.QUEUE)
    return asked


def _ask_for_hole(by: Person | None, need: StaffingNeed) -> int:
    """Somebody cannot come and the shift lacks people: the best are asked, a few at a time, as the team would do.

    Enough people stay, but all of them begin: somebody is asked in the same way, of experience, as the rules want it.
    When they do not answer in time the next ones are asked too; after a while only a person may ask further.
    """
    need.refresh_from_db()
    asks = Ask.objects.filter(need=need)
    left = ASKED_IN_ALL - asks.filter(kind=AskKind.HOLE).count()
    in_time = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    waits = asks.filter(in_time, state=AskState.ASKED, volunteer__state=VolunteerState.ACTIVE)
    is_hole = Withdrawal.objects.filter(need=need, was_handled=False).exists()
    lacking = StaffingNeed.objects.open().filter(_lacks_somebody(), pk=need.pk)
    if not is_hole or left <= 0 or waits.exists() or not lacking.exists():
        return 0
    known = set(asks.values_list("volunteer", flat=True))
    best = [one.volunteer for one in bridge.best_replacements(need) if one.volunteer.pk not in known]
    with transaction.atomic():
        return sum(_ask(by, need, one, AskKind.HOLE) for one in best[: min(ASKED_AT_ONCE, left)])


def _ask(by: Person | None, need: StaffingNeed, volunteer: Volunteer, kind: AskKind) -> int:
    """Ask her; 0 when she was asked meanwhile, or has said no."""
    session = need.session
    expires_at = answer_deadline(clock.now(), session.starts_at, session.space.time_zone)
    ask, is_new = Ask.objects.get_or_create(
        need=need,
        volunteer=volunteer,
        defaults={"asked_by": by, "kind": kind, "expires_at": expires_at},
    )
    if not is_new:
        if AskState.ASKED not in ASK_MOVES[AskState(ask.state)]:
            return 0
        ask_again(ask, by=by, kind=kind, expires_at=expires_at)
    journal.record(by, "offer_place", ask, need=need.pk, volunteer=volunteer.pk, kind=str(kind))
    mails.ask(ask)
    return 1
