"""How every act on a volunteer begins."""

from mapart.people.models import Person
from mapart.volunteering.models import Volunteer
from mapart.volunteering.perms import require_edit


def claim(by: Person | None, volunteer: Volunteer) -> Volunteer:
    """The volunteer as she is now, after the check that ``by`` may change her; call it inside the transaction.

    Two saves of one volunteer pass one after the other: PostgreSQL holds her row, SQLite begins every write
    transaction with the only lock it has. The unique constraints are the net under both.
    """
    current = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    require_edit(by, current)
    return current
