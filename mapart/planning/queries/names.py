"""How people are called on the roster."""

from django.utils.translation import gettext as _

from mapart.people.models import short_name


def roster_name(first_name: str, last_name: str, accompanied_shifts_left: int) -> str:
    """« Amina B. », « Amina B. (débute) » while somebody must be with her. For the team."""
    name = short_name(first_name, last_name)
    return _("%(name)s (débute)") % {"name": name} if accompanied_shifts_left else name
