"""The outbox as Django loads it: with its checks."""

from django.apps import AppConfig

from mapart.notifications import checks

__all__ = ["NotificationsConfig", "checks"]


class NotificationsConfig(AppConfig):
    """Loading the checks above registers them."""

    name = "mapart.notifications"
