"""Writes that need several rooms."""

from django.db import transaction

from mapart.agenda import actions as agenda
from mapart.notifications import actions as notifications
from mapart.people import actions as people
from mapart.people.models import Person
from mapart.planning import actions as planning
from mapart.recruitment import actions as recruitment
from mapart.volunteering import actions as volunteering


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
