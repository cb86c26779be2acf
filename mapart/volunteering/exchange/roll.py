"""What the lines of a file may name: only the spaces and the people that whoever sends it may change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from mapart.core.sheets.reading import Row
from mapart.people import perms as people
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.people.rules import plain_name
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.exchange import cells
from mapart.volunteering.exchange.faults import CellFault
from mapart.volunteering.models import Mission, Volunteer
from mapart.volunteering.rules import same_mailbox

Line = dict[str, Any]


class Roll:
    """The spaces, missions and people that the lines may name, read once."""

    def __init__(self, by: Person | None, missions: Sequence[Mission]) -> None:
        allowed = people.spaces_where(by, Permission.EDIT_VOLUNTEERS) if by else Space.objects.all()
        spaces = list(allowed.filter(is_open=True))
        self.keys = {space.pk for space in spaces}
        self.only_space = spaces[0].pk if len(spaces) == 1 else None
        self.usual_missions = [mission.slug for mission in missions]
        said = {"space": self.only_space, "missions": self.usual_missions}
        self.given = {name for name, value in said.items() if value}
        self.spaces: dict[str, UUID] = {}
        cities: dict[str, list[UUID]] = defaultdict(list)
        for space in spaces:
            cities[plain_name(space.city)].append(space.pk)
        self.spaces |= {city: keys[0] for city, keys in cities.items() if city and len(keys) == 1}
        self.spaces |= {plain_name(word): s.pk for s in spaces for word in (s.name, s.slug)}
        self.missions = {
            plain_name(word): mission.slug
            for mission in Mission.objects.all()
            for word in (mission.title, mission.slug)
        }
        self.by_mail: dict[str, UUID] = {}
        self.by_phone: dict[str, UUID] = {}
        self.mailboxes: set[str] = set()
        self.by_name: dict[str, list[tuple[UUID, UUID | None]]] = defaultdict(list)
        self.elsewhere: set[str] = set()
        self.known_addresses: set[str] = set()
        self._read_volunteers()

    def _read_volunteers(self) -> None:
        found = Volunteer.objects.filter(home_space__in=self.keys).exclude(state=VolunteerState.CANDIDATE)
        for key, space, first, last, mail, phone in found.values_list(
            "pk",
            "home_space",
            "person__first_name",
            "person__last_name",
            "person__email",
            "person__phone",
        ):
            if mail:
                self.by_mail[mail] = key
                self.mailboxes.add(same_mailbox(mail))
            if phone:
                self.by_phone[phone] = key
            self.by_name[plain_name(f"{first} {last}")].append((key, space))

    def look_up(self, rows: Iterable[Row], places: dict[str, int]) -> None:
        """Which addresses of the file belong to people we know already, and which of those follow other spaces."""
        mails: set[str] = set()
        phones: set[str] = set()
        for row in rows:
            for name, read, found in (("email", cells.mail, mails), ("phone", cells.phone, phones)):
                text = row.cells[places[name]] if name in places else ""
                try:
                    found.add(read(text))
                except CellFault:
                    continue
        known = Person.objects.filter(Q(email__in=mails) | Q(phone__in=phones))
        for mail, phone in known.values_list("email", "phone"):
            self.known_addresses |= {address for address in (mail, phone) if address}
        others = Volunteer.objects.filter(person__in=known).exclude(home_space__in=self.keys)
        for mail, phone in others.values_list("person__email", "person__phone"):
            self.elsewhere |= {address for address in (mail, phone) if address}

    def find(self, facts: Line, *, may_be_away: bool = False) -> UUID:
        """The volunteer a line names: by mail, else by phone, else by her whole name. Raises ``CellFault``.

        ``may_be_away``: the space of the line need not be her own, as long as one person alone has this name.
        """
        for address, book in ((facts["email"], self.by_mail), (facts["phone"], self.by_phone)):
            if address and address in book:
                return book[address]
        if facts["email"] or facts["phone"]:
            raise CellFault("person_unknown")
        named = self.by_name.get(plain_name(f"{facts['first_name']} {facts['last_name']}"), [])
        here = [key for key, space in named if facts["space"] in (None, space)]
        if may_be_away and not here:
            here = [key for key, _space in named]
        if not here:
            raise CellFault("person_unknown" if facts["first_name"] else "nobody")
        if len(here) > 1:
            raise CellFault("person_twice")
        return here[0]
