"""Addresses of the pages that show several rooms, and of the site's own pages."""

from django.urls import URLPattern, URLResolver, path

from mapart.website.views import gallery

app_name = "website"
urlpatterns: list[URLPattern | URLResolver] = [
    path("galerie/", gallery.gallery, name="gallery"),
    path("galerie/question/", gallery.gallery_question, name="gallery_question"),
]
