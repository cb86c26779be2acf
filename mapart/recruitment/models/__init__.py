"""Tables of this room."""

from mapart.recruitment.models.applications import Application
from mapart.recruitment.models.campaigns import Campaign, Goal, Invitation, Sponsor

__all__ = ["Application", "Campaign", "Goal", "Invitation", "Sponsor"]
