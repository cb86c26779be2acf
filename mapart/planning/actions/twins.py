"""Two records of one volunteer become one: what both hold in the roster."""

import datetime

from mapart.agenda.enums import Attendance
from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.core.wording import moment
from mapart.people.models import Person
from mapart.planning.actions.places import give_back_places
from mapart.planning.models import Assignment, StaffingNeed
from mapart.planning.queries import shifts_of
from mapart.volunteering.models import Volunteer

_FAR = datetime.timedelta(days=366)


def refuse_two_at_once(*, one: Volunteer, other: Volunteer) -> None:
    """Nobody is at two places: one of two shifts to come at the same hour is given back first.

    Refusal ``planning.twins_at_once`` (fact ``when``). One shift that both hold is for ``settle_twin_shift``.
    """
    now = clock.now()
    mine, hers = (list(shifts_of(who, now, now + _FAR)) for who in (one, other))
    for held in mine:
        session = held.need.session
        for twin in hers:
            there = twin.need.session
            is_at_once = session.starts_at < there.ends_at and there.starts_at < session.ends_at
            if is_at_once and held.need_id != twin.need_id:
                raise Refusal("planning.twins_at_once", when=_when(held.need))


def settle_twin_shift(*, by: Person, gone: Assignment, kept: Volunteer) -> None:
    """Both records are on one shift. Once it is over one line stays, hers who came, and the shift counts one less.

    Before, or when both came, a person settles it: refusals ``planning.twins_on_a_shift``, ``planning.twins_who_came``
    (fact ``when``). Inside the transaction.
    """
    need = StaffingNeed.objects.select_related("session__space").get(pk=gone.need_id)
    if need.session.ends_at > clock.now():
        raise Refusal("planning.twins_on_a_shift", when=_when(need))
    stays = Assignment.objects.get(need=need, volunteer=kept)
    if gone.attendance == stays.attendance == Attendance.CAME:
        raise Refusal("planning.twins_who_came", when=_when(need))
    goes = stays if gone.attendance == Attendance.CAME else gone
    journal.record(by, "settle_twin_shift", goes, need=need.pk)
    Assignment.objects.filter(pk=goes.pk).delete()
    give_back_places(need.pk)


def _when(need: StaffingNeed) -> str:
    return moment(need.session.starts_at, need.session.space.time_zone)
