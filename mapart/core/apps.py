"""The ground floor as Django loads it: with its checks."""

from django.apps import AppConfig

from mapart.core import checks

__all__ = ["CoreConfig", "checks"]


class CoreConfig(AppConfig):
    """Loading the checks above registers them."""

    name = "mapart.core"
