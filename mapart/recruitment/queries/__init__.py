"""Reads of this room, each for somebody."""

from mapart.recruitment.queries.applicants import (
    Seated,
    applicants_for,
    attendance_list,
    counts_by_stage,
    export_person,
    meetings_to_come,
    open_applications,
    to_follow,
    waiting_for,
)

__all__ = [
    "Seated",
    "applicants_for",
    "attendance_list",
    "counts_by_stage",
    "export_person",
    "meetings_to_come",
    "open_applications",
    "to_follow",
    "waiting_for",
]
