"""Writes about the catalogue of missions."""

from django.db import transaction

from mapart.core import journal
from mapart.people.models import Person
from mapart.volunteering import catalogue
from mapart.volunteering.models import Mission


def load_catalogue(*, by: Person | None) -> list[Mission]:
    """Make sure the nine missions are there; those that are keep what staff wrote. Returns them in order."""
    with transaction.atomic():
        added = catalogue.load_into(Mission)
        if added:
            journal.record(by, "load_catalogue", added=added)
        return list(Mission.objects.filter(slug__in=[entry.slug for entry in catalogue.ENTRIES]))
