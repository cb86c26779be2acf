"""The one page of this room: no more of these messages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mapart.core.http import require_own_link
from mapart.notifications import actions
from mapart.notifications.queries import recipient_of, refused_families
from mapart.notifications.unsubscribing import read_signed


@login_not_required
@csrf_exempt  # the mail program posts by itself (RFC 8058); the signed link is the proof, and it can only quiet us
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """``/ne-plus-recevoir/<secret>/``: a button to confirm, so that a robot that reads links changes nothing."""
    named = read_signed(secret)
    if named is None:
        return render(request, "notifications/link_unknown.html", status=404)
    recipient, family = recipient_of(named[0]), named[1]
    require_own_link(request, recipient)
    if request.method == "POST":
        act = actions.opt_in if request.POST.get("act") == "again" else actions.opt_out
        act(by=None, recipient=recipient, family=family)
        return redirect("notifications:unsubscribe", secret=secret)
    context = {"family": family, "is_refused": family in refused_families(recipient)}
    return render(request, "notifications/unsubscribe.html", context)
