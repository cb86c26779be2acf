"""The yardstick: a bare Django project, one view, no middleware, no database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(_request: HttpRequest) -> HttpResponse:
    """The smallest answer Django gives."""
    return HttpResponse("ok")


urlpatterns = [path("", bare)]
settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="bare", ALLOWED_HOSTS=["*"])
application = get_wsgi_application()
