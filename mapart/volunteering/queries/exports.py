"""What this room holds about somebody, for herself."""

import datetime
from typing import Any

from mapart.core.wording import duration
from mapart.people.models import Person
from mapart.volunteering.models import Volunteer
from mapart.volunteering.queries.volunteers import volunteer_of

Said = dict[str, Any]


def export_person(person: Person) -> Said:
    """All that this room holds about her, in values that JSON can hold, under French names she can read."""
    volunteer = volunteer_of(person)
    if volunteer is None:
        return {}
    return {
        **_situation(volunteer),
        **_wishes(volunteer),
        **_free_hours(volunteer),
        "attestations": _certificates(volunteer),
        "raison du départ": volunteer.get_left_reason_display() if volunteer.left_reason else None,
        **_talk(volunteer),
        "heures": _hours(volunteer),
    }


def _situation(volunteer: Volunteer) -> Said:
    return {
        "situation de bénévole": volunteer.get_state_display(),
        "autre situation": volunteer.get_status_display(),
        "temps proposé": volunteer.get_commitment_display(),
        "journée entière": volunteer.accepts_whole_day,
        "commune (code Insee)": volunteer.insee_code,
        "espace": volunteer.home_space.name if volunteer.home_space else None,
        "créneaux encore accompagnés": volunteer.accompanied_shifts_left,
        "depuis le": _text(volunteer.started_on),
        "départ le": _text(volunteer.left_on),
        "charte signée": [
            {"version": one.version, "le": one.signed_on.isoformat(), "comment": one.get_way_display()}
            for one in volunteer.signatures.order_by("signed_on")
        ],
        "âge": volunteer.get_age_band_display() or None,
        "âge dit le": _text(volunteer.age_said_on),
        "accord d'un parent reçu le": _text(volunteer.parent_agreed_on),
    }


def _wishes(volunteer: Volunteer) -> Said:
    return {
        "pas maintenant": {
            one.mission.title: one.until.isoformat() for one in volunteer.not_now.select_related("mission")
        },
        "compétences": {
            held.get_skill_display(): held.get_level_display() for held in volunteer.skills.all()
        },
        "langues": [spoken.get_language_display() for spoken in volunteer.languages.all()],
        "missions": [choice.mission.title for choice in volunteer.choices.select_related("mission")],
        "espaces accessibles": {
            reach.space.name: duration(reach.travel_minutes)
            for reach in volunteer.reach.select_related("space")
        },
    }


def _free_hours(volunteer: Volunteer) -> Said:
    return {
        "disponible chaque semaine": [
            f"{window.get_weekday_display()} {window.starts_at:%H:%M}-{window.ends_at:%H:%M}"
            for window in volunteer.windows.all()
        ],
        "absences": [
            {"du": absence.starts_on.isoformat(), "au": absence.ends_on.isoformat()}
            for absence in volunteer.absences.all()
        ],
        "disponible une fois": [
            {
                "le": extra.day.isoformat(),
                "de": f"{extra.starts_at:%H:%M}",
                "à": f"{extra.ends_at:%H:%M}",
            }
            for extra in volunteer.extras.all()
        ],
    }


def _certificates(volunteer: Volunteer) -> list[Said]:
    return [
        {
            "code": one.code,
            "du": one.starts_on.isoformat(),
            "au": one.ends_on.isoformat(),
            "minutes": one.minutes,
            "annulée": one.revoked_at is not None,
        }
        for one in volunteer.certificates.all()
    ]


def _talk(volunteer: Volunteer) -> Said:
    return {
        "conversation avec l'équipe": [
            {
                "le": note.created_at.isoformat(),
                "de": "l'équipe" if note.is_from_team else "vous",
                "texte": note.body,
            }
            for note in volunteer.notes.all()
        ],
        "messages de l'équipe": [
            {"le": copy.created_at.isoformat(), "sujet": copy.letter.subject, "texte": copy.letter.body}
            for copy in volunteer.letters.select_related("letter").order_by("created_at")
        ],
    }


def _hours(volunteer: Volunteer) -> list[Said]:
    return [
        {
            "le": entry.worked_on.isoformat(),
            "minutes": entry.minutes,
            "mission": entry.mission.title if entry.mission else None,
            "où": entry.space.name if entry.space else None,
            "origine": entry.get_source_display(),
            "état": entry.get_state_display(),
            "corrigé depuis": hasattr(entry, "correction"),
        }
        for entry in volunteer.hours.select_related("mission", "space", "correction")
    ]


def _text(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
