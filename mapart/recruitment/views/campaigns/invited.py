"""The link of a volunteer: what the invited person reads, what the volunteer sends.

Whoever holds the code may open them: they show a first name and a space, nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mapart.agenda.queries import upcoming_meetings
from mapart.core.kept import kept_for_visitors
from mapart.planning.queries import needs_now
from mapart.recruitment.mails import invitation_link
from mapart.recruitment.models import Goal, Sponsor
from mapart.recruitment.queries import sponsor_of_code
from mapart.recruitment.rules import spoken_code
from mapart.recruitment.views.campaigns.public import is_running

_MEETINGS_SHOWN, _WANTED_SHOWN = 3, 4


@dataclass(frozen=True)
class Kit:
    """Everything a volunteer needs to invite somebody."""

    sponsor: Sponsor

    @property
    def link(self) -> str:
        """The whole address to give away."""
        return invitation_link(self.sponsor.code)

    @property
    def code(self) -> str:
        """The code as it is said."""
        return spoken_code(self.sponsor.code)

    @property
    def text(self) -> str:
        """The text ready to send, link included."""
        return _("Je suis bénévole, et nous cherchons du monde : %(space)s. %(pitch)s Regarde : %(link)s") % {
            "space": self.sponsor.space.name,
            "pitch": self.sponsor.campaign.pitch,
            "link": self.link,
        }

    @property
    def short_text(self) -> str:
        """The same for an SMS: its length does not hang on what the team wrote."""
        return _("Je suis bénévole et nous cherchons du monde. Viens voir : %(link)s") % {"link": self.link}

    @property
    def channels(self) -> list[tuple[str, str, str]]:
        """Plain links that open what the phone has: icon, words, address."""
        subject = _("Tu viens avec nous ?")
        return [
            ("message-square", _("Envoyer par SMS"), f"sms:?&body={quote(self.short_text)}"),
            ("smartphone", _("Envoyer par WhatsApp"), f"https://wa.me/?text={quote(self.text)}"),
            ("mail", _("Envoyer par mail"), f"mailto:?subject={quote(subject)}&body={quote(self.text)}"),
        ]

    @property
    def qr(self) -> SafeString:
        """The link to photograph, as SVG."""
        code = segno.make(self.link, error="m", micro=False)
        drawn = code.svg_inline(
            omitsize=True, svgclass="qr", lineclass=None, border=4, dark="#000", light="#fff"
        )
        label = f'<svg role="img" width="208" aria-label="{_("Code à photographier : il ouvre le lien")}" '
        drawn = drawn.replace("<svg ", label, 1)
        # Our stylesheet draws icons with round lines, twice as wide.
        square = drawn.replace("<path ", '<path stroke-width="1" stroke-linecap="butt" ')
        return mark_safe(square)  # noqa: S308 - drawn by segno from our own address


def of_code(
    view: Callable[[HttpRequest, Sponsor], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page below ``/i/<code>`` for whoever holds the code: ``view`` is given its volunteer.

    Where nobody has the code the page says what to do. It is for those who were given the link, not for search engines.
    """

    @login_not_required
    @require_safe
    @kept_for_visitors
    @wraps(view)
    def page(request: HttpRequest, code: str) -> HttpResponse:
        sponsor = sponsor_of_code(code)
        if sponsor is None:
            return render(request, "recruitment/campaigns/unknown.html", status=404)
        response = view(request, sponsor)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return page


@of_code
def invited(request: HttpRequest, sponsor: Sponsor) -> HttpResponse:
    """``/i/<code>``: who invites, what is missing near her, the next meetings."""
    address = reverse("recruitment:invited", args=[sponsor.code])
    if request.path != address:
        return redirect(address)
    wanted = _wanted_near(sponsor)
    context = {
        "sponsor": sponsor,
        "campaign": sponsor.campaign,
        "space": sponsor.space,
        "is_running": is_running(sponsor.campaign),
        "goals": wanted,
        "needs": [] if wanted else needs_now(space=sponsor.space)[:_WANTED_SHOWN],
        "meetings": list(upcoming_meetings([sponsor.space_id]).order_by("starts_at", "pk")[:_MEETINGS_SHOWN]),
        "link": invitation_link(sponsor.code),
        "picture": settings.PUBLIC_ADDRESS + static("recruitment/share.png"),
        "code": spoken_code(sponsor.code),
    }
    return render(request, "recruitment/campaigns/invited.html", context)


@of_code
def invited_send(request: HttpRequest, sponsor: Sponsor) -> HttpResponse:
    """``/i/<code>/envoyer/``: choose how to send the link; without an account, from the mail of the campaign."""
    context = {"kit": Kit(sponsor), "campaign": sponsor.campaign, "is_running": is_running(sponsor.campaign)}
    return render(request, "recruitment/campaigns/send.html", context)


def _wanted_near(sponsor: Sponsor) -> list[Goal]:
    """What the campaign looks for in the space of the sponsor; when nothing, in the other spaces of the city."""
    goals = Goal.objects.filter(campaign=sponsor.campaign_id).select_related("mission", "space")
    here = list(goals.filter(space=sponsor.space_id)[:_WANTED_SHOWN])
    return here or list(goals.filter(space__city=sponsor.space.city)[:_WANTED_SHOWN])
