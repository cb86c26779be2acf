"""Reads of this room, each for somebody."""

from mapart.volunteering.queries.exports import export_person
from mapart.volunteering.queries.hours import (
    added_up,
    certificate_of_code,
    hours_by_mission,
    hours_by_month,
    hours_of_year,
    hours_to_judge,
    minutes_given,
)
from mapart.volunteering.queries.known import KnownVolunteer, volunteer_of_address
from mapart.volunteering.queries.search import Why, free_on, why_they_fit
from mapart.volunteering.queries.traits import planner_facts, with_traits
from mapart.volunteering.queries.volunteers import (
    absences_of,
    conversations,
    extras_of,
    letters_for,
    likenesses,
    minutes_to,
    missions_open_to_all,
    named_in_space,
    offers_of,
    open_missions,
    referents_of,
    volunteer_of,
    volunteer_of_calendar,
    windows_of,
)

__all__ = [
    "KnownVolunteer",
    "Why",
    "absences_of",
    "added_up",
    "certificate_of_code",
    "conversations",
    "export_person",
    "extras_of",
    "free_on",
    "hours_by_mission",
    "hours_by_month",
    "hours_of_year",
    "hours_to_judge",
    "letters_for",
    "likenesses",
    "minutes_given",
    "minutes_to",
    "missions_open_to_all",
    "named_in_space",
    "offers_of",
    "open_missions",
    "planner_facts",
    "referents_of",
    "volunteer_of",
    "volunteer_of_address",
    "volunteer_of_calendar",
    "why_they_fit",
    "windows_of",
    "with_traits",
]
