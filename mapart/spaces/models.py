"""Spaces of the association, their rooms and closures; and the directory of other places."""

from django.db import models
from django.db.models import F, Q

from mapart.core.models import Model

SLUG_LENGTH = 80


class Space(Model):
    """A place where the association welcomes people: its own space, or one it visits."""

    slug = models.SlugField(max_length=SLUG_LENGTH, unique=True)
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    postal_code = models.CharField(max_length=5)
    insee_code = models.CharField(max_length=5)
    latitude = models.FloatField()
    longitude = models.FloatField()
    phone = models.CharField(max_length=20)
    email = models.EmailField()
    opening_hours = models.CharField(max_length=300, blank=True, help_text="OpenStreetMap syntax")
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    presentation = models.TextField(blank=True)
    access = models.TextField(blank=True, help_text="how to come: stops, entrance")
    is_step_free = models.BooleanField(default=False)
    is_remote = models.BooleanField(default=False, help_text="work done from anywhere, not a place to visit")
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ["city", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def in_city(self) -> str:
        """« Lille – Espace Fives », where spaces of several cities stand together."""
        return f"{self.city} – {self.name}" if self.city else self.name


class Room(Model):
    """A room of a space and how many people it seats."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=80)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "name"], name="room_name_once_in_a_space")]


class Closure(Model):
    """Days when a space is closed, both included."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="closures")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            )
        ]


class Place(Model):
    """A place of digital mediation of somebody else, as its producer published it (national standard v1.0.2).

    Known by its producer and the producer's own id; shown to people who look for help near them.
    """

    source = models.CharField(max_length=120)
    source_id = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    city = models.CharField(max_length=120)
    postal_code = models.CharField(max_length=5)
    insee_code = models.CharField(max_length=5, blank=True)
    address = models.CharField(max_length=255)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(max_length=500, blank=True)
    opening_hours = models.CharField(max_length=500, blank=True)
    services = models.JSONField(default=list)
    details = models.JSONField(
        default=dict, help_text="the other columns of the standard, checked values only"
    )
    updated_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="place_once_per_source"),
            models.CheckConstraint(
                name="place_has_both_coordinates_or_none",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["latitude", "longitude"], name="place_position")]
