"""Reads that need several rooms."""

from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from mapart.agenda import queries as agenda
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications import queries as notifications
from mapart.people import queries as people
from mapart.people.models import Person
from mapart.people.phones import read_phone
from mapart.people.rules import same_mail
from mapart.planning import queries as planning
from mapart.recruitment import queries as recruitment
from mapart.recruitment.models import Application
from mapart.volunteering import queries as volunteering
from mapart.volunteering.models import Volunteer
from mapart.website.acts import words_of

PEOPLE_SHOWN = 20


def export_person(person: Person) -> dict[str, Any]:
    """All that the house holds about her, room by room, in values that JSON can hold. For herself."""
    her = volunteering.volunteer_of(person)
    keys = [person.pk, *([her.pk] if her else [])]
    if her:  # and those of the rows that were merged into hers
        keys += [key for former in her.former.all() for key in (former.pk, former.person_key)]
    keys += Application.objects.filter(person=person).values_list("pk", flat=True)
    written = JournalEntry.objects.filter(subject__in=keys).order_by("at")
    return {
        "vous": people.export_person(person),
        "bénévolat": volunteering.export_person(person),
        "candidatures": recruitment.export_person(person),
        "places et réunions": agenda.export_person(person),
        "missions au planning": planning.export_person(person),
        "messages": notifications.export_person(person.pk),
        "journal": [{"le": entry.at.isoformat(), "acte": words_of(entry.act)} for entry in written],
    }


def people_asked_for(words: str) -> list[Person]:
    """Who may be meant by a name, or by a whole mail address or phone number; a few. For who answers requests.

    ``space_name`` tells two people of one name apart: where she is a volunteer, else where she offered her help.
    """
    volunteer = Volunteer.objects.filter(person=OuterRef("pk")).values("home_space__name")[:1]
    applicant = Application.objects.filter(person=OuterRef("pk")).order_by("-created_at")
    living = Person.objects.filter(erased_on=None).annotate(
        space_name=Coalesce(Subquery(volunteer), Subquery(applicant.values("space__name")[:1]), Value(""))
    )
    if "@" in words:
        return list(living.filter(email=same_mail(words)))
    try:
        return list(living.filter(phone=read_phone(words)))
    except Refusal:
        named = people.people_of_name(words).values("person")
        return list(living.filter(pk__in=named).order_by("first_name", "last_name", "pk")[:PEOPLE_SHOWN])
