"""Addresses of this room; printed in sent messages, they are promises."""

from django.urls import URLPattern, URLResolver, path

from mapart.notifications import views

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ne-plus-recevoir/<str:secret>/", views.unsubscribe, name="unsubscribe"),
]
