"""Certificates of hours: made, printed, annulled."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from mapart.core import clock, journal, wording
from mapart.core.pdf import qr_svg, tagged_pdf
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.volunteering.actions.claim import claim
from mapart.volunteering.models import HoursCertificate, Volunteer
from mapart.volunteering.passport import skills_put_to_work
from mapart.volunteering.queries import hours_by_mission

_TEMPLATE = Path(__file__).parents[1] / "papers" / "certificate.typ"


def issue_certificate(
    *,
    by: Person,
    volunteer: Volunteer,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> HoursCertificate:
    """Attest her counted hours, in all spaces, of some days or of all. The same hours have one code.

    Raises ``PermissionDenied`` unless ``by`` is she or may change her, ``Refusal("volunteering.no_hours")``.
    """
    with transaction.atomic():
        current = claim(by, volunteer)
        rows = hours_by_mission(current, starts_on, ends_on)
        minutes = sum(row["minutes"] for row in rows)
        if not minutes:
            raise Refusal("volunteering.no_hours")
        held = current.skills.order_by("skill").values_list("skill", flat=True)
        facts: dict[str, Any] = {
            "starts_on": min(row["first"] for row in rows),
            "ends_on": max(row["last"] for row in rows),
            "minutes": minutes,
            "lines": [[row["mission"], row["space"], row["minutes"]] for row in rows],
            "skills": skills_put_to_work([row["slug"] for row in rows], held),
        }
        same = current.certificates.filter(revoked_at=None, starts_on=facts["starts_on"], minutes=minutes)
        for known in same.filter(ends_on=facts["ends_on"]):
            if (known.lines, known.skills) == (facts["lines"], facts["skills"]):
                return known
        certificate = HoursCertificate.objects.create(volunteer=current, issued_by=by, **facts)
        journal.record(by, "issue_certificate", current, minutes=minutes)
        return certificate


def revoke_certificate(*, by: Person, certificate: HoursCertificate) -> HoursCertificate:
    """Its code says from now on that it does not count any more. Raises ``PermissionDenied`` like the making."""
    with transaction.atomic():
        claim(by, certificate.volunteer)
        mine = HoursCertificate.objects.filter(pk=certificate.pk, revoked_at=None)
        if mine.update(revoked_at=clock.now()):
            journal.record(by, "revoke_certificate", certificate)
    certificate.refresh_from_db()
    return certificate


def verify_address(certificate: HoursCertificate) -> str:
    """Where anybody checks it. A promise: printed on paper."""
    return f"{settings.PUBLIC_ADDRESS}/verifier/{certificate.code}/"


def certificate_pdf(certificate: HoursCertificate) -> bytes:
    """The paper, as it was when it was made: about 20 kB, tagged (PDF/UA)."""
    made = clock.day_of(certificate.created_at)
    address = verify_address(certificate)
    name = certificate.volunteer.person.full_name
    hours = wording.duration(certificate.minutes)
    period = {"first": _full(certificate.starts_on), "last": _full(certificate.ends_on)}
    statement = _("%(name)s a donné %(hours)s de bénévolat, du %(first)s au %(last)s.")
    check = _("Pour vérifier cette attestation : %(address)s. Code : %(code)s.")
    return tagged_pdf(
        _TEMPLATE,
        {
            "association": settings.PUBLISHER or "Ma Part",
            "title": _("Attestation de bénévolat"),
            "statement": statement % {"name": name, "hours": hours, **period},
            "missions_title": _("Missions"),
            "columns": [_("Mission"), _("Espace"), _("Heures")],
            "lines": [[m or "–", s or "–", wording.duration(minutes)] for m, s, minutes in certificate.lines],
            "total": _("Total : %(hours)s") % {"hours": hours},
            "skills_title": _("Compétences mises en œuvre"),
            "skills": certificate.skills,
            "made": _("Fait le %(day)s.") % {"day": _full(made)},
            "issued": [made.year, made.month, made.day],
            "qr": qr_svg(address),
            "qr_text": _("Code QR de l'adresse %(address)s") % {"address": address},
            "address": address,
            "check": check % {"address": address, "code": certificate.code},
        },
    )


def _full(day: datetime.date) -> str:
    """« 24 novembre 2026 », the year always said: a paper is read years later."""
    words = wording.day(day).split(" ", 1)[1]
    return words if words.endswith(str(day.year)) else f"{words} {day.year}"
