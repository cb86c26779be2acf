"""Anything dated with seats, once for all: sessions, the series they come from, seats and waiting lists."""

from django.db import models
from django.db.models import F, Q

from mapart.agenda.enums import Attendance, SessionKind, SessionState
from mapart.core.enums import Weekday
from mapart.core.ids import secret, short_code, uuid7
from mapart.core.models import Model
from mapart.people.models import Person
from mapart.spaces.models import Room, Space


class Series(Model):
    """A weekly pattern in the wall-clock time of its space, from which sessions are made."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=SessionKind)
    title = models.CharField(max_length=120, blank=True)
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    capacity = models.PositiveSmallIntegerField(default=0, help_text="seats for the public; 0: none to book")

    class Meta:
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(
                name="series_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="series_repeats", condition=Q(every_weeks__gte=1)),
        ]


class Session(Model):
    """One dated thing in a space, with seats: ``booked`` is claimed by conditional update, up to ``capacity``."""

    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, related_name="+")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=SessionKind)
    title = models.CharField(max_length=120, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField(default=0)
    booked = models.PositiveSmallIntegerField(default=0)
    waitlist_numbers = models.PositiveIntegerField(
        default=0, help_text="last number given on the waiting list"
    )
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(name="session_never_overbooked", condition=Q(booked__lte=F("capacity"))),
            models.UniqueConstraint(fields=["series", "starts_at"], name="session_once_per_series"),
        ]
        indexes = [
            models.Index(fields=["space", "starts_at"], name="session_of_a_space"),
            models.Index(fields=["kind", "starts_at"], name="session_of_a_kind"),
        ]


class Booking(Model):
    """A seat held by a person. Deleted when given back: the journal remembers."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="bookings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=8, unique=True, default=short_code, help_text="said on the phone")
    secret = models.CharField(
        max_length=32, unique=True, default=secret, help_text="opens the seat without an account"
    )
    key = models.UUIDField(
        unique=True, default=uuid7, help_text="of the attempt: the same attempt never takes two seats"
    )
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.UNKNOWN)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="booking_once_per_person")]


class WaitlistEntry(Model):
    """A person who waits for a seat, in the order of ``number``."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="waitlist")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    secret = models.CharField(max_length=32, unique=True, default=secret)
    key = models.UUIDField(unique=True, default=uuid7, help_text="of the attempt, as for a seat")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="waitlist_once_per_person"),
            models.UniqueConstraint(fields=["session", "number"], name="waitlist_number_once"),
        ]
