"""When a volunteer is free, what she can do, and where: one page, typed by her or by staff for her."""

import datetime
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mapart.core import clock, refusals
from mapart.core.refusals import Refusal
from mapart.planning.queries import shifts_that_no_longer_fit
from mapart.recruitment.actions import stop_volunteering
from mapart.volunteering import actions
from mapart.volunteering.enums import Commitment, LeavingReason, Status, VolunteerState
from mapart.volunteering.models import Absence, Availability, Mission, Volunteer
from mapart.volunteering.queries import windows_of, with_traits
from mapart.volunteering.rules import PRESENT, Window, is_on_the_grid
from mapart.website.views.desk import Desk, open_desk
from mapart.website.volunteer_forms import (
    AboutForm,
    AbsenceForm,
    ExtraForm,
    ReachForm,
    VolunteerForm,
    WeekForm,
    WindowForm,
)

Done = TypeVar("Done")
Act = Callable[[HttpRequest, Desk], HttpResponse | None]

FORMS: dict[str, Callable[[Desk, QueryDict | None], VolunteerForm]] = {
    "week": lambda desk, data: WeekForm(desk.volunteer, windows_of(desk.volunteer), data),
    "window": lambda desk, data: WindowForm(desk.volunteer, data),
    "absence": lambda desk, data: AbsenceForm(desk.volunteer, data),
    "extra": lambda desk, data: ExtraForm(desk.volunteer, data),
    "about": lambda desk, data: AboutForm(desk.volunteer, data),
    "reach": lambda desk, data: ReachForm(desk.volunteer, desk.ways, desk.reached, data),
}


def availability(request: HttpRequest, volunteer_id: UUID | None = None) -> HttpResponse:
    """Everything a volunteer says of herself; each part of the page has its own button."""
    desk = open_desk(request, volunteer_id)
    if desk is None:
        return redirect("website:my_space")
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise SuspiciousOperation
        answer = act(request, desk)
        if answer is not None:
            return answer
    return render(request, "website/my_space/availability.html", _page(desk))


def _page(desk: Desk) -> dict[str, Any]:
    volunteer = with_traits(desk.volunteer, clock.today(), datetime.date.max)
    return {
        "desk": desk,
        "layout": desk.layout,
        "volunteer": volunteer,
        "form": next(iter(desk.typed.values()), None),
        "forms": {name: desk.typed.get(name) or make(desk, None) for name, make in FORMS.items()},
        "precise": [row for row in volunteer.windows.all() if not is_on_the_grid(_window(row))],
        "absences": list(volunteer.absences.all()),
        "extras": list(volunteer.extras.all()),
        "reached": [way for way in desk.ways if way[0].pk in desk.reached],
        "skills": list(volunteer.skills.all()),
        "languages": list(volunteer.languages.all()),
        "reasons": LeavingReason.choices,
        "can_pause": volunteer.state == VolunteerState.ACTIVE,
        "can_resume": volunteer.state == VolunteerState.PAUSED,
        "can_stop": volunteer.state in PRESENT,
    } | _missions(volunteer)


def _missions(volunteer: Volunteer) -> dict[str, Any]:
    """Her missions in order, with where a press would put each; the others; and those she lacks a skill for."""
    missions = {mission.pk: mission for mission in Mission.objects.defer("tasks", "learning")}
    chosen = [missions.pop(choice.mission_id) for choice in volunteer.choices.all()]
    held = {one.skill for one in volunteer.skills.all()}
    others = [mission for mission in missions.values() if mission.is_open]
    return {
        "chosen": [
            {"mission": mission, "up": rank - 1, "down": rank + 1, "is_last": rank == len(chosen) - 1}
            for rank, mission in enumerate(chosen)
        ],
        "others": others,
        "end": len(chosen),
        "lacking": {
            mission.pk for mission in [*chosen, *others] if mission.mandatory_skill not in held | {""}
        },
    }


def _window(row: Availability) -> Window:
    return Window(row.weekday, row.starts_at, row.ends_at)


# --- acts: null when the page must be shown again with what was typed -------------------------------------------------
def _write(request: HttpRequest, desk: Desk, name: str, write: Callable[[Any], Done]) -> Done | None:
    """Read the form ``name`` and write what it says; null when it must be corrected, with why beside its field."""
    form = FORMS[name](desk, request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                return write(form)
        except Refusal as refusal:
            form.refuse(refusal)
    desk.typed[name] = form
    return None


def _back(request: HttpRequest, desk: Desk, part: str, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(f"{desk.availability}#{part}")


def _back_past_shifts(request: HttpRequest, desk: Desk, part: str, said: str) -> HttpResponse:
    """Hours, missions or spaces changed: shifts that no longer fit are named, so that no plan takes them in silence."""
    if shifts_that_no_longer_fit(desk.volunteer):
        messages.success(request, said)
        return redirect(f"{desk.address('shifts')}?heures=1")
    return _back(request, desk, part, said)


def _save_week(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    def write(form: WeekForm) -> Volunteer:
        actions.set_half_days(by=desk.by, volunteer=desk.volunteer, half_days=form.chosen())
        return actions.set_commitment(
            by=desk.by,
            volunteer=desk.volunteer,
            commitment=Commitment(form.cleaned_data["commitment"]),
            accepts_whole_day=form.cleaned_data["accepts_whole_day"],
        )

    if _write(request, desk, "week", write) is None:
        return None
    return _back_past_shifts(request, desk, "semaine", _("Les disponibilités sont enregistrées."))


def _add_window(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    def write(form: WindowForm) -> Volunteer:
        return actions.add_window(by=desk.by, volunteer=desk.volunteer, window=form.window())

    if _write(request, desk, "window", write) is None:
        return None
    return _back(request, desk, "horaires", _("L'horaire est ajouté."))


def _remove_window(request: HttpRequest, desk: Desk) -> HttpResponse:
    row = desk.volunteer.windows.filter(pk=_key(request, "window")).first()
    if row is not None:
        actions.remove_window(by=desk.by, volunteer=desk.volunteer, window=_window(row))
    return _back_past_shifts(request, desk, "horaires", _("L'horaire est retiré."))


def _add_absence(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    def write(form: AbsenceForm) -> Absence:
        days = form.cleaned_data
        return actions.add_absence(
            by=desk.by, volunteer=desk.volunteer, starts_on=days["starts_on"], ends_on=days["ends_on"]
        )

    absence = _write(request, desk, "absence", write)
    if absence is None:
        return None
    return redirect(desk.address("absence", absence.pk))


def _remove_absence(request: HttpRequest, desk: Desk) -> HttpResponse:
    absence = desk.volunteer.absences.filter(pk=_key(request, "absence")).first()
    if absence is not None:
        actions.remove_absence(by=desk.by, absence=absence)
    return _back(request, desk, "absences", _("L'absence est retirée."))


def _add_extra(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    def write(form: ExtraForm) -> object:
        return actions.add_extra(by=desk.by, volunteer=desk.volunteer, **form.cleaned_data)

    if _write(request, desk, "extra", write) is None:
        return None
    return _back(request, desk, "exceptions", _("Ce moment est ajouté."))


def _remove_extra(request: HttpRequest, desk: Desk) -> HttpResponse:
    extra = desk.volunteer.extras.filter(pk=_key(request, "extra")).first()
    if extra is not None:
        actions.remove_extra(by=desk.by, extra=extra)
    return _back_past_shifts(request, desk, "exceptions", _("Ce moment est retiré."))


def _save_about(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    def write(form: AboutForm) -> Volunteer:
        about: dict[str, Any] = {"by": desk.by, "volunteer": desk.volunteer}
        actions.set_status(**about, status=Status(form.cleaned_data["status"]))
        actions.set_languages(**about, languages=form.cleaned_data["languages"])
        return actions.set_skills(**about, skills=form.skills())

    if _write(request, desk, "about", write) is None:
        return None
    return _back(request, desk, "moi", _("C'est enregistré."))


def _save_reach(request: HttpRequest, desk: Desk) -> HttpResponse | None:
    def write(form: ReachForm) -> Volunteer:
        return actions.set_reach(by=desk.by, volunteer=desk.volunteer, spaces=form.chosen())

    if _write(request, desk, "reach", write) is None:
        return None
    return _back_past_shifts(request, desk, "espaces", _("Les espaces sont enregistrés."))


def _place_mission(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put a mission at a place of the order, counted from 0, or take it out: pressing twice is pressing once."""
    mission = Mission.objects.filter(pk=_key(request, "mission")).first()
    if mission is None:
        raise SuspiciousOperation
    order = [choice.mission for choice in desk.volunteer.choices.select_related("mission")]
    order = [other for other in order if other != mission]
    place = request.POST.get("place", "")
    if place.isdecimal():
        order.insert(min(int(place[:4]), len(order)), mission)
    try:
        actions.set_missions(by=desk.by, volunteer=desk.volunteer, missions=order)
    except Refusal as refusal:
        messages.error(request, refusals.sentence(refusal))
        return redirect(f"{desk.availability}#missions")
    return _back_past_shifts(request, desk, "missions", _("L'ordre des missions est enregistré."))


def _pause(request: HttpRequest, desk: Desk) -> HttpResponse:
    actions.pause(by=desk.by, volunteer=desk.volunteer)
    return redirect(desk.address("shifts"))


def _resume(request: HttpRequest, desk: Desk) -> HttpResponse:
    actions.resume(by=desk.by, volunteer=desk.volunteer)
    return _back(request, desk, "semaine", _("La pause est finie. Le prochain planning vous comptera."))


def _leave(request: HttpRequest, desk: Desk) -> HttpResponse:
    reason = request.POST.get("reason", "")
    said = LeavingReason(reason) if reason in LeavingReason.values else None
    stop_volunteering(by=desk.by, volunteer=desk.volunteer, reason=said)
    return redirect(desk.address("shifts"))


def _key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise SuspiciousOperation from None


_ACTS: dict[str, Act] = {
    "week": _save_week,
    "window": _add_window,
    "remove_window": _remove_window,
    "absence": _add_absence,
    "remove_absence": _remove_absence,
    "extra": _add_extra,
    "remove_extra": _remove_extra,
    "about": _save_about,
    "reach": _save_reach,
    "mission": _place_mission,
    "pause": _pause,
    "resume": _resume,
    "leave": _leave,
}
