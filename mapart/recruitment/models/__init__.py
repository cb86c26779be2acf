"""Tables of this room."""

from mapart.recruitment.models.applications import Application
from mapart.recruitment.models.campaigns import Campaign, Goal, Invitation, Sponsor
from mapart.recruitment.models.path import PathStep, TrialShift

__all__ = ["Application", "Campaign", "Goal", "Invitation", "PathStep", "Sponsor", "TrialShift"]
