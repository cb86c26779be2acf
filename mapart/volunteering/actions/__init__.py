"""Every write about volunteers and missions.

Each is done by the volunteer herself, by staff who may edit the volunteers of her space, or by the system
(``by=None``); anybody else gets ``PermissionDenied``. Saving twice the same thing writes once.
"""

from mapart.volunteering.actions.availability import (
    add_absence,
    add_extra,
    add_window,
    remove_absence,
    remove_extra,
    remove_window,
    set_availability,
    set_half_days,
)
from mapart.volunteering.actions.certificates import (
    certificate_pdf,
    issue_certificate,
    revoke_certificate,
    verify_address,
)
from mapart.volunteering.actions.charter import note_parent_agreement, say_age, sign_charter
from mapart.volunteering.actions.counts import count_hours
from mapart.volunteering.actions.declared import correct_hours, decide_hours, declare_hours
from mapart.volunteering.actions.exports import export_volunteers, note_valuation_taken
from mapart.volunteering.actions.hours import count_accompanied, note_hours
from mapart.volunteering.actions.imports import (
    drop_import,
    forget_imports,
    read_import,
    run_import,
    start_import,
)
from mapart.volunteering.actions.life import (
    begin,
    forget_person,
    leave,
    note_reading,
    pause,
    resume,
    revoke_calendar,
    welcome_volunteer,
)
from mapart.volunteering.actions.likeness import absorb_volunteer, dismiss_likeness, find_likenesses
from mapart.volunteering.actions.matching import forget_not_now, say_not_now, want_mission
from mapart.volunteering.actions.missions import load_catalogue
from mapart.volunteering.actions.profile import (
    set_commitment,
    set_languages,
    set_missions,
    set_reach,
    set_skills,
    set_status,
)
from mapart.volunteering.actions.rates import set_rate
from mapart.volunteering.actions.talk import deliver_letter, forget_old_words, send_letter, write_note
from mapart.volunteering.actions.thanks import thank_anniversaries

__all__ = [
    "absorb_volunteer",
    "add_absence",
    "add_extra",
    "add_window",
    "begin",
    "certificate_pdf",
    "correct_hours",
    "count_accompanied",
    "count_hours",
    "decide_hours",
    "declare_hours",
    "deliver_letter",
    "dismiss_likeness",
    "drop_import",
    "export_volunteers",
    "find_likenesses",
    "forget_imports",
    "forget_not_now",
    "forget_old_words",
    "forget_person",
    "issue_certificate",
    "leave",
    "load_catalogue",
    "note_hours",
    "note_parent_agreement",
    "note_reading",
    "note_valuation_taken",
    "pause",
    "read_import",
    "remove_absence",
    "remove_extra",
    "remove_window",
    "resume",
    "revoke_calendar",
    "revoke_certificate",
    "run_import",
    "say_age",
    "say_not_now",
    "send_letter",
    "set_availability",
    "set_commitment",
    "set_half_days",
    "set_languages",
    "set_missions",
    "set_rate",
    "set_reach",
    "set_skills",
    "set_status",
    "sign_charter",
    "start_import",
    "thank_anniversaries",
    "verify_address",
    "want_mission",
    "welcome_volunteer",
    "write_note",
]
