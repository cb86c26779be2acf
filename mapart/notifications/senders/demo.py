"""The sender of a demonstration: nothing leaves the house."""

from mapart.notifications.models import Message


def send(message: Message) -> str:
    """Say it is sent; the page of messages shows what would have left."""
    return "demonstration"
