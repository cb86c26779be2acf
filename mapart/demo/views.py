"""Entering the demonstration without a code, and reading the messages it would have sent."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mapart.demo.team import GUIDES, person_of
from mapart.notifications.queries import recent_messages
from mapart.people.actions import open_demo_session

_SHOWN_MESSAGES = 50


@login_not_required
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """The roles to try."""
    return render(request, "demo/guides.html", {"guides": GUIDES})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, guide: str) -> HttpResponse:
    """A page with one button; the button opens the account of the role."""
    chosen = next((one for one in GUIDES if one.slug == guide), None)
    person = person_of(chosen) if chosen else None
    if chosen is None or person is None:
        raise Http404
    if request.method == "POST":
        open_demo_session(request, person)
        return redirect("website:after_sign_in")
    return render(request, "demo/enter.html", {"guide": chosen, "person": person})


@login_not_required
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """The last messages written, as their readers would see them."""
    return render(request, "demo/messages.html", {"messages_sent": recent_messages()[:_SHOWN_MESSAGES]})
