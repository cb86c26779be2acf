"""What the team and the volunteers write to each other."""

import uuid

from django.db import models
from django.db.models import Q

from mapart.core.models import Model
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering.enums import LetterScope
from mapart.volunteering.models.profile import Volunteer


class Letter(Model):
    """One text of the team to several volunteers: each gets a copy of her own, and sees nobody else's name."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    scope = models.CharField(max_length=10, choices=LetterScope)
    about = models.UUIDField(null=True, help_text="key of the session or of the mission")
    starts_at = models.DateTimeField(null=True, help_text="of the session: the letter leaves before it")
    subject = models.CharField(max_length=120)
    body = models.TextField(max_length=2000)
    key = models.UUIDField(unique=True, default=uuid.uuid4, help_text="of the attempt: sent twice, it is one")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="letter_of_a_shift_names_it",
                condition=~Q(scope=LetterScope.SHIFT) | Q(about__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["space", "-created_at"], name="letter_of_a_space")]


class LetterCopy(Model):
    """The copy of one volunteer, read in her space whether a message left or not."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="copies")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="letters")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "volunteer"], name="lettercopy_once")]


class Note(Model):
    """One turn in the conversation between a volunteer and the team of her space."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    is_from_team = models.BooleanField()
    body = models.TextField(max_length=2000)
    key = models.UUIDField(unique=True, default=uuid.uuid4, help_text="of the attempt: sent twice, it is one")
    is_last = models.BooleanField(
        default=False, help_text="of its conversation: says who waits for an answer"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(is_last=True), name="note_one_last_of_a_conversation"
            )
        ]
        indexes = [
            models.Index(fields=["volunteer", "-created_at"], name="note_of_a_volunteer"),
            models.Index(fields=["is_from_team", "created_at"], condition=Q(is_last=True), name="note_last"),
        ]
