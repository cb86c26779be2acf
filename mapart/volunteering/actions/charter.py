"""Writes about how a volunteer begins: the charter she signs, her age band, the agreement of a parent."""

from django.db import IntegrityError, transaction

from mapart.core import clock, journal
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.volunteering.enums import AgeBand, SignedWay
from mapart.volunteering.models import CharterSignature, MissionChoice, Volunteer
from mapart.volunteering.perms import require_welcome
from mapart.volunteering.queries import missions_open_to_all
from mapart.volunteering.rules import CHARTER_VERSION


def sign_charter(*, by: Person | None, volunteer: Volunteer, way: SignedWay) -> CharterSignature:
    """Keep that she signed the charter of today, on screen, or on paper by the hand of staff. Signed twice, it is once.

    ``by``: herself (her link is the proof), whoever welcomes people in her space, or null, the system.
    """
    with transaction.atomic():
        require_welcome(by, volunteer)
        today = clock.today()
        noted_by = by if by is not None and by.pk != volunteer.person_id else None
        try:
            with transaction.atomic():
                signature = CharterSignature.objects.create(
                    volunteer=volunteer,
                    version=CHARTER_VERSION,
                    signed_on=today,
                    way=way,
                    noted_by=noted_by,
                )
        except IntegrityError:
            return CharterSignature.objects.get(volunteer=volunteer, version=CHARTER_VERSION)
        Volunteer.objects.filter(pk=volunteer.pk).update(charter_signed_on=today)
        journal.record(by, "sign_charter", volunteer, version=CHARTER_VERSION, way=str(way))
        return signature


def say_age(*, by: Person | None, volunteer: Volunteer, band: AgeBand) -> Volunteer:
    """Keep her age band; missions for adults leave the choices of somebody under 18, the open ones take their place."""
    with transaction.atomic():
        require_welcome(by, volunteer)
        current = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        if current.age_band == band:
            return current
        current.age_band, current.age_said_on = band, clock.today()
        current.save(update_fields=["age_band", "age_said_on"])
        if band == AgeBand.MINOR:
            keep_missions_open_to_minors(current)
        journal.record(by, "say_age", current, band=str(band))
        return current


def note_parent_agreement(*, by: Person | None, volunteer: Volunteer) -> Volunteer:
    """A parent signed on paper, and staff hold the sheet. She cannot note it herself: ``volunteering.staff_only``."""
    with transaction.atomic():
        if by is not None and by.pk == volunteer.person_id:
            raise Refusal("volunteering.staff_only")
        require_welcome(by, volunteer)
        noted = Volunteer.objects.filter(pk=volunteer.pk, parent_agreed_on=None)
        if noted.update(parent_agreed_on=clock.today()):
            journal.record(by, "note_parent_agreement", volunteer)
        volunteer.refresh_from_db(fields=["parent_agreed_on"])
        return volunteer


def keep_missions_open_to_minors(volunteer: Volunteer) -> None:
    """Inside the transaction that knows her age: her choices without what waits until she is 18."""
    volunteer.choices.filter(mission__is_for_adults=True).delete()
    if volunteer.choices.exists():
        return
    MissionChoice.objects.bulk_create(
        MissionChoice(volunteer=volunteer, mission=mission, rank=rank)
        for rank, mission in enumerate(missions_open_to_all().filter(is_for_adults=False))
    )
