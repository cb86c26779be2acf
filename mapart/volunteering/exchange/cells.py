"""From the text of one cell to a value, in the many ways that people write it. Each raises ``CellFault``."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from mapart.core.enums import Channel, Language, Weekday
from mapart.core.refusals import Refusal
from mapart.people.addresses import read_mail
from mapart.people.phones import read_phone
from mapart.people.rules import plain_name
from mapart.volunteering.enums import Commitment, HalfDay, Skill, SkillLevel, Status
from mapart.volunteering.exchange.faults import CellFault

_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s?(?:[:hH]\s?(\d{2})?)?(?::\d{2})?", re.ASCII)
_HOURS = re.compile(r"(\d{1,2})\s?(?:h|:)\s?(\d{2})?(?::\d{2})?(?:\s?min)?", re.ASCII | re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,3})\s?(?:min|mn|minutes?)", re.ASCII | re.IGNORECASE)
_DECIMAL = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s?(?:h|heures?)?", re.ASCII | re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[|;]\s*")
LEAST_MINUTES, MOST_MINUTES = 5, 16 * 60


def _of(choices: Any, **others: Any) -> dict[str, Any]:
    """What may be typed for each value: its label, its code, and other words."""
    words = {plain_name(str(choice.label)): choice for choice in choices}
    words |= {plain_name(str(choice.value)): choice for choice in choices}
    return words | {plain_name(word.replace("_", " ")): choice for word, choice in others.items()}


CHANNELS = _of(Channel, mail=Channel.MAIL, sms=Channel.SMS, papier=Channel.PAPER, telephone=Channel.PAPER)
COMMITMENTS = _of(Commitment)
STATUSES = _of(
    Status,
    etudiant=Status.STUDENT,
    etudiante=Status.STUDENT,
    retraite=Status.RETIRED,
    retraitee=Status.RETIRED,
    recherche_d_emploi=Status.JOB_SEEKER,
    demandeur_d_emploi=Status.JOB_SEEKER,
    salarie=Status.EMPLOYED,
    salariee=Status.EMPLOYED,
    autre=Status.OTHER,
)
SKILLS = _of(Skill)
LEVELS = _of(
    SkillLevel,
    debutant=SkillLevel.BEGINNER,
    debutante=SkillLevel.BEGINNER,
    je_debute=SkillLevel.BEGINNER,
    je_suis_à_l_aise=SkillLevel.EASY,
    je_peux_former=SkillLevel.EXPERT,
)
LANGUAGES = _of(Language)
WEEKDAYS = _of(Weekday) | {str(day.label)[:3]: day for day in Weekday}
HALF_DAYS = _of(HalfDay, soir=HalfDay.EVENING, apresmidi=HalfDay.AFTERNOON)


def name(text: str, most: int) -> str:
    """A first or last name."""
    if len(text) > most:
        raise CellFault("too_long")
    return text


def mail(text: str) -> str:
    """A mail address in its one form."""
    try:
        return read_mail(text)
    except Refusal:
        raise CellFault("mail") from None


def phone(text: str) -> str:
    """A number in E.164. A spreadsheet that took it for a number has dropped its first 0."""
    digits = f"0{text}" if re.fullmatch(r"[1-9]\d{8}", text, re.ASCII) else text.lstrip("'")
    try:
        return read_phone(digits)
    except Refusal:
        raise CellFault("phone") from None


def choice(text: str, words: Mapping[str, Any]) -> Any:
    """One value of a list."""
    found = words.get(plain_name(text))
    if found is None:
        raise CellFault("choice", next(iter(words)))
    return found


def several(text: str) -> list[str]:
    """The parts of a cell that holds several values, between « | » or « ; »."""
    return [part for part in _BETWEEN.split(text) if part]


def skill(text: str) -> tuple[Skill, SkillLevel]:
    """« tenir une caisse » or « tenir une caisse : capable de former »."""
    what, _sign, level = text.partition(":")
    return choice(what, SKILLS), choice(level, LEVELS) if level.strip() else SkillLevel.BEGINNER


def date(text: str) -> datetime.date:
    """« 24/11/2026 », « 24-11-26 » or « 2026-11-24 »."""
    try:
        if found := _DATE.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return datetime.date(year + 2000 if year < 100 else year, month, day)
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise CellFault("date") from None


def past_date(text: str, today: datetime.date) -> datetime.date:
    """A date of the last hundred years."""
    found = date(text)
    if found > today:
        raise CellFault("date_to_come")
    if found.year < today.year - 100:
        raise CellFault("date")
    return found


def time(text: str) -> datetime.time:
    """« 14:30 », « 14h30 », « 14 h »."""
    found = _TIME.fullmatch(text)
    try:
        if found:
            return datetime.time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise CellFault("time")


def minutes(text: str) -> int:
    """« 2 h 30 », « 2:30 », « 150 min », « 2,5 »: minutes of one day."""
    if found := _MINUTES.fullmatch(text):
        total = int(found[1])
    elif found := _HOURS.fullmatch(text):
        total = 60 * int(found[1]) + int(found[2] or 0)
    elif found := _DECIMAL.fullmatch(text):
        total = round(60 * float(found[1].replace(",", ".")))
    else:
        raise CellFault("duration")
    if not LEAST_MINUTES <= total <= MOST_MINUTES:
        raise CellFault("duration_day")
    return total
