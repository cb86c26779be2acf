"""Messages of this room."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mapart.core.enums import Channel
from mapart.notifications.actions import post
from mapart.people.models import Role
from mapart.people.queries import address_of


def sign_in_code(code: str, minutes: int, channel: Channel) -> tuple[str, str]:
    """Subject and body of the message that carries a code, cut in two for the eye: « 1234 5678 »."""
    half = len(code) // 2
    context = {"code": f"{code[:half]} {code[half:]}", "minutes": minutes}
    return _("Votre code pour entrer dans votre espace"), _body("sign_in_code", channel, context)


def tell_role_given(role: Role) -> None:
    """Tell a person that she has a new role, and where to come in."""
    channel, address = address_of(role.person)
    context = {
        "role": role,
        "link": f"{settings.PUBLIC_ADDRESS}{reverse('account_login')}",
    }
    post(
        key=f"people.role_given:{role.pk}:{role.starts_on}",
        kind="people.role_given",
        recipient=role.person_id,
        space=role.space_id,
        channel=channel,
        address=address,
        subject=_("Vous avez un accès à l'équipe"),
        body=_body("role_given", channel, context),
    )


def _body(name: str, channel: Channel, context: dict[str, object]) -> str:
    ending = "sms.txt" if channel == Channel.SMS else "txt"
    return render_to_string(f"people/mails/{name}.{ending}", context).strip()
