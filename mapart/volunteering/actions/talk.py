"""The team writes to its volunteers; a volunteer and the team answer each other."""

import datetime
from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F

from mapart.core import clock, journal
from mapart.core.jobs.by_name import enqueue
from mapart.core.refusals import Refusal
from mapart.people import perms as people
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.spaces.models import Space
from mapart.volunteering import mails
from mapart.volunteering.enums import LetterScope, VolunteerState
from mapart.volunteering.models import Letter, LetterCopy, Note, Volunteer
from mapart.volunteering.perms import may_edit

MOST_NOTES_A_DAY = 20
_KEPT = datetime.timedelta(days=730)
_Written = TypeVar("_Written", Letter, Note)


def send_letter(
    *,
    by: Person,
    space: Space,
    scope: LetterScope,
    volunteers: Iterable[Volunteer],
    subject: str,
    body: str,
    key: UUID,
    about: UUID | None = None,
    starts_at: datetime.datetime | None = None,
) -> Letter:
    """Write to these volunteers, each apart; a worker posts the copies. ``key`` is of the attempt: twice is once.

    Whom a shift or a mission names is worked out by the caller, a floor above. Raises ``PermissionDenied`` unless
    ``by`` changes the volunteers of ``space``, ``Refusal``: ``volunteering.nobody_to_write_to``,
    ``volunteering.form_of_another`` (the key of somebody else's letter).
    """
    people.require(by, Permission.EDIT_VOLUNTEERS, space)
    known = Letter.objects.filter(key=key).first()
    if known is not None:
        return _of_author(known, by)
    to = {volunteer.pk: volunteer for volunteer in volunteers if volunteer.state != VolunteerState.LEFT}
    if not to:
        raise Refusal("volunteering.nobody_to_write_to")
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                space=space,
                author=by,
                scope=scope,
                about=about,
                starts_at=starts_at,
                subject=" ".join(subject.split()),
                body=body,
                key=key,
            )
            LetterCopy.objects.bulk_create(
                (LetterCopy(letter=letter, volunteer=volunteer) for volunteer in to.values()), batch_size=500
            )
            journal.record(by, "send_letter", letter, scope=str(scope), space=space.pk, copies=len(to))
            enqueue("mapart.volunteering.tasks.deliver_letter", str(letter.pk))
    except IntegrityError:  # the second press of the button, at the same instant
        return _of_author(Letter.objects.get(key=key), by)
    return letter


def deliver_letter(*, letter: Letter) -> int:
    """Post each copy once, in polite hours; returns how many copies there are."""
    copies = letter.copies.select_related("volunteer__person").order_by("pk")
    for copy in copies:
        with transaction.atomic():
            mails.tell_letter(letter, copy.volunteer)
    return len(copies)


def forget_old_words(*, by: Person | None) -> int:
    """Delete letters and notes of more than two years; returns how many went."""
    old = clock.now() - _KEPT
    with transaction.atomic():
        _, letters = Letter.objects.filter(created_at__lt=old).delete()
        _, notes = Note.objects.filter(created_at__lt=old).delete()
        count = letters.get(Letter._meta.label, 0) + notes.get(Note._meta.label, 0)
        if count:
            journal.record(by, "forget_old_words", count=count)
    return count


def write_note(*, by: Person, volunteer: Volunteer, body: str, key: UUID) -> Note:
    """One turn of the conversation: hers, or the team's; the other side is told. ``key``: twice is once.

    Raises ``PermissionDenied`` unless ``by`` is she, or staff who may change her page; ``Refusal``:
    ``volunteering.note_empty``, ``volunteering.notes_too_many`` (hers of one day), ``volunteering.form_of_another``.
    """
    if not may_edit(by, volunteer):
        raise PermissionDenied
    body = body.strip()
    if not body:
        raise Refusal("volunteering.note_empty")
    is_hers = by.pk == volunteer.person_id
    known = Note.objects.filter(key=key).first()
    if known is not None:
        return _of_author(known, by)
    day = clock.now() - datetime.timedelta(days=1)
    mine = volunteer.notes.filter(author=by, created_at__gt=day)
    if is_hers and mine.count() >= MOST_NOTES_A_DAY:
        raise Refusal("volunteering.notes_too_many", most=MOST_NOTES_A_DAY)
    try:
        with transaction.atomic():
            # Moves nothing, but holds the conversation until the end: two who write at once come one by one.
            Volunteer.objects.filter(pk=volunteer.pk).update(state=F("state"))
            volunteer.notes.filter(is_last=True).update(is_last=False)
            note = Note.objects.create(
                volunteer=volunteer, author=by, is_from_team=not is_hers, body=body, key=key, is_last=True
            )
            journal.record(by, "write_note", volunteer, is_from_team=not is_hers)
            mails.tell_note(note)
    except IntegrityError:
        return _of_author(Note.objects.get(key=key), by)
    return note


def _of_author(known: _Written, by: Person) -> _Written:
    """What the key of an attempt names, when ``by`` wrote it; else the form was somebody else's: refused."""
    if known.author_id != by.pk:
        raise Refusal("volunteering.form_of_another")
    return known
