"""Tables of this room."""

from mapart.recruitment.models.applications import Application

__all__ = ["Application"]
