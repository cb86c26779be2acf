"""« Pouvez-vous venir ? »: the question that fills a hole, and its answer by a link."""

import datetime

from django.db import transaction

from mapart.core import clock, journal
from mapart.core.ids import secret
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import mails
from mapart.planning.actions.places import offer_soon, on_open_diaries, take_place
from mapart.planning.actions.seat import is_kept_for_others, move_ask, rules_broken, seat
from mapart.planning.enums import AskKind, AskState, Origin
from mapart.planning.models import Ask, Assignment, StaffingNeed, Standby, Withdrawal
from mapart.planning.perms import require_edit, require_self_or_edit
from mapart.planning.reasons import forbidden_sentence
from mapart.planning.rules import ASK_MOVES, open_target
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer


def ask_volunteer(*, by: Person, need: StaffingNeed, volunteer: Volunteer) -> Ask:
    """Ask somebody whether she can hold a shift. Pressed twice, she is asked once.

    Refusals: ``planning.shift_past``, ``planning.place_taken``, ``planning.already_there``, ``planning.said_no``,
    ``planning.inactive``.
    """
    require_edit(by, [need.session.space])
    with transaction.atomic():
        ask, is_new = Ask.objects.get_or_create(need=need, volunteer=volunteer, defaults={"asked_by": by})
        if not is_new and ask.state == AskState.ASKED:
            return ask
        _refuse_question(need, volunteer)
        if not is_new:
            ask_again(ask, by=by, kind=AskKind.TEAM)
        journal.record(by, "ask_volunteer", ask, need=need.pk, volunteer=volunteer.pk)
        mails.ask(ask)
        return ask


def answer_ask(*, by: Person | None = None, ask: Ask, accept: bool) -> Ask:
    """Her answer, by the link of the message (``by`` null) or told to the team. The first yes has the place.

    Returns the ask as it stands: ``accepted``, ``declined``, or ``filled`` when somebody was faster. The same answer
    twice changes nothing; after a no, a yes counts while the place is free. Refusals: ``planning.ask_past``,
    ``planning.ask_answered`` (a no after a yes: she gives her shift back), and
    ``planning.rule_forbids`` (fact ``rule``: a code of ``bridge.Broken``).
    """
    by = by or ask.volunteer.person
    require_self_or_edit(by, ask.volunteer.person, ask.need.session.space)
    if not accept:
        return _decline(by, ask)
    return on_open_diaries([ask.volunteer_id], lambda: _accept(by, ask))


def _refuse_question(need: StaffingNeed, volunteer: Volunteer) -> None:
    if need.session.starts_at <= clock.now():
        raise Refusal("planning.shift_past")
    if volunteer.state != VolunteerState.ACTIVE:
        raise Refusal("planning.inactive")
    if Assignment.objects.filter(need=need, volunteer=volunteer).exists():
        raise Refusal("planning.already_there")
    if Withdrawal.objects.filter(need=need, volunteer=volunteer).exists():
        raise Refusal("planning.said_no")
    if not StaffingNeed.objects.open().filter(pk=need.pk).exists():
        raise Refusal("planning.place_taken")


def ask_again(
    ask: Ask, *, by: Person | None, kind: AskKind, expires_at: datetime.datetime | None = None
) -> None:
    """A new question on the same line, when the life of an ask allows it; its link is another one."""
    if AskState.ASKED not in ASK_MOVES[AskState(ask.state)]:
        raise Refusal("planning.said_no")
    ask.state, ask.secret, ask.answered_at = AskState.ASKED, secret(), None
    ask.asked_by, ask.asked_at, ask.times = by, clock.now(), ask.times + 1
    ask.kind, ask.expires_at, ask.was_thanked = kind, expires_at, False
    ask.save(
        update_fields=[
            "state",
            "secret",
            "answered_at",
            "asked_by",
            "asked_at",
            "times",
            "kind",
            "expires_at",
        ]
    )


def _decline(by: Person, ask: Ask) -> Ask:
    with transaction.atomic():
        if move_ask(ask, AskState.DECLINED):
            journal.record(by, "decline_ask", ask, need=ask.need_id, volunteer=ask.volunteer_id)
            _leave_the_queue(ask)
        elif ask.state == AskState.ACCEPTED:
            raise Refusal("planning.ask_answered")
        return ask


def _leave_the_queue(ask: Ask) -> None:
    """She waited and says no: the place goes to the next one within a minute."""
    Standby.objects.filter(need=ask.need_id, volunteer=ask.volunteer_id).delete()
    offer_soon(ask.need_id)


def _accept(by: Person, ask: Ask) -> Ask:
    """Inside ``on_open_diaries``: the need first, then the asks, so that two answers never wait for each other."""
    ask.refresh_from_db(fields=["state", "answered_at"])
    if ask.state not in (AskState.ASKED, AskState.EXPIRED, AskState.DECLINED):
        return ask
    need = ask.need
    if need.session.starts_at <= clock.now():
        raise Refusal("planning.ask_past")
    need.refresh_from_db(fields=["filled", "minimum", "ideal", "maximum"])
    if need.filled >= need.maximum:  # said at once: the rules are long to read
        move_ask(ask, AskState.FILLED)
        return ask
    hers, codes = rules_broken(need, ask.volunteer)
    if "too_many" in codes or not _take_open_place(ask):
        move_ask(ask, AskState.FILLED)
        return ask
    if codes:
        raise Refusal("planning.rule_forbids", rule=codes[0], why=forbidden_sentence(codes[0]))
    if not move_ask(ask, AskState.ACCEPTED):
        raise Refusal("planning.ask_answered")
    seat(by, need, ask.volunteer, act="accept_ask", origin=Origin.REPLACEMENT, knowingly=hers)
    return ask


def _take_open_place(ask: Ask) -> bool:
    need = ask.need
    limit = open_target(need.filled, need.minimum, need.ideal, need.maximum)
    return not is_kept_for_others(need, ask.volunteer, limit) and take_place(need.pk, up_to=limit)
