"""What can be wrong in a line of a file, as codes, and the French sentence of each: what it is, what to do."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "columns_missing": _("Il manque des colonnes : %(value)s. Ajoutez-les dans la première ligne."),
    "columns_twice": _("Des colonnes sont là deux fois : %(value)s. Gardez-en une."),
    "missions_missing": _(
        "Il manque la colonne missions. Ajoutez-la, ou renvoyez le fichier en cochant les missions de ces personnes."
    ),
    "mission_empty": _(
        "La mission n'est pas dite. Écrivez-la, ou renvoyez le fichier en cochant les missions de ces personnes."
    ),
    "empty": _("Cette case est vide. Écrivez sa valeur."),
    "nobody": _("Personne n'est nommé. Écrivez une adresse mail, un téléphone, ou le prénom et le nom."),
    "no_address": _("Il faut une adresse mail ou un téléphone pour prévenir ainsi. Ajoutez-la."),
    "mail": _("Cette adresse mail ne se lit pas. Écrivez par exemple amina@exemple.fr."),
    "phone": _("Ce numéro ne se lit pas. Écrivez 10 chiffres."),
    "too_long": _("Ce texte est trop long. Raccourcissez-le."),
    "date": _("Cette date ne se lit pas. Écrivez par exemple 24/11/2026."),
    "date_to_come": _("Cette date est à venir. Écrivez une date passée."),
    "time": _("Cette heure ne se lit pas. Écrivez par exemple 14:30."),
    "hours_reversed": _("La fin vient avant le début. Changez l'une des deux heures."),
    "duration": _("Cette durée ne se lit pas. Écrivez par exemple 2 h 30."),
    "duration_day": _("Une journée de bénévolat dure de 5 minutes à 16 heures. Vérifiez la durée."),
    "weekday": _("Ce jour ne se lit pas. Écrivez par exemple lundi."),
    "moment_missing": _("Quand ? Écrivez matin, après-midi ou soirée, ou bien une heure de début et de fin."),
    "choice": _("Cette réponse n'est pas dans la liste. Écrivez par exemple : %(value)s."),
    "space_unknown": _("Cet espace n'existe pas, ou vous n'y avez pas ce droit. Vérifiez son nom."),
    "mission_unknown": _("Cette mission n'est pas dans le catalogue. Vérifiez son nom."),
    "person_unknown": _("Personne dans vos espaces n'a ce nom ou cette adresse. Vérifiez-les."),
    "person_twice": _("Plusieurs bénévoles portent ce nom. Ajoutez l'adresse mail ou le téléphone."),
    "elsewhere": _("Cette personne est bénévole d'un autre espace. Demandez à la direction du réseau."),
    "same_mailbox": _(
        "Une fiche existe avec cette adresse mail, écrite autrement. Écrivez l'adresse de la fiche pour la compléter."
    ),
    "row_twice": _("Cette ligne dit la même chose que la ligne %(value)s. Gardez-en une."),
    "left": _("Cette personne est partie. Si elle revient, effacez cette case."),
    "hours_refused": _("Ces heures ont été refusées. Si elles comptent, effacez cette case."),
    "hours_twice": _(
        "La ligne %(value)s donne déjà des heures de cette mission ce jour-là. Additionnez-les sur une ligne."
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, a code, and a word the sentence needs. Never the text that was typed."""

    line: int
    column: str
    code: str
    value: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For the database."""
        return asdict(self)

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return str(SENTENCES[self.code]) % {"value": self.value}


class CellFault(Exception):  # noqa: N818 - raised by the readers of ``cells``
    """A cell cannot be read."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.value = code, value
