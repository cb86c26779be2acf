"""From the rows of a file to lines that can be taken, in plain values, and to what is wrong in the others.

Nothing is written here. Who sends the file can name only the spaces and the people that she may change.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mapart.core import clock
from mapart.core.enums import Channel, Language
from mapart.core.sheets.reading import Row, Table
from mapart.people.models import Person
from mapart.people.rules import plain_name
from mapart.volunteering.enums import Commitment, HoursState, ImportKind, Status, VolunteerState
from mapart.volunteering.exchange import cells
from mapart.volunteering.exchange.columns import places_of, title_of
from mapart.volunteering.exchange.faults import CellFault, Fault
from mapart.volunteering.exchange.roll import Line, Roll
from mapart.volunteering.models import Mission
from mapart.volunteering.rules import HALF_DAYS, same_mailbox

MOST_FAULTS = 500


@dataclass
class Checked:
    """What a file asks for: ``lines`` to take, of which ``known`` are about people we know, and ``faults``."""

    total: int = 0
    known: int = 0
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def check_table(
    *, by: Person | None, kind: ImportKind, table: Table, missions: Sequence[Mission] = ()
) -> Checked:
    """Read each row of ``table`` for ``by`` (null: the installer, who may everything).

    ``missions``: those of the lines that name none. Whoever may change one space alone need not name it.
    """
    roll = Roll(by, missions)
    places, faults = places_of(kind, table.titles, roll.given)
    checked = Checked(total=len(table.rows), faults=faults)
    if faults:
        return checked
    if kind == ImportKind.VOLUNTEERS:
        roll.look_up(table.rows, places)
    seen: dict[Any, int] = {}
    for row in table.rows:
        reader = Reader(row, places, kind, roll)
        line, key = reader.read()
        if line is not None and key in seen:
            code = "hours_twice" if kind == ImportKind.HOURS else "row_twice"
            reader.fault("", code, str(seen[key]))
        elif line is not None:
            seen[key] = row.line
        if reader.faults:
            checked.faults += reader.faults
        elif line is not None:
            checked.known += bool(line.pop("is_known", True))
            checked.lines.append(line)
    checked.faults = checked.faults[:MOST_FAULTS]
    return checked


class Reader:
    """One row, and what is wrong in it."""

    def __init__(self, row: Row, places: dict[str, int], kind: ImportKind, roll: Roll) -> None:
        self.row, self.places, self.kind, self.roll = row, places, kind, roll
        self.faults: list[Fault] = []

    def read(self) -> tuple[Line | None, Any]:
        """The line in plain values, and what makes it unlike the others; null when something is wrong."""
        facts = self._who()
        readers: dict[ImportKind, Callable[[Line], tuple[Line, Any]]] = {
            ImportKind.VOLUNTEERS: self._volunteer,
            ImportKind.AVAILABILITIES: self._availability,
            ImportKind.HOURS: self._hours,
        }
        line, key = readers[self.kind](facts)
        return (None, None) if self.faults else ({"line": self.row.line, **line}, key)

    def fault(self, name: str, code: str, value: str = "") -> None:
        """Note what is wrong in the cell of a column; "" is the whole row."""
        self.faults.append(Fault(self.row.line, title_of(self.kind, name), code, value))

    def _text(self, name: str) -> str:
        return self.row.cells[self.places[name]] if name in self.places else ""

    def _cell(
        self, name: str, read: Callable[[str], Any], default: Any = None, *, needed: bool = False
    ) -> Any:
        """The value of a cell, or ``default`` when it is empty or wrong."""
        text = self._text(name)
        if not text:
            if needed:
                self.fault(name, "empty")
            return default
        try:
            return read(text)
        except CellFault as fault:
            self.fault(name, fault.code, fault.value)
            return default

    def _who(self) -> Line:
        return {
            "first_name": self._cell("first_name", lambda text: cells.name(text, 60), ""),
            "last_name": self._cell("last_name", lambda text: cells.name(text, 80), ""),
            "email": self._cell("email", cells.mail),
            "phone": self._cell("phone", cells.phone),
            "space": self._cell("space", self._space),
        }

    def _space(self, text: str) -> UUID:
        found = self.roll.spaces.get(plain_name(text))
        if found is None:
            raise CellFault("space_unknown")
        return found

    def _mission(self, text: str) -> str:
        found = self.roll.missions.get(plain_name(text))
        if found is None:
            raise CellFault("mission_unknown")
        return found

    def _volunteer(self, who: Line) -> tuple[Line, Any]:
        who["space"] = who["space"] or self.roll.only_space
        for name in {"first_name", "space"} - self.roll.given:
            if not self._text(name):
                self.fault(name, "empty")
        today = clock.today()
        skills = self._cell("skills", lambda text: [cells.skill(part) for part in cells.several(text)], [])
        languages = self._cell(
            "languages", lambda text: [cells.choice(p, cells.LANGUAGES) for p in cells.several(text)], []
        )
        channel = self._channel(who)
        self._check_addresses(who)
        started_on = self._cell("started_on", lambda text: cells.past_date(text, today))
        commitment = self._cell("commitment", lambda text: cells.choice(text, cells.COMMITMENTS))
        status = self._cell("status", lambda text: cells.choice(text, cells.STATUSES), Status.OTHER)
        line = {
            **who,
            "space": str(who["space"]),
            "channel": str(channel),
            "missions": self._missions(),
            "commitment": str(commitment or Commitment.THREE_HOURS_A_MONTH),
            "status": str(status),
            "skills": {str(skill): int(level) for skill, level in skills},
            "languages": sorted({str(Language.FR), *map(str, languages)}),
            "started_on": started_on.isoformat() if started_on else None,
            "is_known": self._is_known(who),
        }
        if self._is_state(VolunteerState.LEFT):
            self.fault("state", "left")
        named = (plain_name(f"{who['first_name']} {who['last_name']}"), who["space"])
        return line, who["email"] or who["phone"] or named

    def _channel(self, who: Line) -> Channel:
        """How she wants to be reached; where the line does not say, by the address it gives."""
        usual = Channel.MAIL if who["email"] else Channel.SMS if who["phone"] else Channel.PAPER
        channel = self._cell("channel", lambda text: cells.choice(text, cells.CHANNELS), usual)
        if (channel == Channel.MAIL and not who["email"]) or (channel == Channel.SMS and not who["phone"]):
            self.fault("channel", "no_address")
        return Channel(channel)

    def _check_addresses(self, who: Line) -> None:
        """Not those of somebody who follows another space, nor of somebody we know under another writing."""
        if self.roll.elsewhere & {who["email"], who["phone"]}:
            self.fault("", "elsewhere")
        elif who["email"] and not self._is_known(who) and same_mailbox(who["email"]) in self.roll.mailboxes:
            self.fault("email", "same_mailbox")

    def _missions(self) -> list[str]:
        """Their slugs: those of the line, else those said for the whole file."""
        missions: list[str] = self._cell(
            "missions",
            lambda text: [self._mission(part) for part in cells.several(text)],
            self.roll.usual_missions,
        )
        if not (missions or self._text("missions")):
            self.fault("missions", "mission_empty")
        return missions

    def _is_state(self, state: VolunteerState | HoursState) -> bool:
        """Whether the line says so in our words; what another file says there in its own means nothing to us."""
        return plain_name(self._text("state")) == plain_name(str(state.label))

    def _is_known(self, who: Line) -> bool:
        if who["email"] or who["phone"]:
            return bool(self.roll.known_addresses & {who["email"], who["phone"]})
        named = self.roll.by_name.get(plain_name(f"{who['first_name']} {who['last_name']}"), [])
        return any(space == who["space"] for _key, space in named)

    def _person(self, who: Line) -> UUID | None:
        if self.faults:
            return None
        try:
            return self.roll.find(who, may_be_away=self.kind == ImportKind.HOURS)
        except CellFault as fault:
            self.fault("", fault.code)
            return None

    def _availability(self, who: Line) -> tuple[Line, Any]:
        weekday = self._cell("weekday", self._weekday, needed=True)
        half_day = self._cell("half_day", lambda text: cells.choice(text, cells.HALF_DAYS))
        starts_at, ends_at = self._cell("starts_at", cells.time), self._cell("ends_at", cells.time)
        if half_day and not self.faults:
            starts_at, ends_at = HALF_DAYS[half_day]
        if not self.faults and (starts_at is None or ends_at is None):
            self.fault("", "moment_missing")
        elif starts_at and ends_at and ends_at <= starts_at:
            self.fault("ends_at", "hours_reversed")
        volunteer = self._person(who)
        line = {
            "volunteer": str(volunteer),
            "weekday": weekday,
            "starts_at": _iso(starts_at),
            "ends_at": _iso(ends_at),
        }
        return line, tuple(line.values())

    @staticmethod
    def _weekday(text: str) -> int:
        try:
            return int(cells.choice(text, cells.WEEKDAYS))
        except CellFault:
            raise CellFault("weekday") from None

    def _hours(self, who: Line) -> tuple[Line, Any]:
        day = self._cell("day", lambda text: cells.past_date(text, clock.today()), needed=True)
        minutes = self._cell("minutes", cells.minutes, needed=True)
        mission = self._cell("mission", self._mission, needed=True)
        volunteer = self._person(who)
        if self._is_state(HoursState.REFUSED):
            self.fault("state", "hours_refused")
        line = {
            "volunteer": str(volunteer),
            "is_waiting": self._is_state(HoursState.WAITING),
            "day": _iso(day),
            "minutes": minutes,
            "mission": mission,
            "space": str(who["space"]) if who["space"] else None,
        }
        return line, (line["volunteer"], line["day"], mission)


def _iso(value: datetime.time | datetime.date | None) -> str | None:
    return value.isoformat() if value is not None else None
