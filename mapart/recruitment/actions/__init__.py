"""Every write about applicants and their meetings."""

from mapart.recruitment.actions.applications import Outcome, apply, forget_person, move_application
from mapart.recruitment.actions.door import add_walk_in, welcome_all
from mapart.recruitment.actions.meetings import (
    cancel_meeting,
    change_seats,
    give_back_place,
    mark_attendance,
)
from mapart.recruitment.actions.opening import Applicant

__all__ = [
    "Applicant",
    "Outcome",
    "add_walk_in",
    "apply",
    "cancel_meeting",
    "change_seats",
    "forget_person",
    "give_back_place",
    "mark_attendance",
    "move_application",
    "welcome_all",
]
