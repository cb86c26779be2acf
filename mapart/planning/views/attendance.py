"""The list of the day: one touch says who is here; the code at the door lets people say it themselves."""

import datetime
from uuid import UUID, uuid4, uuid5

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from mapart.agenda.enums import Attendance
from mapart.core import clock
from mapart.core.http import load
from mapart.core.refusals import Refusal, sentence
from mapart.people.perms import Permission, may, reader_of
from mapart.planning import actions
from mapart.planning.models import Assignment
from mapart.planning.perms import load_need, may_note_attendance, require_attendance
from mapart.planning.queries import (
    DayShift,
    Expected,
    gone_of_day,
    is_door_code,
    shifts_at_door,
    shifts_of_days,
)
from mapart.planning.rules import door_code
from mapart.planning.views.needs import people_named
from mapart.planning.views.page import date_asked, space_of, spaces_of
from mapart.spaces.models import Space
from mapart.volunteering.models import Volunteer

DAY = datetime.timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/presence/``: the people of one day; a touch of a button notes one of them."""
    reader = reader_of(request)
    if request.method == "POST":
        return _note(request)
    spaces = spaces_of(reader)
    space = space_of(request, spaces)
    day = _day(request, space)
    shifts, gone, today = shifts_of_days(space, day), gone_of_day(space, day), clock.today(space.time_zone)
    context = {
        "space": space,
        "spaces": spaces,
        "day": day,
        "is_today": day == today,
        "is_to_come": day > today,
        "previous": (day - DAY).isoformat(),
        "next": (day + DAY).isoformat(),
        "shifts": [
            (
                shift,
                _people(shift),
                shift.missing if day >= today else 0,
                gone.get(shift.pk, []),
                shift.alone if day >= today else [],
            )
            for shift in shifts
        ],
        "key": uuid4(),
        "here": _address(space, day),
        "may_write": day <= today and may_note_attendance(reader, space),  # nobody came tomorrow
        "may_call": may(reader, Permission.SEE_VOLUNTEERS, space),
    }
    return render(request, "planning/attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``/equipe/planning/presence/<besoin>/``: somebody came who was not planned, perhaps in place of another."""
    reader = reader_of(request)
    need = load_need(reader, pk)
    space = need.session.space
    require_attendance(reader, space)
    back = _address(space, clock.day_of(need.session.starts_at, space.time_zone))
    people = Assignment.objects.filter(need=need).select_related(
        "need__session__space", "need__mission", "volunteer__person"
    )
    if request.method == "POST":
        came = load(Volunteer.objects.select_related("person"), request.POST.get("volunteer", ""))
        instead = request.POST.get("instead", "")
        try:
            actions.note_stand_in(
                by=reader,
                need=need,
                volunteer=came,
                key=_key(request, str(came.pk)),
                instead_of=load(people, instead) if instead else None,
            )
            messages.success(request, _("C'est noté : %(who)s est là.") % {"who": came.person.short_name})
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        return redirect(back)
    words = request.GET.get("qui", "")
    context = {
        "need": need,
        "space": space,
        "people": people,
        "words": words,
        "found": people_named(space.pk, words) if words.strip() else [],
        "key": uuid4(),
        "back": back,
    }
    return render(request, "planning/attendance_add.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def door(request: HttpRequest) -> HttpResponse:
    """``/equipe/planning/presence/affiche/``: the code of the day, to print or to show on a screen at the door."""
    reader = reader_of(request)
    spaces = spaces_of(reader)
    space = space_of(request, spaces)
    require_attendance(reader, space)
    today = clock.today(space.time_zone)
    code = door_code(settings.SECRET_KEY, space.pk, today)
    address = settings.PUBLIC_ADDRESS + reverse("planning:arrival", args=[space.slug, code])
    picture = segno.make_qr(address, error="m").svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None
    )
    context = {"space": space, "spaces": spaces, "today": today, "picture": mark_safe(picture)}  # noqa: S308 - a drawing
    return render(request, "planning/door.html", context)


@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def arrival(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """``/porte/<espace>/<code>/``: where the code leads; she confirms that she is there."""
    reader = reader_of(request)
    space = load(Space.objects.all(), slug=slug)
    shifts = shifts_at_door(reader, space)
    if request.method == "POST":
        chosen = next((one for one in shifts if str(one.pk) == request.POST.get("shift")), None)
        if chosen is not None:
            try:
                actions.arrive(by=reader, assignment=chosen, code=code)
                messages.success(request, _("C'est noté : vous êtes là. Merci, et bonne mission !"))
            except Refusal as refusal:
                messages.error(request, sentence(refusal))
        return redirect("planning:arrival", slug=slug, code=code)
    context = {"space": space, "shifts": shifts, "is_right": is_door_code(space, code)}
    return render(request, "planning/arrival.html", context)


def _note(request: HttpRequest) -> HttpResponse:
    """One touch, from the page or kept on the device: 204 for the script, the page again for a form."""
    reader = reader_of(request)
    state, _sep, pk = request.POST.get("mark", "").partition(":")
    held = Assignment.objects.select_related("need__session__space", "need__mission", "volunteer__person")
    is_script = request.headers.get("Accept") == "application/json"
    try:
        assignment = load(held, pk)
    except Http404:
        if not is_script:
            raise
        # Taken off since the touch: said once, or the touch would hold back all those behind it on this device.
        messages.warning(request, sentence(Refusal("planning.move_gone")))
        return HttpResponse(status=409)
    load_need(reader, assignment.need_id)
    session = assignment.need.session
    try:
        attendance = Attendance(state)
    except ValueError:
        attendance = Attendance.UNKNOWN
    try:
        actions.note_attendance(
            by=reader,
            assignment=assignment,
            attendance=attendance,
            key=_key(request, request.POST["mark"]),
            made_at=_made_at(request),
        )
    except Refusal as refusal:
        messages.error(request, f"{assignment.volunteer.person.short_name} : {sentence(refusal)}")
        if is_script:
            return HttpResponse(status=409)
    if is_script:
        return HttpResponse(status=204)
    day = clock.day_of(session.starts_at, session.space.time_zone)
    return redirect(f"{_address(session.space, day)}#p-{pk}")


def _key(request: HttpRequest, what: str) -> UUID:
    """The key of a touch: the script gives one to each; a form has one a page, and what it says tells them apart."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()
    return key if "made_at" in request.POST else uuid5(key, what)


def _made_at(request: HttpRequest) -> datetime.datetime | None:
    try:
        made_at = parse_datetime(request.POST.get("made_at", ""))
    except ValueError:
        return None
    return made_at if made_at is not None and made_at.tzinfo is not None else None


def _day(request: HttpRequest, space: Space) -> datetime.date:
    return date_asked(request.GET.get("jour", "")) or clock.today(space.time_zone)


def _address(space: Space, day: datetime.date) -> str:
    return f"{reverse('planning:attendance')}?espace={space.slug}&jour={day.isoformat()}"


def _people(shift: DayShift) -> list[tuple[Expected, str]]:
    """Each person of a shift, and who came in her place."""
    stand_ins = {one.stands_in_for: one.name for one in shift.people if one.stands_in_for}
    return [(one, stand_ins.get(one.pk, "")) for one in shift.people]
