"""People: one row per person for life, with or without an account; roles; consents."""

import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from mapart.core.enums import Channel, Language
from mapart.core.models import Model
from mapart.people.enums import ConsentPurpose, RoleKind
from mapart.spaces.models import Space


class PersonManager(BaseUserManager["Person"]):
    """Finds people by what they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person of this mail address."""
        return self.get(email=username)


class Person(AbstractBaseUser, Model):
    """Somebody we know. Signs in with a code sent to the mail address or the phone, when there is one."""

    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(unique=True, null=True)
    phone = models.CharField(max_length=16, unique=True, null=True, help_text="E.164")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.MAIL)
    language = models.CharField(max_length=2, choices=Language, default=Language.FR)
    birth_year = models.PositiveSmallIntegerField(null=True, help_text="asked only of people under 18")
    is_active = models.BooleanField(default=True)
    erased_on = models.DateField(null=True)
    is_demo = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = PersonManager()

    class Meta:
        ordering = ["last_name", "first_name"]
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
        return f"{self.first_name} {self.last_name[0]}." if self.last_name else self.first_name


class Role(Model):
    """What a person may do, in one space or, when ``space`` is null, in the whole network."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=30, choices=RoleKind)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, null=True, related_name="+")
    starts_on = models.DateField(default=datetime.date.today)
    ends_on = models.DateField(null=True, help_text="last day, included")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "space"], name="role_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]


class Consent(Model):
    """A dated, versioned agreement to one purpose, which can be withdrawn."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30, choices=ConsentPurpose)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
