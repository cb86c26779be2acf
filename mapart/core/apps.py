"""The ground floor as Django loads it: with its checks, and counting in French."""

from django.apps import AppConfig

from mapart.core import checks, plurals

__all__ = ["CoreConfig", "checks"]


class CoreConfig(AppConfig):
    """Loading the checks above registers them."""

    name = "mapart.core"

    def ready(self) -> None:
        """The sentences typed in French are counted as French counts."""
        plurals.count_in_french()
