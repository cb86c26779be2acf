"""The home page of each role of the team: what this person would do next, first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mapart.people.perms import is_staff


def after_sign_in(request: HttpRequest) -> HttpResponse:
    """The team goes to the home page of its role, everybody else to her own space."""
    return redirect("/equipe/" if is_staff(request.user) else "/mon-espace/")


def team_home(request: HttpRequest) -> HttpResponse:
    """The home page of the team."""
    return render(request, "website/team/home.html")
