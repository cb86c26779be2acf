"""The columns of each kind of file, under the titles that people give them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from mapart.people.rules import plain_name
from mapart.volunteering.enums import ImportKind
from mapart.volunteering.exchange.faults import Fault


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the code, its title in our files, what to write in it, and other titles we read."""

    name: str
    title: str
    hint: StrPromise
    others: tuple[str, ...] = ()
    is_needed: bool = False


_WHO = (
    Column("first_name", "prénom", _("Amina"), ("prenom usuel", "first name")),
    Column("last_name", "nom", _("Bénali"), ("nom de famille", "nom d usage", "last name")),
    Column("email", "adresse mail", _("amina@exemple.fr"), ("mail", "email", "e mail", "courriel")),
    Column("phone", "téléphone", _("06 39 98 00 01"), ("tel", "portable", "mobile", "numero de telephone")),
    Column("space", "espace", _("le nom de l'espace"), ("lieu", "antenne", "site")),
)

COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.VOLUNTEERS: (
        *(Column(c.name, c.title, c.hint, c.others, c.name in ("first_name", "space")) for c in _WHO),
        Column("channel", "prévenir", _("mail, SMS ou papier"), ("etre prevenu", "canal")),
        Column("missions", "missions", _("plusieurs : séparées par |"), ("mission",), is_needed=True),
        Column("commitment", "temps proposé", _("3 heures par mois"), ("engagement", "rythme")),
        Column("status", "situation", _("à la retraite"), ("statut", "a cote")),
        Column("skills", "compétences", _("tenir une caisse | démarches sur Internet"), ("competence",)),
        Column("languages", "langues", _("arabe | anglais"), ("langue",)),
        Column("started_on", "depuis le", _("24/11/2024"), ("benevole depuis", "date d arrivee", "arrivee")),
    ),
    ImportKind.AVAILABILITIES: (
        *_WHO,
        Column("weekday", "jour", _("lundi"), ("jour de la semaine",), is_needed=True),
        Column("half_day", "moment", _("matin, après-midi ou soirée"), ("demi journee",)),
        Column("starts_at", "début", _("14:00"), ("de", "heure de debut")),
        Column("ends_at", "fin", _("17:30"), ("a", "heure de fin")),
    ),
    ImportKind.HOURS: (
        *_WHO,
        Column("day", "date", _("24/11/2026"), ("jour", "le"), is_needed=True),
        Column("minutes", "durée", _("2 h 30"), ("heures", "temps", "nombre d heures"), is_needed=True),
        Column("mission", "mission", _("le nom de la mission"), ("activite",), is_needed=True),
    ),
}

# What a file taken away from here says beside, and what is read of it: the hours that were refused, who has left.
STATE = Column("state", "état", _("parti ou partie, refusées"))


def places_of(
    kind: ImportKind, titles: Sequence[str], given: Collection[str] = ()
) -> tuple[dict[str, int], list[Fault]]:
    """Where each known column stands among ``titles``; faults of line 1 when one is missing or there twice.

    ``given``: names of columns that the file need not have, for whoever sends it says them once for all lines.
    """
    wanted = {plain_name(word): c.name for c in (*COLUMNS[kind], STATE) for word in (c.title, *c.others)}
    places: dict[str, int] = {}
    twice = []
    for place, title in enumerate(titles):
        name = wanted.get(plain_name(title))
        if name in places:
            twice.append(title)
        elif name:
            places[name] = place
    missing = [c.title for c in COLUMNS[kind] if c.is_needed and c.name not in {*places, *given}]
    faults = []
    if missing == [title_of(kind, "missions")]:
        faults.append(Fault(1, "", "missions_missing"))
    elif missing:
        faults.append(Fault(1, "", "columns_missing", ", ".join(missing)))
    if twice:
        faults.append(Fault(1, "", "columns_twice", ", ".join(twice)[:200]))
    return places, faults


def title_of(kind: ImportKind, name: str) -> str:
    """The title of a column, for a sentence about a cell."""
    return next((c.title for c in (*COLUMNS[kind], STATE) if c.name == name), "")
