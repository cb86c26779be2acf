"""Who may do what: giving and withdrawing rights, seeing their effect first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.core import clock, wording
from mapart.core.enums import Channel
from mapart.core.http import addresses, done_already
from mapart.core.refusals import Refusal, sentence
from mapart.people import actions
from mapart.people.addresses import Address
from mapart.people.enums import RoleKind
from mapart.people.forms import RoleForm
from mapart.people.models import Person, Role
from mapart.people.perms import (
    ROLES,
    Permission,
    asks_code_again,
    may_change_account,
    may_give,
    permissions_in,
    reader_who_may,
    sentences,
    space_keys_where,
)
from mapart.people.queries import has_second_factor_set_up, person_to_sign_in


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody holds, in words, and the page where it is withdrawn."""

    person_address: str
    name: str
    role: str
    end_address: str
    to: str


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Everybody who has a right in the spaces of the reader, by space; what each role is for."""
    reader = reader_who_may(request, Permission.MANAGE_ROLES)
    context = {"places": _by_space(_managed_roles(reader)), "kinds": [ROLES[kind] for kind in RoleKind]}
    return render(request, "people/roles.html", context)


@asks_code_again
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Asks who, which role and where; then says the effect; then gives the right."""
    giver = reader_who_may(request, Permission.MANAGE_ROLES)
    form = RoleForm(request.POST or None, giver=giver)
    if not form.is_valid():
        return render(request, "people/role_give.html", {"form": form})
    facts = form.cleaned_data
    kind, space, address = RoleKind(facts["kind"]), facts["space"], facts["address"]
    known = person_to_sign_in(address.channel, address.text)
    if "confirm" not in request.POST:
        has = permissions_in(known.current_roles, space) if known else frozenset()
        context = {
            "form": form,
            "name": known.full_name if known else facts["first_name"],
            "is_known": known is not None,
            "role": ROLES[kind],
            "space": space,
            "gains": sentences(ROLES[kind].permissions - has),
        }
        return render(request, "people/role_give_confirm.html", context)
    try:
        person = known or _remember(giver, facts["first_name"], facts["last_name"], address)
        actions.give_role(by=giver, person=person, kind=kind, space=space)
    except Refusal as refusal:
        form.add_error(None, sentence(refusal))
        return render(request, "people/role_give.html", {"form": form})
    messages.success(request, _("%(name)s a ce rôle dès maintenant.") % {"name": person.first_name})
    return redirect("people:roles")


@asks_code_again
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Says what the person will not be able to do any more, then withdraws the right."""
    reader = reader_who_may(request, Permission.MANAGE_ROLES)
    if request.method == "POST" and not Role.objects.filter(pk=pk).exists():
        return done_already(request, reverse("people:roles"))
    role = get_object_or_404(_managed_roles(reader), pk=pk)
    if not may_give(reader, RoleKind(role.kind), role.space):
        raise PermissionDenied
    if request.method == "POST":
        actions.end_role(by=reader, role=role)
        messages.success(request, _("%(name)s n'a plus ce rôle.") % {"name": role.person.first_name})
        return redirect("people:roles")
    others = [one for one in role.person.current_roles if one.pk != role.pk]
    losses = permissions_in([role], role.space) - permissions_in(others, role.space)
    context = {"role": role, "rights": ROLES[RoleKind(role.kind)], "losses": sentences(losses)}
    return render(request, "people/role_end.html", context)


@require_safe
def person_rights(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What somebody can do here, in words; only the spaces that the reader manages are shown."""
    reader = reader_who_may(request, Permission.MANAGE_ROLES)
    person, held = _load_colleague(reader, pk)
    context = {
        "person": person,
        "rows": [
            {
                "role": role,
                "rights": ROLES[RoleKind(role.kind)],
                "can": sentences(permissions_in([role], role.space)),
            }
            for role in held
        ],
        "may_reset": _may_reset(reader, person),
    }
    return render(request, "people/person_rights.html", context)


@asks_code_again
@require_POST
def reset_second_factor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For somebody who lost her phone: she sets up a new one at her next sign-in."""
    reader = reader_who_may(request, Permission.MANAGE_ROLES)
    person, _held = _load_colleague(reader, pk)
    actions.reset_second_factor(by=reader, person=person)
    messages.success(
        request, _("%(name)s protégera son accès avec un nouveau téléphone.") % {"name": person.first_name}
    )
    return redirect("people:person_rights", pk=person.pk)


def _managed_roles(reader: Person) -> QuerySet[Role]:
    """Roles in course or to come, in the spaces where the reader manages them."""
    keys = space_keys_where(reader, Permission.MANAGE_ROLES)
    wanted = Q() if keys is None else Q(space__in=keys)
    not_over = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    return (
        Role.objects.filter(wanted, not_over, person__is_active=True)
        .select_related("person", "space")
        .order_by("space__city", "space__name", "kind", "person__last_name", "pk")
    )


def _by_space(roles: QuerySet[Role]) -> list[tuple[str, list[Held]]]:
    """These roles under the name of their space, in words; labels and addresses are worked out once."""
    network, until, to = _("Tout le réseau"), _("jusqu'au %(day)s"), _("à %(name)s")
    kinds = {str(value): str(label) for value, label in RoleKind.choices}
    person_page, end_page = addresses("people:person_rights"), addresses("people:role_end")
    places: dict[UUID | None, tuple[str, list[Held]]] = {}
    for pk, person, first, last, kind, ends_on, space, city, name in roles.values_list(
        "pk",
        "person_id",
        "person__first_name",
        "person__last_name",
        "kind",
        "ends_on",
        "space_id",
        "space__city",
        "space__name",
    ):
        full_name = f"{first} {last}".strip()
        label = kinds[kind]
        if ends_on:
            label = f"{label} – {until % {'day': wording.day(ends_on)}}"
        held = Held(person_page(person), full_name, label, end_page(pk), to % {"name": full_name})
        places.setdefault(space, (f"{city} – {name}" if space else network, []))[1].append(held)
    return list(places.values())


def _load_colleague(reader: Person, pk: UUID) -> tuple[Person, list[Role]]:
    """A person with a role that the reader manages, and these roles; 404 for anybody else."""
    held = list(_managed_roles(reader).filter(person=pk))
    if not held:
        raise Http404
    return held[0].person, held


def _may_reset(reader: Person, person: Person) -> bool:
    return reader != person and may_change_account(reader, person) and has_second_factor_set_up(person)


def _remember(giver: Person, first_name: str, last_name: str, address: Address) -> Person:
    by_mail = address.channel == Channel.MAIL
    facts: dict[str, Any] = {"email" if by_mail else "phone": address.text}
    return actions.remember_person(
        by=giver, first_name=first_name, last_name=last_name, channel=address.channel, **facts
    )
