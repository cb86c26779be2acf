"""The volunteer's own space: the next thing first, then the rest; her calendar; the shifts she cannot hold."""

import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mapart.agenda.queries import seats_to_come
from mapart.core import clock
from mapart.people.models import Person
from mapart.people.perms import is_staff
from mapart.planning import perms as roster
from mapart.planning.actions import keep_all_the_same, withdraw_many
from mapart.planning.models import Assignment
from mapart.planning.queries import mates_of, shifts_of, shifts_that_no_longer_fit
from mapart.recruitment.queries import step_of_person, waiting_for
from mapart.volunteering import actions
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Absence, Volunteer
from mapart.volunteering.queries import letters_for, volunteer_of
from mapart.website.views.desk import Desk, open_desk
from mapart.website.volunteer_forms import AbsenceForm

SHIFTS_FIRST = 3  # the others stand one touch away: what the team writes must not lie under a month of shifts
SHIFTS_SHOWN = 12
NEWS_SHOWN = 3
NEWS_KEPT = datetime.timedelta(days=30)
FAR = datetime.timedelta(days=366)
DAY = datetime.timedelta(days=1)


@require_safe
def my_space(request: HttpRequest) -> HttpResponse:
    """What she does next: her shift, her meeting, or how the next one comes."""
    assert isinstance(request.user, Person)
    volunteer = volunteer_of(request.user)
    if volunteer is None or volunteer.state == VolunteerState.CANDIDATE:
        return _not_yet(request, request.user)
    now = clock.now()
    shifts = _not_over(volunteer, now)
    shift = shifts[0] if shifts else None
    return render(
        request,
        "website/my_space/home.html",
        {
            "volunteer": volunteer,
            "step": step_of_person(request.user),
            "shift": shift,
            "has_begun": shift is not None and shift.need.session.starts_at <= now,
            "mates": mates_of(shift.need, volunteer) if shift else [],
            "others": shifts[1 : 1 + SHIFTS_FIRST],
            "later": shifts[1 + SHIFTS_FIRST :],
            "absences": list(volunteer.absences.filter(ends_on__gte=clock.today())),
            "windows": volunteer.windows.count(),
            "absence": AbsenceForm(volunteer),
            "is_staff": is_staff(request.user),
            "news": list(letters_for(volunteer).filter(created_at__gt=now - NEWS_KEPT)[:NEWS_SHOWN]),
        },
    )


def _not_over(volunteer: Volunteer, now: datetime.datetime) -> list[Assignment]:
    """Her shifts that run or come, soonest first, in one query: none lasts a day. Only what her home page shows."""
    shifts = shifts_of(volunteer, now - DAY, now + FAR).filter(need__session__ends_at__gt=now)
    shown = shifts.select_related(None).select_related("need__session__space", "need__mission").only(*_SHOWN)
    return list(shown[: SHIFTS_SHOWN + 1])


_SHOWN = (
    "secret",
    "confirmed_at",
    "need__session__starts_at",
    "need__session__ends_at",
    "need__mission__title",
    *(
        f"need__session__space__{name}"
        for name in (
            "name",
            "time_zone",
            "is_remote",
            "address",
            "postal_code",
            "city",
            "access",
            "phone",
        )
    ),
)


def _not_yet(request: HttpRequest, person: Person) -> HttpResponse:
    """Her seat at a meeting, her place on a waiting list, or the way to become a volunteer."""
    context = {
        "seats": list(seats_to_come(person)),
        "waiting": list(waiting_for(person)),
        "is_staff": is_staff(person),
    }
    return render(request, "website/my_space/not_yet.html", context)


def calendar(request: HttpRequest) -> HttpResponse:
    """The private address of her calendar, and how to change it."""
    desk = open_desk(request, None)
    if desk is None:
        return redirect("website:my_space")
    if request.method == "POST":
        actions.revoke_calendar(by=desk.by, volunteer=desk.volunteer)
        messages.success(request, _("L'adresse a changé. L'ancienne ne marche plus."))
        return redirect("website:my_calendar")
    address = f"{settings.PUBLIC_ADDRESS}/agenda/{desk.volunteer.calendar_secret}.ics"
    context = {"address": address, "subscribe": f"webcal://{address.split('://', 1)[1]}"}
    return render(request, "website/my_space/calendar.html", context)


def absence(request: HttpRequest, absence_id: UUID, volunteer_id: UUID | None = None) -> HttpResponse:
    """An absence is noted: the shifts it covers can be freed at once."""
    desk = open_desk(request, volunteer_id)
    if desk is None:
        return redirect("website:my_space")
    away = get_object_or_404(Absence, volunteer=desk.volunteer, pk=absence_id)
    return _shifts_to_free(request, desk, away)


def shifts(request: HttpRequest, volunteer_id: UUID | None = None) -> HttpResponse:
    """She stops, for a while or for good, or has changed her hours (``?heures``): her shifts can be freed at once."""
    desk = open_desk(request, volunteer_id)
    if desk is None:
        return redirect("website:my_space")
    return _shifts_to_free(request, desk, None, is_about_hours="heures" in request.GET)


def _shifts_to_free(
    request: HttpRequest, desk: Desk, away: Absence | None, *, is_about_hours: bool = False
) -> HttpResponse:
    covered = (
        shifts_that_no_longer_fit(desk.volunteer) if is_about_hours else _shifts_during(desk.volunteer, away)
    )
    free = [one for one in covered if desk.is_hers or roster.may_edit(desk.by, [one.need.session.space])]
    stops = is_about_hours or away is not None or desk.volunteer.state != VolunteerState.ACTIVE
    if request.method == "POST":
        ticked = [] if "none" in request.POST else request.POST.getlist("shift")
        if stops:
            _keep(request, desk, [one for one in free if str(one.pk) not in ticked])
        return _free(request, desk, [one for one in free if str(one.pk) in ticked])
    return render(
        request,
        "website/my_space/shifts_to_free.html",
        {
            "desk": desk,
            "layout": desk.layout,
            "volunteer": desk.volunteer,
            "absence": away,
            "is_about_hours": is_about_hours,
            "stops": stops,
            "shifts": free,
            "others": [one for one in covered if one not in free],
        },
    )


def _shifts_during(volunteer: Volunteer, away: Absence | None) -> list[Assignment]:
    """Shifts to come, all or those of an absence, on the clock of her home space."""
    now = clock.now()
    if away is None:
        return list(shifts_of(volunteer, now, now + FAR))
    zone = volunteer.home_space.time_zone if volunteer.home_space else settings.TIME_ZONE
    first = clock.at(away.starts_on, datetime.time.min, zone)
    last = clock.at(away.ends_on + DAY, datetime.time.min, zone)
    return list(shifts_of(volunteer, max(first, now), last))


def _keep(request: HttpRequest, desk: Desk, others: list[Assignment]) -> None:
    """She is away, or stops, and comes to these all the same."""
    kept = keep_all_the_same(by=desk.by, assignments=others)
    if kept:
        said = ngettext("%(count)s créneau est gardé.", "%(count)s créneaux sont gardés.", kept)
        messages.success(request, said % {"count": kept})


def _free(request: HttpRequest, desk: Desk, chosen: list[Assignment]) -> HttpResponse:
    """Give the chosen shifts back; one that has just begun or gone is left, the others pass."""
    freed = len(withdraw_many(by=desk.by, assignments=chosen))
    if freed:
        said = ngettext(
            "%(count)s créneau est libéré. L'équipe est prévenue. Merci de l'avoir dit.",
            "%(count)s créneaux sont libérés. L'équipe est prévenue. Merci de l'avoir dit.",
            freed,
        )
        messages.success(request, said % {"count": freed})
    return redirect(desk.home)
