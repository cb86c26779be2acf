"""Every address of the site, from the URL resolver, with something to put in its blanks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from mapart.notifications.enums import MessageFamily
from mapart.notifications.unsubscribing import signed
from tests.browser.world import World

Blanks = dict[str, Any]

# What fills the blanks of each route, by its name. A route with blanks that is missing here fails the test.
_FILLED: list[tuple[Callable[[World], Blanks], str]] = [
    (lambda world: {"slug": world.space.slug}, "website:space_detail"),
    (lambda world: {"slug": world.mission.slug}, "recruitment:mission_show"),
    (
        lambda world: {"pk": world.space.pk},
        "website:team_space website:space_hours website:space_close website:space_health",
    ),
    (
        lambda world: {"pk": world.space.pk, "what": "sans-creneau"},
        "website:space_health_rows",
    ),
    (
        lambda world: {"pk": world.space.pk, "closure_pk": world.closure.pk},
        "website:space_reopen",
    ),
    (
        lambda world: {"pk": world.message.pk},
        "website:letter_posted website:message_cancel website:message_retry",
    ),
    (lambda world: {"absence_id": world.absence.pk}, "website:my_absence"),
    (
        lambda world: {"volunteer_id": world.volunteer.pk},
        "website:conversation website:volunteer_hours website:volunteer website:volunteer_availability "
        "website:volunteer_missions website:volunteer_contact "
        "website:volunteer_shifts",
    ),
    (
        lambda world: {"volunteer_id": world.volunteer.pk, "absence_id": world.absence.pk},
        "website:volunteer_absence",
    ),
    (lambda world: {"kind": "volunteers"}, "website:file_model"),
    (
        lambda world: {"pk": world.batch.pk},
        "website:volunteer_file website:file_take website:file_drop",
    ),
    (lambda world: {"pk": world.likeness.pk}, "website:likeness"),
    (lambda world: {"code": world.certificate.code}, "website:verify"),
    (
        lambda world: {"pk": world.certificate.pk},
        "website:certificate_take website:certificate_revoke",
    ),
    (
        lambda world: {"pk": world.volunteer.person_id},
        "website:data_request website:data_request_read website:data_request_erase",
    ),
    (lambda world: {"pk": world.declared.pk}, "website:hours_decide website:hours_correct"),
    (
        lambda world: {"secret": signed(world.volunteer.person_id, MessageFamily.TEAM)},
        "notifications:unsubscribe",
    ),
    (lambda world: {"secret": world.booking.secret}, "recruitment:seat_show api:seat_calendar"),
    (lambda world: {"secret": world.volunteer.calendar_secret}, "api:shifts_calendar"),
    (
        lambda world: {"pk": world.meeting.pk},
        "recruitment:meeting_calendar recruitment:meeting_show recruitment:attendance_mark recruitment:meeting_welcome "
        "recruitment:walk_in_add recruitment:seats_change recruitment:meeting_cancel",
    ),
    (
        lambda world: {"application_id": world.application.pk},
        "website:applicant_contact",
    ),
    (
        lambda world: {"pk": world.application.pk},
        "recruitment:applicant_show recruitment:applicant_move recruitment:applicant_leave "
        "recruitment:applicant_invitation recruitment:applicant_next",
    ),
    (lambda world: {"slug": world.campaign.slug}, "recruitment:campaign_show"),
    (
        lambda world: {"code": world.sponsor.code},
        "recruitment:invited recruitment:invited_send recruitment:invited_poster "
        "recruitment:invited_poster_pdf",
    ),
    (
        lambda world: {"pk": world.campaign.pk},
        "recruitment:campaign_team_show recruitment:campaign_sponsors recruitment:campaign_figures "
        "recruitment:campaign_change recruitment:campaign_move recruitment:campaign_announce recruitment:goal_add "
        "recruitment:goals_search website:campaign_loop",
    ),
    (
        lambda world: {"pk": world.campaign.pk, "goal_pk": world.goal.pk},
        "recruitment:goal_remove",
    ),
    (lambda world: {"secret": world.assignment.secret}, "planning:shift_show planning:swap_ask"),
    (lambda world: {"secret": world.swap.secret}, "planning:swap_answer"),
    (lambda world: {"secret": world.newcomer.secret}, "recruitment:path_show recruitment:parent_sheet"),
    (lambda world: {"secret": world.ask.secret}, "planning:answer"),
    (lambda world: {"slug": world.space.slug, "code": "rien"}, "planning:arrival"),
    (lambda world: {"pk": world.series.pk}, "planning:series_stop"),
    (
        lambda world: {"pk": world.series.pk, "pattern_pk": world.pattern.pk},
        "planning:pattern_change",
    ),
    (
        lambda world: {"pk": world.need.pk},
        "planning:need_show planning:need_ask planning:need_answer planning:need_assign planning:need_remove "
        "planning:need_change planning:session_cancel planning:attendance_add planning:need_repair",
    ),
    (
        lambda world: {"pk": world.need.pk, "volunteer_pk": world.volunteer.pk},
        "planning:shift_move",
    ),
    (
        lambda world: {"pk": world.run.pk},
        "planning:run_show planning:run_again planning:run_drop planning:run_publish",
    ),
    (
        lambda world: {"pk": world.run.pk, "line_pk": world.line.pk},
        "planning:line_change",
    ),
    (
        lambda world: {"pk": world.run.pk, "need_pk": world.need.pk},
        "planning:line_add",
    ),
    (lambda world: {"pk": world.role.pk}, "people:role_end"),
    (
        lambda world: {"pk": world.role.person_id},
        "people:person_rights people:second_factor_reset",
    ),
]
BLANKS = {name: fill for fill, names in _FILLED for name in names.split()}

# Answers something else than a page of ours, or acts on GET by the nature of a library.
NOT_PAGES: set[str] = set()


@dataclass(frozen=True)
class Route:
    """A named route and the names of its blanks."""

    name: str
    blanks: tuple[str, ...]

    def address(self, world: World) -> str:
        """Its address in this world. Raises ``KeyError`` when nobody has said what fills its blanks."""
        return reverse(self.name, kwargs=BLANKS[self.name](world) if self.blanks else None)


def all_routes() -> list[Route]:
    """Every named route, in the order of the resolver."""
    return [route for route in _routes(get_resolver().url_patterns, "") if route.name not in NOT_PAGES]


def _routes(
    patterns: list[URLPattern | URLResolver], namespace: str, above: tuple[str, ...] = ()
) -> Iterator[Route]:
    for pattern in patterns:
        blanks = (*above, *pattern.pattern.converters)
        if not pattern.pattern.converters:
            blanks = (*above, *re.findall(r"\?P<(\w+)>", str(pattern.pattern)))
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern.url_patterns, inner, blanks)
        elif pattern.name:
            yield Route(f"{namespace}{pattern.name}", blanks)
