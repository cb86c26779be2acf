"""People: one row per person for life, with or without an account; roles."""

import datetime
from typing import ClassVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from mapart.core import clock
from mapart.core.enums import Channel, Language
from mapart.core.models import Model
from mapart.people.enums import RoleKind
from mapart.people.names import SearchedName, Word
from mapart.spaces.models import Space


class PersonManager(BaseUserManager["Person"]):
    """Finds people by what they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person of this mail address."""
        return self.get(email=username)


def no_password() -> str:
    """A mark that no password fits. Its random part is in the seal of every session: a new one ends them all."""
    return make_password(None)


def short_name(first_name: str, last_name: str) -> str:
    """First name and initial, as called out in a space: « Amina B. »."""
    return f"{first_name} {last_name[0]}." if last_name else first_name


class Person(AbstractBaseUser, Model):
    """Somebody we know. Signs in with a code sent to the mail address or the phone, when there is one."""

    password = models.CharField(max_length=128, default=no_password, editable=False)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=80, blank=True)
    search_name = SearchedName(editable=False, default="")
    email = models.EmailField(unique=True, null=True)  # noqa: DJ001 - two people without one differ
    phone = models.CharField(max_length=16, unique=True, null=True, help_text="E.164")  # noqa: DJ001
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    family_channels = models.JSONField(
        default=dict, blank=True, help_text="another way for some families of messages: family to channel"
    )
    language = models.CharField(max_length=2, choices=Language, default=Language.FR)
    birth_year = models.PositiveSmallIntegerField(null=True, help_text="asked only of people under 18")
    is_active = models.BooleanField(default=True)
    erased_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        ordering = ["last_name", "first_name"]
        indexes = [models.Index(fields=["last_name", "first_name", "id"], name="person_by_name")]
        constraints = [
            models.CheckConstraint(
                name="person_channel_has_an_address",
                condition=~Q(channel=Channel.MAIL, email__isnull=True)
                & ~Q(channel=Channel.SMS, phone__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First name and last name, or the first name alone."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def short_name(self) -> str:
        """First name and initial, as called out in a space: « Amina B. »."""
        return short_name(self.first_name, self.last_name)

    @cached_property
    def current_roles(self) -> list["Role"]:
        """Her roles that count today, read once for this object (a request has one object per person)."""
        today = clock.today()
        return [role for role in self.roles.all() if role.counts_on(today)] if self.is_active else []

    def forget_current_roles(self) -> None:
        """Read ``current_roles`` anew next time: a role was given or withdrawn."""
        self.__dict__.pop("current_roles", None)


class NameWord(models.Model):
    """A word of somebody's name, found by its beginning. Triggers on the table of people keep these rows."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    word = Word(max_length=140)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "word"], name="nameword_once")]
        indexes = [
            models.Index(
                fields=["word", "person"],
                name="nameword_begins",
                opclasses=["varchar_pattern_ops", "uuid_ops"],
            )
        ]


class RoleQuerySet(models.QuerySet["Role"]):
    """Words to choose roles with."""

    def current(self) -> "RoleQuerySet":
        """Those that count today, first and last day included."""
        today = clock.today()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today)


class Role(Model):
    """What a person may do, in one space or, when ``space`` is null, in the whole network."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=30, choices=RoleKind)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, related_name="+")
    starts_on = models.DateField(default=clock.today)
    ends_on = models.DateField(null=True, help_text="last day, included")

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            # SQLite takes two nulls for different values: the whole network needs a constraint of its own.
            models.UniqueConstraint(fields=["person", "kind", "space"], name="role_once_in_a_space"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(space__isnull=True), name="role_once_in_the_network"
            ),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def counts_on(self, day: datetime.date) -> bool:
        """Whether it counts on ``day``, as ``RoleQuerySet.current`` chooses: a person has few, all are read."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)


class AddressChange(Model):
    """A mail address or a phone that somebody gives anew, until the code sent there shows that it reaches her."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="address_changes")
    channel = models.CharField(max_length=10, choices=Channel, help_text="mail or sms")
    address = models.CharField(max_length=254, help_text="mail address or E.164 number")
    code = models.CharField(max_length=64, help_text="keyed digest of the code")
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, help_text="the code was typed: the address is hers")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="addresschange_is_a_mail_or_a_phone",
                condition=Q(channel__in=[Channel.MAIL, Channel.SMS]),
            )
        ]
