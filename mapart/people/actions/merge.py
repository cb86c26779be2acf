"""One person who was written down twice."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from mapart.core import journal
from mapart.core.jobs.by_name import enqueue
from mapart.core.merging import OnConflict, move_relations
from mapart.people.models import NameWord, Person, no_password


def absorb_person(
    *, by: Person | None, kept: Person, gone: Person, on_conflict: OnConflict
) -> dict[str, int]:
    """Lead everything that names ``gone`` to ``kept``, who also gets the addresses she lacks; the row of ``gone`` goes.

    Sessions of both end and the second factor of ``gone`` falls: who held either must show again who she is. Whether
    ``by`` may is checked by the caller, a floor above, who knows both. Returns how many rows followed, by table.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=gone.pk).delete()
        NameWord.objects.filter(person=gone).delete()  # those of ``kept`` follow her own name
        moved = move_relations(gone=gone, kept=kept, on_conflict=on_conflict)
        mail, phone = gone.email, gone.phone
        enqueue("mapart.people.tasks.drop_sessions", str(gone.pk))
        key = gone.pk
        Person.objects.filter(pk=key).delete()
        kept.email, kept.phone = kept.email or mail, kept.phone or phone
        kept.last_name = kept.last_name or gone.last_name
        kept.birth_year = kept.birth_year or gone.birth_year
        kept.password = no_password()
        kept.save(update_fields=["email", "phone", "last_name", "search_name", "birth_year", "password"])
        journal.record(by, "absorb_person", kept, gone=key, moved=dict(moved))
    kept.forget_current_roles()
    return dict(moved)
