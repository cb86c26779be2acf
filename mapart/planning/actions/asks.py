"""« Pouvez-vous venir ? »: the question that fills a hole, and its answer by a link."""

from django.db import transaction

from mapart.core import clock, journal
from mapart.core.ids import secret
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.planning import bridge, mails
from mapart.planning.actions.places import on_open_diaries, take_place
from mapart.planning.enums import AskState, Origin
from mapart.planning.models import Ask, Assignment, StaffingNeed, Withdrawal
from mapart.planning.perms import require_edit, require_self_or_edit
from mapart.planning.reasons import forbidden_sentence
from mapart.planning.rules import ASK_MOVES, HERS_TO_DECIDE, open_target
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
            _ask_again(ask, by)
        journal.record(by, "ask_volunteer", ask, need=need.pk, volunteer=volunteer.pk)
        mails.ask(ask)
        return ask


def answer_ask(*, by: Person | None = None, ask: Ask, accept: bool) -> Ask:
    """Her answer, by the link of the message (``by`` null) or told to the team. The first yes has the place.

    Returns the ask as it stands: ``accepted``, ``declined``, or ``filled`` when somebody was faster. The same answer
    twice changes nothing. Refusals: ``planning.ask_past``, ``planning.ask_answered`` (another answer was given), and
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


def _ask_again(ask: Ask, by: Person) -> None:
    """A new question on the same line, when the life of an ask allows it."""
    if AskState.ASKED not in ASK_MOVES[AskState(ask.state)]:
        raise Refusal("planning.said_no")
    ask.state, ask.secret, ask.answered_at = AskState.ASKED, secret(), None
    ask.asked_by, ask.asked_at, ask.times = by, clock.now(), ask.times + 1
    ask.save(update_fields=["state", "secret", "answered_at", "asked_by", "asked_at", "times"])


def _move(ask: Ask, after: AskState) -> bool:
    """Answer an open question; false when it was answered or closed meanwhile."""
    open_ask = Ask.objects.filter(pk=ask.pk, state=AskState.ASKED)
    moved = open_ask.update(state=after, answered_at=clock.now())
    ask.refresh_from_db(fields=["state", "answered_at"])
    return bool(moved)


def _decline(by: Person, ask: Ask) -> Ask:
    with transaction.atomic():
        if _move(ask, AskState.DECLINED):
            journal.record(by, "decline_ask", ask, need=ask.need_id, volunteer=ask.volunteer_id)
        elif ask.state == AskState.ACCEPTED:
            raise Refusal("planning.ask_answered")
        return ask


def _accept(by: Person, ask: Ask) -> Ask:
    """Inside ``on_open_diaries``: the need first, then the asks, so that two answers never wait for each other."""
    ask.refresh_from_db(fields=["state", "answered_at"])
    if ask.state == AskState.DECLINED:
        raise Refusal("planning.ask_answered")
    if ask.state != AskState.ASKED:
        return ask
    need = ask.need
    if need.session.starts_at <= clock.now():
        raise Refusal("planning.ask_past")
    broken = [one for one in bridge.broken_by(need, ask.volunteer) if one.code not in HERS_TO_DECIDE]
    if any(one.code == "too_many" for one in broken) or not _take_open_place(need):
        _move(ask, AskState.FILLED)
        return ask
    if broken:
        code = broken[0].code
        raise Refusal("planning.rule_forbids", rule=code, why=forbidden_sentence(code))
    if not _move(ask, AskState.ACCEPTED):
        raise Refusal("planning.ask_answered")
    assignment = Assignment.objects.create(
        need=need,
        volunteer=ask.volunteer,
        origin=Origin.REPLACEMENT,
        confirmed_at=clock.now(),
        why={"reasons": [{"code": "said_yes"}]},
    )
    journal.record(by, "accept_ask", assignment, need=need.pk, volunteer=ask.volunteer_id)
    _close_when_filled(need)
    mails.tell_yes(assignment)
    return ask


def _take_open_place(need: StaffingNeed) -> bool:
    need.refresh_from_db(fields=["filled", "minimum", "ideal", "maximum"])
    return take_place(need.pk, up_to=open_target(need.filled, need.minimum, need.ideal, need.maximum))


def _close_when_filled(need: StaffingNeed) -> None:
    """With the minimum reached the hole is closed: holes are handled, the others who were asked are thanked."""
    need.refresh_from_db(fields=["filled"])
    if need.filled < need.minimum:
        return
    Withdrawal.objects.filter(need=need, was_handled=False).update(was_handled=True)
    if need.filled in (need.minimum, need.ideal, need.maximum):
        waiting = Ask.objects.filter(need=need, state=AskState.ASKED)
        for other in waiting.select_related("volunteer__person", "need__session__space", "need__mission"):
            if _move(other, AskState.FILLED):
                mails.tell_place_filled(other)
