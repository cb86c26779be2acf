"""The home page, and the pages that the law and good manners ask of a site."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapart.core.kept import kept_for_visitors
from mapart.people.perms import is_staff
from mapart.spaces.queries import spaces_to_visit
from mapart.website import outline


@login_not_required
@require_safe
@kept_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """What we do, three doors, and the towns where we are."""
    towns: dict[str, tuple[str, float, float]] = {}
    for city, latitude, longitude in spaces_to_visit().values_list("city", "latitude", "longitude"):
        towns.setdefault(city, (city, latitude, longitude))
    dots = outline.dots(towns.values())
    context = {"dots": dots, "towns": sorted(towns), "outline": outline.PATH}
    return render(request, "website/home.html", context)


@login_not_required
@require_safe
@kept_for_visitors
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was tested, how, and what to do when something blocks."""
    return render(request, "website/accessibility.html")


@login_not_required
@require_safe
@kept_for_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, who reads it, and how to have it given back or erased."""
    return render(request, "website/privacy.html")


@login_not_required
@require_safe
@kept_for_visitors
def site_map(request: HttpRequest) -> HttpResponse:
    """Every public page in one list, and the doors of closed ones: the team's to everybody but a known volunteer."""
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
    return render(request, "website/site_map.html", {"is_team": not is_known or is_staff(request.user)})


@login_not_required
@require_safe
@kept_for_visitors
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes and hosts this site; the association writes it in the settings."""
    facts = {"publisher": settings.PUBLISHER, "host": settings.HOST, "source": settings.SOURCE}
    return render(request, "website/legal.html", facts)
