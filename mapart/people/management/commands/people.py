"""``mapart people appoint``: names the first head of the network. There is no default account."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mapart.core.enums import Channel
from mapart.core.refusals import Refusal, sentence
from mapart.people.actions import give_role, remember_person
from mapart.people.addresses import read_mail
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.people.phones import read_phone


class Command(BaseCommand):
    """Works only while nobody heads the network; later heads are named on ``/equipe/roles/``."""

    help = (
        "Name the first head of the network: mapart people appoint --first-name Camille --mail me@example.org"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and how to reach her."""
        appoint = parser.add_subparsers(dest="what", required=True).add_parser("appoint", help=self.help)
        appoint.add_argument("--first-name", required=True)
        appoint.add_argument("--last-name", default="")
        appoint.add_argument("--mail", help="the address that receives the sign-in codes")
        appoint.add_argument("--phone", help="or the phone that receives them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remember the person and give the role."""
        if Role.objects.current().filter(kind=RoleKind.NETWORK_HEAD, space=None).exists():
            raise CommandError("Somebody heads the network already: she names the others on /equipe/roles/.")
        if not (options["mail"] or options["phone"]):
            raise CommandError("Give --mail or --phone: the codes to sign in are sent there.")
        try:
            person = remember_person(
                by=None,
                first_name=options["first_name"],
                last_name=options["last_name"],
                email=read_mail(options["mail"]) if options["mail"] else None,
                phone=read_phone(options["phone"]) if options["phone"] else None,
                channel=Channel.MAIL if options["mail"] else Channel.SMS,
            )
            give_role(by=None, person=person, kind=RoleKind.NETWORK_HEAD)
        except Refusal as refusal:
            raise CommandError(sentence(refusal)) from None
        self.stdout.write(
            f"{person.first_name} dirige le réseau et entre par {settings.PUBLIC_ADDRESS}/connexion/."
        )
        if options["mail"] and "console" in settings.EMAIL_BACKEND:
            self.stdout.write("Sans serveur de mail, le code s'affiche dans la fenêtre de « mapart worker ».")
