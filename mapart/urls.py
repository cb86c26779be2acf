"""Addresses: each room brings its own. Public ones are promises: a removed one redirects."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("mapart.website.urls")),
    path("", include("mapart.api.urls")),
    path("", include("mapart.recruitment.urls")),
    path("", include("mapart.planning.urls")),
    path("", include("mapart.volunteering.urls")),
    path("", include("mapart.agenda.urls")),
    path("", include("mapart.people.urls")),
    path("connexion/", include("mapart.people.entry_urls")),
    path("", include("mapart.spaces.urls")),
    path("", include("mapart.notifications.urls")),
    path("", include("mapart.core.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("mapart.demo.urls")))

handler400 = "mapart.website.views.errors.bad_request"
handler403 = "mapart.website.views.errors.forbidden"
handler404 = "mapart.website.views.errors.not_found"
handler500 = "mapart.website.views.errors.server_error"
