"""The team writes somebody down whose address is that of a volunteer: is it she? Nothing is made twice unasked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mapart.core.enums import Channel
from mapart.people.perms import reader_of
from mapart.recruitment.forms import PersonForm
from mapart.volunteering.perms import may_see
from mapart.volunteering.queries import KnownVolunteer, volunteer_of_address

SHE, ANOTHER = "elle", "autre"
_NOT_TYPED = ("csrfmiddlewaretoken", "known")


def facts_or_question(request: HttpRequest, form: PersonForm, back: str) -> dict[str, Any] | HttpResponse:
    """What to write down of a form that is valid; or the page that asks whether she is the volunteer we know.

    Her answer comes back with all that was typed: « elle » joins the request to the person we know, « autre », for
    another writing of the same mailbox only, writes a second person. ``back``: the page to leave to.
    """
    facts = form.facts()
    known = volunteer_of_address(facts["email"], facts["phone"])
    answer = request.POST.get("known")
    if known is None or answer == SHE or (answer == ANOTHER and not known.is_exact):
        return _joined(facts, known) if known is not None and answer == SHE else facts
    reader = reader_of(request)
    context = {
        "known": known,
        "volunteer": known.volunteer,
        "space": known.volunteer.home_space,
        "may_see": may_see(reader, known.volunteer),
        "typed": [(name, value) for name, value in request.POST.items() if name not in _NOT_TYPED],
        "back": back,
    }
    return render(request, "recruitment/applicant_known.html", context, status=409)


def _joined(facts: dict[str, Any], known: KnownVolunteer) -> dict[str, Any]:
    """The facts under the address by which we know her, so that no second person is made."""
    person = known.volunteer.person
    if known.is_exact:
        return facts
    return facts | {"email": person.email, "channel": Channel.MAIL}
