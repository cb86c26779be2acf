"""What wraps every request: headers, one line of log, refusals and buttons opened by hand turned into pages."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mapart.core import logs
from mapart.core.http import back_from_sign_in, page_above
from mapart.core.refusals import Refusal

GetResponse = Callable[[HttpRequest], HttpResponse]
_requests = logging.getLogger("mapart.requests")


def request_log(get_response: GetResponse) -> GetResponse:
    """One line a request: method, pattern of the address, status, milliseconds. No address, no query, no person.

    An answer to HEAD loses its body here, after its length was counted, or the web server complains of each.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        milliseconds = round(1000 * (time.perf_counter() - started))
        _requests.info(
            "%s %s %s %s ms", request.method, logs.route(request), response.status_code, milliseconds
        )
        if request.method == "HEAD" and not response.streaming:
            response.content = b""
        return response

    return middleware


def security_headers(get_response: GetResponse) -> GetResponse:
    """Headers that Django does not set; TRACE is refused; what depends on who asks is stored nowhere.

    A page depends on the visitor when it read the session, or when its address holds a secret. Neither test opens the
    session, so a public page asks no query for it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "TRACE":
            return HttpResponse(status=405)
        # No address and no cookie of ours has one, and PostgreSQL breaks on it.
        if any("\x00" in text for text in (request.path_info, *request.COOKIES.values())):
            return HttpResponse(status=400)
        response = get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        match = request.resolver_match
        holds_secret = match is not None and "secret" in match.kwargs
        if holds_secret:
            headers.setdefault("X-Robots-Tag", "noindex")
        session = getattr(request, "session", None)
        if holds_secret or (session is not None and session.accessed):
            headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class ClosedByDefault(LoginRequiredMiddleware):
    """Asks for a sign-in before any view that is not marked public.

    Django's own asks first who comes, then whether the view is public, which opens the session on every public page.
    """

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        """Null lets the request through."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """To the sign-in, and back."""
        return redirect_to_login(back_from_sign_in(request))


def refusals(get_response: GetResponse) -> GetResponse:
    """A ``Refusal`` that no view has answered becomes a page that says why and what to do."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
            if not isinstance(exception, Refusal):
                return None
            return render(request, "errors/refusal.html", {"refusal": exception}, status=409)

    return Middleware()


def addresses_of_buttons(get_response: GetResponse) -> GetResponse:
    """An address that only takes what a button sends, opened by hand: a page that leads to the one with the button."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "HEAD"):
            return response
        above = {"above": page_above(request.path)}
        page = render(request, "errors/405.html", above, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware
