"""Words of this room: the pieces of a sentence about opening hours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HoursWord(TextChoices):
    """Pieces of the sentences of ``rules.hours_in_words``; the holes have names."""

    ALWAYS = "always", _("Ouvert tous les jours, 24 heures sur 24.")
    OPEN = "open", _("%(days)s, %(hours)s.")
    OPEN_NOTED = "open_noted", _("%(days)s, %(hours)s, %(note)s.")
    CLOSED = "closed", _("fermé %(days)s.")
    CLOSED_ON_HOLIDAYS = "closed_on_holidays", _("Fermé les jours fériés.")
    EVERY_DAY = "every_day", _("tous les jours")
    ONE_DAY = "one_day", _("le %(day)s")
    RANGE = "range", _("du %(first)s au %(last)s")
    AND = "and", _("%(before)s et %(last)s")
    ALL_DAY = "all_day", _("toute la journée")
    FROM_TO = "from_to", _("de %(start)s à %(end)s")
    MIDNIGHT = "midnight", _("minuit")
