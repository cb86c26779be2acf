"""Addresses of this room; those of the sign-in stand in ``entry_urls``."""

from django.urls import path

from mapart.people.views import second_factor

app_name = "people"
urlpatterns = [
    path("connexion/codes-de-secours/", second_factor.recovery_codes, name="recovery_codes"),
]
