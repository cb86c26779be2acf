"""May this person see or change that volunteer? She may for herself; staff may in the spaces of their roles."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from mapart.people import perms as people
from mapart.people.models import Person
from mapart.people.perms import Permission
from mapart.spaces.models import Space
from mapart.volunteering.models import FormerVolunteer, HoursCertificate, ImportBatch, Likeness, Volunteer


def may_see(person: Person, volunteer: Volunteer) -> bool:
    """Whether ``person`` may read the page of ``volunteer``."""
    return _is_hers(person, volunteer) or people.may(person, Permission.SEE_VOLUNTEERS, volunteer.home_space)


def may_edit(person: Person, volunteer: Volunteer) -> bool:
    """Whether ``person`` may change what ``volunteer`` said: herself, or staff to whom she said it on the phone."""
    return _is_hers(person, volunteer) or people.may(person, Permission.EDIT_VOLUNTEERS, volunteer.home_space)


def may_welcome(person: Person, space: Space) -> bool:
    """Whether ``person`` may make somebody a volunteer of ``space``: who follows applicants, or volunteers."""
    return people.may(person, Permission.EDIT_VOLUNTEERS, space) or people.may(
        person, Permission.EDIT_APPLICANTS, space
    )


def may_judge_hours(person: Person, volunteer: Volunteer) -> bool:
    """Whether ``person`` may confirm or correct hours of ``volunteer``: staff of her space, never she herself."""
    return not _is_hers(person, volunteer) and people.may(
        person, Permission.EDIT_VOLUNTEERS, volunteer.home_space
    )


def load_certificate(person: Person, pk: UUID) -> HoursCertificate:
    """A certificate, for whoever may change its volunteer; 404 for anybody else."""
    found = HoursCertificate.objects.select_related("volunteer__person", "volunteer__home_space")
    certificate = found.filter(pk=pk).first()
    if certificate is None or not may_edit(person, certificate.volunteer):
        raise Http404
    return certificate


def may_merge(person: Person, one: Volunteer, other: Volunteer) -> bool:
    """Whether ``person`` may make one of two volunteers: she changes both, is neither, and may touch both accounts."""
    return (
        all(people.may(person, Permission.EDIT_VOLUNTEERS, one.home_space) for one in (one, other))
        and person.pk not in (one.person_id, other.person_id)
        and all(people.may_change_account(person, one.person) for one in (one, other))
    )


def may_judge_likeness(person: Person, pair: Likeness) -> bool:
    """Whether ``person`` may say that two volunteers are two people: she changes both."""
    return all(
        people.may(person, Permission.EDIT_VOLUNTEERS, one.home_space) for one in (pair.one, pair.other)
    )


def load_likeness(person: Person, pk: UUID) -> Likeness:
    """A pair with its volunteers, for whoever may judge it; 404 for anybody else."""
    pairs = Likeness.objects.select_related(
        "one__person", "one__home_space", "other__person", "other__home_space"
    )
    pair = pairs.filter(pk=pk).first()
    if pair is None or not may_judge_likeness(person, pair):
        raise Http404
    return pair


def load_import(person: Person, pk: UUID) -> ImportBatch:
    """A file that this person sent; 404 for anybody else."""
    batch = ImportBatch.objects.filter(pk=pk, asked_by=person).first()
    if batch is None:
        raise Http404
    return batch


def load_volunteer(person: Person, pk: UUID, *, edit: bool = False) -> Volunteer:
    """A volunteer with her person and home space, for a page of staff: 404 for a stranger, 403 for a mere reader.

    The address of somebody who was merged into another leads to the other.
    """
    found = Volunteer.objects.select_related("person", "home_space")
    volunteer = found.filter(pk=pk).first()
    if volunteer is None and (former := FormerVolunteer.objects.filter(pk=pk).first()):
        volunteer = found.get(pk=former.volunteer_id)
    if volunteer is None or not may_see(person, volunteer):
        raise Http404
    if edit:
        require_edit(person, volunteer)
    return volunteer


def require_edit(by: Person | None, volunteer: Volunteer) -> None:
    """Raise ``PermissionDenied`` unless ``may_edit``; ``None`` is the system itself."""
    if by is not None and not may_edit(by, volunteer):
        raise PermissionDenied


def require_welcome(by: Person | None, volunteer: Volunteer) -> None:
    """Raise ``PermissionDenied`` unless it is she, or somebody who welcomes people in her space; null is the system."""
    if by is None or _is_hers(by, volunteer):
        return
    if volunteer.home_space is None or not may_welcome(by, volunteer.home_space):
        raise PermissionDenied


def _is_hers(person: Person, volunteer: Volunteer) -> bool:
    return person.pk == volunteer.person_id
