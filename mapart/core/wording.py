"""Dates, durations, distances, phone numbers, who is missing: as people say them in French, for pages and messages."""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.dates import MONTHS, MONTHS_AP, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from mapart.core import clock

# Between a number and its unit: a line never ends there. An SMS gets a plain blank (``notifications.rules.to_gsm7``).
NO_BREAK = "\u00a0"


def day(value: datetime.date) -> str:
    """« mardi 24 novembre », with the year when it is not this one. An aware datetime is read in its own zone."""
    words = _day_words(value.weekday(), value.day, value.month, get_language())
    return words if value.year == clock.today().year else f"{words} {value.year}"


@lru_cache(maxsize=7 * 366)
def _day_words(weekday: int, number: int, month: int, _language: str | None) -> str:
    first = _("1er") if number == 1 else str(number)
    return f"{WEEKDAYS[weekday]} {first} {MONTHS[month]}"


def hour(value: datetime.time | datetime.datetime) -> str:
    """« 14 h », « 14 h 30 », on one line."""
    return _hours_and_minutes(value.hour, value.minute)


def _hours_and_minutes(hours: int, minutes: int) -> str:
    said = f"{thousands(hours)}{NO_BREAK}h"
    return f"{said}{NO_BREAK}{minutes:02}" if minutes else said


def moment(value: datetime.datetime, time_zone: str = "Europe/Paris") -> str:
    """« mardi 24 novembre à 14 h » on the walls of ``time_zone``."""
    local = value.astimezone(ZoneInfo(time_zone))
    return _("%(day)s à %(hour)s") % {"day": day(local), "hour": hour(local)}


def span(starts_at: datetime.datetime, ends_at: datetime.datetime, time_zone: str = "Europe/Paris") -> str:
    """« mardi 24 novembre, de 14 h à 17 h » on the walls of ``time_zone``; both instants are on one day."""
    zone = ZoneInfo(time_zone)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    return _("%(day)s, de %(start)s à %(end)s") % {
        "day": day(start),
        "start": hour(start),
        "end": hour(end),
    }


def hours(starts_at: datetime.datetime, ends_at: datetime.datetime, time_zone: str = "Europe/Paris") -> str:
    """« 9 h – 12 h » on the walls of ``time_zone``."""
    zone = ZoneInfo(time_zone)
    return f"{hour(starts_at.astimezone(zone))} – {hour(ends_at.astimezone(zone))}"


def moment_sms(value: datetime.datetime, time_zone: str = "Europe/Paris") -> str:
    """The same for an SMS: « août » is no GSM-7 word, « aout » is one (spelling of 1990)."""
    return moment(value, time_zone).replace("août", "aout").replace(NO_BREAK, " ")


def short_day(value: datetime.date) -> str:
    """« mar. 24 nov. » for a narrow table."""
    return _short_day_words(value.weekday(), value.day, value.month, get_language())


@lru_cache(maxsize=7 * 366)
def _short_day_words(weekday: int, number: int, month: int, _language: str | None) -> str:
    first = _("1er") if number == 1 else str(number)
    return f"{WEEKDAYS_ABBR[weekday][:3].lower()}. {first} {MONTHS_AP[month].lower()}"


def duration(minutes: int | datetime.timedelta) -> str:
    """« 2 h 30 », « 3 h », « 2 121 h », « 45 minutes »."""
    if isinstance(minutes, datetime.timedelta):
        minutes = round(minutes.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    if hours == 0:
        return (
            pgettext("duration", "%d minutes") % rest
            if rest > 1
            else pgettext("duration", "%d minute") % rest
        )
    return _hours_and_minutes(hours, rest)


def of(name: str) -> str:
    """« d'Amina », « de Marie », « d'Yves », « de Yacine »; before an H, « de » is never wrong."""
    bare = unicodedata.normalize("NFD", name).lower()
    return f"d'{name}" if re.match(r"[aeiou]|œ|y[^aeiou]", bare) else f"de {name}"


def missing(people: int) -> str:
    """« Il manque 2 personnes. », empty for none."""
    words = ngettext("Il manque %(n)s personne.", "Il manque %(n)s personnes.", people)
    return words % {"n": people} if people else ""


def cannot_come(names: Iterable[str]) -> str:
    """« Camille R. ne peut pas venir. », a sentence for each, empty for nobody."""
    return " ".join(_("%(who)s ne peut pas venir.") % {"who": who} for who in names)


def lasting(time: datetime.timedelta) -> str:
    """« 3 jours », « 5 heures », in round figures: how long somebody waits, or a step takes."""
    hours = round(time.total_seconds() / 3600)
    if not hours:
        return _("moins d'une heure")
    if hours < 48:
        return ngettext("%(n)s heure", "%(n)s heures", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)s jour", "%(n)s jours", days) % {"n": days}


def distance(km: float) -> str:
    """« 800 m », « 3,2 km », « 14 km »."""
    hundreds = round(km * 10)
    if hundreds < 10:
        return f"{max(1, hundreds) * 100}{NO_BREAK}m"
    number = f"{hundreds / 10:g}".replace(".", ",") if hundreds < 100 else thousands(round(km))
    return f"{number}{NO_BREAK}km"


def thousands(number: int) -> str:
    """« 2 121 »: groups of three digits, on one line."""
    return f"{number:,}".replace(",", "\u202f")


def euros(cents: int) -> str:
    """« 1 234,50 € », « 12 € »."""
    whole, rest = divmod(cents, 100)
    said = f"{thousands(whole)},{rest:02}" if rest else thousands(whole)
    return f"{said}{NO_BREAK}€"


def phone_pairs(phone: str) -> str:
    """A French number by pairs, « 06 39 98 00 01 », from E.164 or from ten digits; another number as it is."""
    digits = _bare(phone)
    if digits.startswith("+33") and len(digits) == 12:
        digits = f"0{digits[3:]}"
    if len(digits) == 10 and digits.isdigit():
        return NO_BREAK.join(digits[i : i + 2] for i in range(0, 10, 2))
    return phone


def phone_link(phone: str) -> str:
    """The target of a ``tel:`` link: the number in E.164, without blanks."""
    digits = _bare(phone)
    return f"+33{digits[1:]}" if len(digits) == 10 and digits.startswith("0") else digits


def _bare(phone: str) -> str:
    return "".join(phone.replace(".", "").split())
