"""The base of every form: our templates for fields and errors."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms drawn with ``core/templates/core/form``."""
