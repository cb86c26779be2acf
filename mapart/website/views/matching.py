"""« Les missions faites pour vous »: yes to one more, or not now; hers, or with staff on the phone."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.volunteering import actions
from mapart.volunteering.queries import open_missions
from mapart.volunteering.rules import NOT_NOW_DAYS
from mapart.website.matching import missions_for
from mapart.website.views.desk import Desk, open_desk


@require_http_methods(["GET", "HEAD", "POST"])
def missions(request: HttpRequest, volunteer_id: UUID | None = None) -> HttpResponse:
    """``/mon-espace/missions/``: each mission with why, and two answers."""
    desk = open_desk(request, volunteer_id)
    if desk is None:
        return redirect("website:my_space")
    if request.method == "POST":
        return _answer(request, desk)
    context = {
        "desk": desk,
        "layout": desk.layout,
        "volunteer": desk.volunteer,
        "proposals": missions_for(desk.volunteer),
        "days": NOT_NOW_DAYS,
    }
    return render(request, "website/my_space/missions.html", context)


def _answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    mission = load(open_missions(), request.POST.get("mission", ""))
    act = {"yes": actions.want_mission, "not_now": actions.say_not_now}.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    try:
        act(by=desk.by, volunteer=desk.volunteer, mission=mission)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        said = (
            _("C'est noté : « %(mission)s » est dans les missions choisies.")
            if act is actions.want_mission
            else _("C'est noté : « %(mission)s » ne sera pas proposée pendant 3 mois.")
        )
        messages.success(request, said % {"mission": mission.title})
    return redirect(desk.address("missions"))
