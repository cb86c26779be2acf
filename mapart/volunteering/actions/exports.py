"""Files that leave the house."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from mapart.core import clock, journal
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.core.sheets import writing
from mapart.people import perms as people
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.volunteering.enums import ImportKind
from mapart.volunteering.exchange.export import rows_of, titles_of
from mapart.volunteering.models import Volunteer

MOST_A_DAY = 20
_DAY = datetime.timedelta(days=1)


def note_valuation_taken(*, by: Person, year: int, rows: int) -> None:
    """Keep in the journal who took the value of the hours of a year. Raises ``PermissionDenied`` for who sees none."""
    if not people.may_somewhere(by, Permission.SEE_FIGURES):
        raise PermissionDenied
    journal.record(by, "export_valuation", None, year=year, rows=rows)


def export_volunteers(
    *, by: Person, kind: ImportKind, volunteers: QuerySet[Volunteer], as_xlsx: bool
) -> bytes:
    """A CSV or XLSX of what ``by`` may see of ``volunteers``; the journal keeps who took how many rows.

    Volunteers of spaces where she may not see them are left out, whatever was asked. Raises ``PermissionDenied`` for
    whoever sees none, ``Refusal("volunteering.too_many_exports")`` past twenty files a day.
    """
    spaces = people.space_keys_where(by, Permission.SEE_VOLUNTEERS)
    if spaces is not None:
        if not spaces:
            raise PermissionDenied
        volunteers = volunteers.filter(home_space__in=spaces)
    with transaction.atomic():
        today = JournalEntry.objects.filter(at__gt=clock.now() - _DAY, actor=by.pk, act="export_volunteers")
        if today.count() >= MOST_A_DAY:
            raise Refusal("volunteering.too_many_exports", most=MOST_A_DAY)
        rows = list(rows_of(kind, volunteers))
        journal.record(
            by, "export_volunteers", None, kind=str(kind), rows=len(rows), form="xlsx" if as_xlsx else "csv"
        )
    titles = titles_of(kind)
    return writing.as_xlsx(str(kind.label)[:31], titles, rows) if as_xlsx else writing.as_csv(titles, rows)
