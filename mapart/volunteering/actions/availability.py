"""Writes about when a volunteer is free."""

import datetime
from collections.abc import Iterable

from django.db import transaction

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.volunteering.actions.claim import claim
from mapart.volunteering.enums import HalfDay
from mapart.volunteering.models import Absence, Availability, ExtraAvailability, Volunteer
from mapart.volunteering.queries import windows_of
from mapart.volunteering.rules import LONGEST_ABSENCE_DAYS, Window, is_on_the_grid, window_of


def set_availability(*, by: Person | None, volunteer: Volunteer, windows: Iterable[Window]) -> Volunteer:
    """Replace the weekly windows by ``windows`` (wall-clock time of the spaces).

    Raises ``Refusal("volunteering.hours_reversed")``.
    """
    wanted = set(windows)
    if any(window.ends_at <= window.starts_at for window in wanted):
        raise Refusal("volunteering.hours_reversed")
    with transaction.atomic():
        current = claim(by, volunteer)
        if set(windows_of(current)) == wanted:
            return current
        current.windows.all().delete()
        Availability.objects.bulk_create(
            Availability(volunteer=current, **window._asdict()) for window in sorted(wanted)
        )
        journal.record(by, "set_availability", current, windows=len(wanted))
        return current


def set_half_days(
    *, by: Person | None, volunteer: Volunteer, half_days: Iterable[tuple[int, HalfDay]]
) -> Volunteer:
    """Replace the boxes of the grid that are ticked; windows with precise hours stay as they are.

    ``half_days``: weekday (Monday 0) and part of the day.
    """
    with transaction.atomic():
        current = claim(by, volunteer)
        precise = [window for window in windows_of(current) if not is_on_the_grid(window)]
        ticked = [window_of(weekday, half_day) for weekday, half_day in half_days]
        return set_availability(by=by, volunteer=current, windows=[*precise, *ticked])


def add_window(*, by: Person | None, volunteer: Volunteer, window: Window) -> Volunteer:
    """Add one weekly window to the others. Raises ``Refusal("volunteering.hours_reversed")``."""
    with transaction.atomic():
        current = claim(by, volunteer)
        return set_availability(by=by, volunteer=current, windows=[*windows_of(current), window])


def remove_window(*, by: Person | None, volunteer: Volunteer, window: Window) -> Volunteer:
    """Take one weekly window away. Removing it twice is the same as once."""
    with transaction.atomic():
        current = claim(by, volunteer)
        others = [other for other in windows_of(current) if other != window]
        return set_availability(by=by, volunteer=current, windows=others)


def add_absence(
    *, by: Person | None, volunteer: Volunteer, starts_on: datetime.date, ends_on: datetime.date
) -> Absence:
    """Note that she is away from one day to another, both included; the same days twice are one absence.

    Raises ``Refusal``: ``volunteering.ends_before_it_starts``, ``volunteering.already_past``,
    ``volunteering.absence_too_long``.
    """
    if ends_on < starts_on:
        raise Refusal("volunteering.ends_before_it_starts")
    if ends_on < clock.today():
        raise Refusal("volunteering.already_past")
    if (ends_on - starts_on).days > LONGEST_ABSENCE_DAYS:
        raise Refusal("volunteering.absence_too_long")
    with transaction.atomic():
        current = claim(by, volunteer)
        known = current.absences.filter(starts_on__lte=starts_on, ends_on__gte=ends_on).first()
        if known:
            return known
        absence = Absence.objects.create(volunteer=current, starts_on=starts_on, ends_on=ends_on)
        journal.record(
            by, "add_absence", current, starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat()
        )
        return absence


def remove_absence(*, by: Person | None, absence: Absence) -> Volunteer:
    """She will be there after all. Removing it twice is the same as once."""
    with transaction.atomic():
        current = claim(by, absence.volunteer)
        removed, _ = current.absences.filter(pk=absence.pk).delete()
        if removed:
            journal.record(by, "remove_absence", current, absence=absence.pk)
        return current


def add_extra(
    *,
    by: Person | None,
    volunteer: Volunteer,
    day: datetime.date,
    starts_at: datetime.time,
    ends_at: datetime.time,
) -> ExtraAvailability:
    """Note that she is free on one date, beside her weekly windows.

    Raises ``Refusal``: ``volunteering.hours_reversed``, ``volunteering.already_past``.
    """
    if ends_at <= starts_at:
        raise Refusal("volunteering.hours_reversed")
    if day < clock.today():
        raise Refusal("volunteering.already_past")
    with transaction.atomic():
        current = claim(by, volunteer)
        extra, is_new = ExtraAvailability.objects.get_or_create(
            volunteer=current, day=day, starts_at=starts_at, ends_at=ends_at
        )
        if is_new:
            journal.record(by, "add_extra", current, day=day.isoformat())
        return extra


def remove_extra(*, by: Person | None, extra: ExtraAvailability) -> Volunteer:
    """She is not free on that date after all. Removing it twice is the same as once."""
    with transaction.atomic():
        current = claim(by, extra.volunteer)
        removed, _ = current.extras.filter(pk=extra.pk).delete()
        if removed:
            journal.record(by, "remove_extra", current, day=extra.day.isoformat())
        return current
