"""Addresses of the demonstration; they exist only when ``MAPART_DEMO`` is on."""

from django.urls import path

from mapart.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.guides, name="guides"),
    path("entrer/<slug:guide>/", views.enter, name="enter"),
    path("messages/", views.messages, name="messages"),
]
