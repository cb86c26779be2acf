"""A hole mended by moving a few people: three ways to choose from, one touch to apply one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mapart.core import wording
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import reader_of
from mapart.planning import actions, bridge
from mapart.planning.models import StaffingNeed
from mapart.planning.perms import load_need


@require_http_methods(["GET", "HEAD", "POST"])
def need_repair(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/besoins/<id>/reparer/``."""
    reader = reader_of(request)
    need = load_need(reader, pk, edit=True)
    if request.method == "POST":
        changes = [_read(line) for line in request.POST.get("changes", "").split(",")]
        try:
            made = actions.apply_repair(by=reader, changes=changes)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
            return redirect("planning:need_repair", pk=pk)
        done = ngettext(
            "C'est fait. %(n)s personne est prévenue.",
            "C'est fait. %(n)s personnes sont prévenues.",
            len(made),
        )
        messages.success(request, done % {"n": len(made)})
        return redirect("planning:need_show", pk=pk)
    ways = [(_written(way), [_told(move) for move in way]) for way in bridge.repairs_of(need)]
    context = {"need": need, "space": need.session.space, "ways": ways}
    return render(request, "planning/need_repair.html", context)


def _written(way: list[bridge.Move]) -> str:
    """The changes of a way as the form sends them back; they are judged again then."""
    return ",".join(
        f"{move.volunteer.pk}:{move.leaves.pk if move.leaves else ''}:{move.takes.pk if move.takes else ''}"
        for move in way
    )


def _read(line: str) -> actions.Change:
    try:
        who, leaves, takes = line.split(":")
        return actions.Change(UUID(who), UUID(leaves) if leaves else None, UUID(takes) if takes else None)
    except ValueError:
        raise Http404 from None


def _told(move: bridge.Move) -> str:
    words = {
        "who": move.volunteer.person.short_name,
        "old": _when(move.leaves) if move.leaves else "",
        "new": _when(move.takes) if move.takes else "",
    }
    if not move.leaves:
        return _("%(who)s vient : %(new)s.") % words
    if not move.takes:
        return _("%(who)s ne vient plus : %(old)s.") % words
    return _("%(who)s laisse : %(old)s, et vient : %(new)s.") % words


def _when(need: StaffingNeed) -> str:
    session = need.session
    return f"{wording.moment(session.starts_at, session.space.time_zone)}, {need.mission.title}"
