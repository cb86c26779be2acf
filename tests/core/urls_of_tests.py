"""An address whose view refuses, beside those of the site."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from mapart import urls
from mapart.core.refusals import Refusal


@login_not_required
def refuses(request: HttpRequest) -> HttpResponse:
    """What an action may do under any view."""
    raise Refusal("notifications.address_unreadable")


urlpatterns = [path("refuses/", refuses), path("", include(urls))]
handler404 = urls.handler404
