"""Doors for machines."""

from django.urls import URLPattern, URLResolver, path

from mapart.api import health, views

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("agenda/<str:secret>.ics", views.shifts_calendar, name="shifts_calendar"),
    path("reunion/<str:secret>.ics", views.seat_calendar, name="seat_calendar"),
]
