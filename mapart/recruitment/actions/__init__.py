"""Every write about applicants, their meetings, and the campaigns that bring them."""

from mapart.recruitment.actions.applications import (
    Outcome,
    apply,
    forget_person,
    move_application,
    note_application_reading,
)
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
from mapart.recruitment.actions.reminders import remind_of_waits
from mapart.recruitment.actions.retention import (
    warn_former_volunteers,
    warn_idle_applicants,
    warn_unbound_people,
)
from mapart.recruitment.actions.touch import NEXT_ACT, advance, advance_all, invite_to_next_meeting
from mapart.recruitment.actions.trials import (
    accept_trial,
    decline_trial,
    follow_trials,
    note_trial,
    propose_trial,
)
from mapart.recruitment.actions.twins import (
    close_twin_application,
    drop_own_invitations,
    join_invitations,
    join_sponsors,
)
from mapart.recruitment.actions.welcome import (
    begin_without_trial,
    note_parent_agreement,
    note_training,
    sign_charter,
    stop_volunteering,
    take_in_hand,
)

__all__ = [
    "NEXT_ACT",
    "Applicant",
    "Outcome",
    "accept_trial",
    "add_goal",
    "add_walk_in",
    "advance",
    "advance_all",
    "announce_campaign",
    "apply",
    "begin_without_trial",
    "cancel_meeting",
    "change_campaign",
    "change_seats",
    "close_campaign",
    "close_twin_application",
    "create_campaign",
    "decline_trial",
    "drop_campaign",
    "drop_own_invitations",
    "fail_search",
    "find_goals",
    "follow_trials",
    "forget_old_mailboxes",
    "forget_person",
    "give_back_place",
    "give_codes",
    "invite_to_next_meeting",
    "join_campaign",
    "join_invitations",
    "join_sponsors",
    "keep_forecast",
    "mark_attendance",
    "move_application",
    "note_application_reading",
    "note_parent_agreement",
    "note_training",
    "note_trial",
    "open_campaign",
    "propose_trial",
    "record_invitation",
    "remind_of_waits",
    "remove_goal",
    "search_goals",
    "sign_charter",
    "stop_volunteering",
    "take_in_hand",
    "tell_sponsors",
    "thank_sponsors",
    "warn_former_volunteers",
    "warn_idle_applicants",
    "warn_unbound_people",
    "welcome_all",
]
