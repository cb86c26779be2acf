"""The charter that a newcomer reads and signs. A word changed here is a new ``volunteering.rules.CHARTER_VERSION``."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

ARTICLES: tuple[tuple[StrPromise, StrPromise], ...] = (
    (
        _("Le respect"),
        _("J'accueille chaque personne telle qu'elle est. Je ne juge pas. Je ne fais pas de différence."),
    ),
    (
        _("La discrétion"),
        _(
            "Ce que j'entends reste dans l'espace. Je ne garde aucun mot de passe. Je ne donne pas mon numéro."
        ),
    ),
    (
        _("Avec, jamais à la place"),
        _("J'aide la personne à faire elle-même. Je n'agis pas en son nom. Je ne prends pas d'argent."),
    ),
    (
        _("La parole donnée"),
        _("Je viens aux créneaux que j'accepte. Un empêchement ? Je le dis dès que je le sais."),
    ),
    (
        _("Mes droits"),
        _(
            "Je suis assuré ou assurée pendant mes créneaux. L'équipe me forme et m'accompagne. Je choisis mon rythme, "
            "et j'arrête quand je veux."
        ),
    ),
)
