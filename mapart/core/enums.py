"""Lists of values that every room shares."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Weekday(IntegerChoices):
    """Days as Python counts them: Monday is 0."""

    MONDAY = 0, _("lundi")
    TUESDAY = 1, _("mardi")
    WEDNESDAY = 2, _("mercredi")
    THURSDAY = 3, _("jeudi")
    FRIDAY = 4, _("vendredi")
    SATURDAY = 5, _("samedi")
    SUNDAY = 6, _("dimanche")


class Language(TextChoices):
    """Languages spoken with the people who come (ISO 639-1)."""

    FR = "fr", _("français")
    AR = "ar", _("arabe")
    EN = "en", _("anglais")
    ES = "es", _("espagnol")
    PT = "pt", _("portugais")
    TR = "tr", _("turc")
    UK = "uk", _("ukrainien")
    FA = "fa", _("persan")


class Channel(TextChoices):
    """How a person wants to be told."""

    MAIL = "mail", _("par mail")
    SMS = "sms", _("par SMS")
    PAPER = "paper", _("par téléphone ou par courrier")
