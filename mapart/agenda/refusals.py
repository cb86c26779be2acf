"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "agenda.ends_before_it_starts": _("L'heure de fin doit venir après l'heure de début."),
    "agenda.in_the_past": _("Cette date est passée. Choisissez une date à venir."),
    "agenda.form_of_another_space": _(
        "Cette page a déjà servi pour un autre espace. Rien n'est enregistré. Rouvrez-la, puis recommencez."
    ),
    "agenda.more_seats_than_room": ngettext_lazy(
        "Cette salle a %(seats)s place. Écrivez un nombre plus petit.",
        "Cette salle a %(seats)s places. Écrivez un nombre plus petit.",
        "seats",
    ),
    "agenda.no_seat_to_book": _("Cette séance ne se réserve pas. Vous pouvez venir sans place."),
    "agenda.session_cancelled": _("Cette séance est annulée. Choisissez une autre date."),
    "agenda.session_over": _("Cette séance a déjà eu lieu. Choisissez une autre date."),
    "agenda.seat_already_given_back": _("Cette place est déjà rendue. Vous n'avez rien d'autre à faire."),
    "agenda.twins_on_a_seat": _(
        "Les deux fiches ont une place à la même réunion, %(when)s. Rendez d'abord l'une des deux. Sinon, ce sont deux "
        "personnes."
    ),
    "agenda.twins_who_came": _(
        "Les deux fiches sont notées présentes à la même réunion, %(when)s : ce sont sans doute deux personnes. "
        "Sinon, corrigez d'abord l'une des deux présences."
    ),
    "agenda.more_booked_than_seats": ngettext_lazy(
        "%(booked)s personne a déjà une place. Écrivez au moins ce nombre.",
        "%(booked)s personnes ont déjà une place. Écrivez au moins ce nombre.",
        "booked",
    ),
}
