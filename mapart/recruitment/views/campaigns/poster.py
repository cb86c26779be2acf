"""The poster of a volunteer, for a wall: a page to print, and the same words as a tagged PDF."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mapart.core import wording
from mapart.core.pdf import qr_svg, tagged_pdf
from mapart.recruitment.models import Sponsor
from mapart.recruitment.views.campaigns.invited import Kit, of_code

_TEMPLATE = Path(__file__).parents[2] / "papers" / "poster.typ"


@of_code
def invited_poster(request: HttpRequest, sponsor: Sponsor) -> HttpResponse:
    """``/i/<code>/affiche/``: an A4 page to print."""
    kit = Kit(sponsor)
    return render(request, "recruitment/campaigns/poster.html", {"kit": kit, "words": _words_of(kit)})


@of_code
def invited_poster_pdf(request: HttpRequest, sponsor: Sponsor) -> HttpResponse:
    """``/i/<code>/affiche.pdf``: the same, to send to a printer or by mail; about 20 kB."""
    return HttpResponse(_pdf(Kit(sponsor)), content_type="application/pdf")


def _words_of(kit: Kit) -> dict[str, str]:
    """What the poster says; on paper and on the page alike."""
    space = kit.sponsor.space
    address = f"{space.address}, {space.postal_code} {space.city}" if space.address else ""
    return {
        "title": _("Et si vous aidiez quelqu'un, près d'ici ?"),
        "pitch": kit.sponsor.campaign.pitch,
        "place": ", ".join(part for part in (space.name, address) if part),
        "code": _("Code de l'invitation : %(code)s") % {"code": kit.code},
        "phone": _("Ou appelez le %(phone)s") % {"phone": wording.phone_pairs(space.phone)},
    }


def _pdf(kit: Kit) -> bytes:
    """The paper, tagged (PDF/UA)."""
    return tagged_pdf(
        _TEMPLATE,
        _words_of(kit)
        | {
            "association": settings.PUBLISHER or "Ma Part",
            "link": kit.link,
            "qr": qr_svg(kit.link),
            "qr_text": _("Code QR de l'adresse %(address)s") % {"address": kit.link},
        },
    )
