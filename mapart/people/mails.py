"""Messages of this room."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.notifications.actions import post
from mapart.people.models import AddressChange, Person, Role
from mapart.people.phones import receives_sms
from mapart.people.queries import address_of
from mapart.people.rules import CODE_MINUTES


def sign_in_code(code: str, minutes: int, channel: Channel) -> tuple[str, str]:
    """Subject and body of the message that carries a code, cut in two for the eye: « 1234 5678 »."""
    half = len(code) // 2
    context = {"code": f"{code[:half]} {code[half:]}", "minutes": minutes}
    return _("Votre code pour entrer dans votre espace"), _body("sign_in_code", channel, context)


def send_address_code(change: AddressChange, code: str) -> None:
    """The code that shows that a new address reaches her; it leaves at once or never."""
    half = len(code) // 2
    context = {"code": f"{code[:half]} {code[half:]}", "minutes": CODE_MINUTES}
    channel = Channel(change.channel)
    post(
        key=f"people.address_code:{change.pk}",
        kind="people.address_code",
        recipient=change.person_id,
        space=None,
        channel=channel,
        address=change.address,
        subject=_("Votre code pour changer d'adresse"),
        body=_body("address_code", channel, context),
        expires_at=change.expires_at,
    )


def tell_address_changed(person: Person, channel: Channel, before: str | None) -> None:
    """To the address that was replaced or removed, else to her other one; if it was not her, whom to call."""
    ways = [(channel, before), (Channel.MAIL, person.email), (Channel.SMS, person.phone)]
    new = person.email if channel == Channel.MAIL else person.phone
    for way, address in ways:
        if address and address != new and (way == Channel.MAIL or receives_sms(address)):
            post(
                key=f"people.address_changed:{person.pk}:{clock.now().isoformat()}",
                kind="people.address_changed",
                recipient=person.pk,
                space=None,
                channel=way,
                address=address,
                subject=_("Votre adresse a changé") if new else _("Votre adresse est retirée"),
                body=_body(
                    "address_changed",
                    way,
                    {
                        "person": person,
                        "is_mail": channel == Channel.MAIL,
                        "is_gone": new is None,
                        "phone": settings.ASSOCIATION_PHONE,
                    },
                ),
            )
            return


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
