"""Addresses of this room; those of the sign-in stand in ``entry_urls``."""

from django.urls import path

from mapart.people.views import roles, second_factor

app_name = "people"
urlpatterns = [
    path("connexion/codes-de-secours/", second_factor.recovery_codes, name="recovery_codes"),
    path("equipe/roles/", roles.roles, name="roles"),
    path("equipe/roles/donner/", roles.give, name="role_give"),
    path("equipe/roles/<uuid:pk>/retirer/", roles.end, name="role_end"),
    path("equipe/roles/personnes/<uuid:pk>/", roles.person_rights, name="person_rights"),
    path(
        "equipe/roles/personnes/<uuid:pk>/remise-a-zero/",
        roles.reset_second_factor,
        name="second_factor_reset",
    ),
]
