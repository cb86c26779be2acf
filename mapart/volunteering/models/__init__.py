"""The tables of this room, one file for each thing."""

from mapart.volunteering.models.exchange import FormerVolunteer, ImportBatch, Likeness
from mapart.volunteering.models.hours import HoursEntry, HoursOfYear
from mapart.volunteering.models.profile import (
    Absence,
    Availability,
    ExtraAvailability,
    HeldSkill,
    Mission,
    MissionChoice,
    ReachableSpace,
    SpokenLanguage,
    Volunteer,
)
from mapart.volunteering.models.recognition import HourlyRate, HoursCertificate
from mapart.volunteering.models.talk import Letter, LetterCopy, Note
from mapart.volunteering.models.welcome import CharterSignature, NotNow

__all__ = [
    "Absence",
    "Availability",
    "CharterSignature",
    "ExtraAvailability",
    "FormerVolunteer",
    "HeldSkill",
    "HourlyRate",
    "HoursCertificate",
    "HoursEntry",
    "HoursOfYear",
    "ImportBatch",
    "Letter",
    "LetterCopy",
    "Likeness",
    "Mission",
    "MissionChoice",
    "NotNow",
    "Note",
    "ReachableSpace",
    "SpokenLanguage",
    "Volunteer",
]
