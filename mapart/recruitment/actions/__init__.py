"""Every write about applicants, their meetings, and the campaigns that bring them."""

from mapart.recruitment.actions.applications import Outcome, apply, forget_person, move_application
from mapart.recruitment.actions.campaigns import (
    announce_campaign,
    change_campaign,
    close_campaign,
    create_campaign,
    drop_campaign,
    give_codes,
    join_campaign,
    open_campaign,
    tell_sponsors,
)
from mapart.recruitment.actions.door import add_walk_in, welcome_all
from mapart.recruitment.actions.goals import (
    add_goal,
    fail_search,
    find_goals,
    keep_forecast,
    remove_goal,
    search_goals,
)
from mapart.recruitment.actions.invitations import (
    forget_old_mailboxes,
    record_invitation,
    thank_sponsors,
)
from mapart.recruitment.actions.meetings import (
    cancel_meeting,
    change_seats,
    give_back_place,
    mark_attendance,
)
from mapart.recruitment.actions.opening import Applicant
from mapart.recruitment.actions.retention import warn_idle_applicants
from mapart.recruitment.actions.twins import drop_own_invitations, join_invitations, join_sponsors

__all__ = [
    "Applicant",
    "Outcome",
    "add_goal",
    "add_walk_in",
    "announce_campaign",
    "apply",
    "cancel_meeting",
    "change_campaign",
    "change_seats",
    "close_campaign",
    "create_campaign",
    "drop_campaign",
    "drop_own_invitations",
    "fail_search",
    "find_goals",
    "forget_old_mailboxes",
    "forget_person",
    "give_back_place",
    "give_codes",
    "join_campaign",
    "join_invitations",
    "join_sponsors",
    "keep_forecast",
    "mark_attendance",
    "move_application",
    "open_campaign",
    "record_invitation",
    "remove_goal",
    "search_goals",
    "tell_sponsors",
    "thank_sponsors",
    "warn_idle_applicants",
    "welcome_all",
]
