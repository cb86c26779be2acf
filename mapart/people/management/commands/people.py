"""``mapart people appoint``: names the first head of the network. There is no default account."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db.models import CharField
from django.utils.translation import gettext as _

from mapart.core import outages
from mapart.core.enums import Channel
from mapart.core.refusals import Refusal, sentence
from mapart.people.actions import give_role, remember_person
from mapart.people.addresses import read_mail
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.people.phones import read_phone, receives_sms

EXAMPLE = "example: mapart people appoint --first-name Camille --mail camille@example.org"


class Command(outages.PlainCommand):
    """Works only while nobody heads the network; later heads are named on ``/equipe/roles/``."""

    help = "Name the first head of the network."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and how to reach her."""
        parser.epilog = EXAMPLE
        commands = parser.add_subparsers(dest="what", required=True)
        appoint = commands.add_parser("appoint", help="name her", description=self.help, epilog=EXAMPLE)
        appoint.add_argument("--first-name", required=True)
        appoint.add_argument("--last-name", default="")
        appoint.add_argument("--mail", help="the address that receives the sign-in codes")
        appoint.add_argument("--phone", help="or the phone that receives them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remember the person and give the role."""
        if Role.objects.current().filter(kind=RoleKind.NETWORK_HEAD, space=None).exists():
            raise CommandError(
                _("Quelqu'un dirige déjà le réseau, et nomme les autres personnes sur /equipe/roles/.")
            )
        mail, phone = _addresses(options["mail"], options["phone"])
        person = remember_person(
            by=None,
            first_name=_name("first_name", options["first_name"]),
            last_name=_name("last_name", options["last_name"]),
            email=mail,
            phone=phone,
            channel=Channel.MAIL if mail else Channel.SMS,
        )
        give_role(by=None, person=person, kind=RoleKind.NETWORK_HEAD)
        facts = {"name": person.first_name, "address": settings.PUBLIC_ADDRESS}
        self.stdout.write(_("%(name)s dirige le réseau et entre par %(address)s/connexion/.") % facts)
        if mail and "console" in settings.EMAIL_BACKEND:
            self.stdout.write(
                _("Sans serveur de mail, le code s'affiche dans la fenêtre de « mapart worker ».")
            )


def _addresses(mail: str | None, phone: str | None) -> tuple[str | None, str | None]:
    """Where the codes to sign in reach her: a mail address, a mobile phone, or both."""
    if not (mail or phone):
        raise CommandError(_("Donnez --mail ou --phone : les codes pour entrer y arrivent."), returncode=2)
    try:
        read = read_mail(mail) if mail else None, read_phone(phone) if phone else None
    except Refusal as refusal:
        raise CommandError(sentence(refusal), returncode=2) from None
    if not mail and not receives_sms(str(read[1])):
        raise CommandError(
            _("Un téléphone fixe ne reçoit pas de code. Donnez un numéro de mobile, ou --mail."), returncode=2
        )
    return read


def _name(field: str, typed: str) -> str:
    """A name that fits its column."""
    column = Person._meta.get_field(field)
    assert isinstance(column, CharField)
    try:
        return str(column.clean(typed.strip(), None))
    except ValidationError as error:
        raise CommandError(f"--{field.replace('_', '-')} : {error.messages[0]}", returncode=2) from None
