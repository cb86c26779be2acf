"""What this room erases when somebody asks to be forgotten."""

from django.db import transaction
from django.db.models import Q

from mapart.core import clock, journal
from mapart.core.ids import secret
from mapart.people.models import Person
from mapart.planning import mails
from mapart.planning.actions.places import give_back_places, offer_soon
from mapart.planning.models import Ask, Assignment, ProposedAssignment, RhythmLine, Standby, Swap, Withdrawal


def forget_person(*, by: Person | None, person: Person) -> None:
    """Free her places to come and tell the teams, drop what proposals and questions say of her, close her links.

    Past shifts stay, without a name once ``people`` has erased hers, so that the counts of past weeks stay right.
    """
    with transaction.atomic():
        hers = {"volunteer__person": person}
        to_come = Assignment.objects.filter(**hers, need__session__starts_at__gt=clock.now())
        freed = []
        for assignment in to_come.select_related("need__session__space", "need__mission").order_by("need_id"):
            give_back_places(assignment.need_id)
            assignment.delete()
            offer_soon(assignment.need_id)
            freed.append(assignment.need)
        mails.tell_team_of_freed_places(freed, by=by)
        for assignment in Assignment.objects.filter(**hers):
            Assignment.objects.filter(pk=assignment.pk).update(secret=secret(), why={})
        ProposedAssignment.objects.filter(**hers).delete()
        Ask.objects.filter(**hers).delete()
        Withdrawal.objects.filter(**hers).delete()
        Standby.objects.filter(**hers).delete()
        RhythmLine.objects.filter(**hers).delete()
        Swap.objects.filter(Q(volunteer__person=person) | Q(colleague__person=person)).delete()
        journal.record(by, "forget_person_in_planning", person)
