"""What can be wrong in a file of places, as codes, and the French sentence of each: what it is, what to do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

SENTENCES = {
    # the file cannot be read at all
    "file_missing": _("Ce fichier n'existe pas ou ne s'ouvre pas. Vérifiez son nom."),
    "file_too_big": _("Ce fichier dépasse %(most)s Mo. Coupez-le en plusieurs fichiers."),
    "file_empty": _("Ce fichier est vide. Il faut une ligne de titres, puis un lieu par ligne."),
    "file_utf16": _("Ce fichier est en UTF-16. Enregistrez-le en « CSV UTF-8 »."),
    "file_latin1": _(
        "Ce fichier est en Latin-1 (Windows-1252), vu ligne %(line)s. Enregistrez-le en « CSV UTF-8 »."
    ),
    "file_broken": _(
        "Ce fichier mélange plusieurs encodages, vu ligne %(line)s. Enregistrez-le en « CSV UTF-8 »."
    ),
    "file_not_text": _("Ce fichier n'est pas un texte (ligne %(line)s). Choisissez un fichier CSV."),
    "columns_missing": _("Il manque des colonnes : %(columns)s. Ajoutez-les, même vides s'il le faut."),
    "columns_twice": _("Des colonnes sont là deux fois : %(columns)s. Gardez-en une."),
    "too_many_rows": _("Ce fichier dépasse %(most)s lignes. Coupez-le en plusieurs fichiers."),
    # a row cannot be read
    "row_quotes": _("Les guillemets de cette ligne sont mal fermés. Ajoutez le guillemet qui manque."),
    "row_width": ngettext_lazy(
        "Cette ligne a %(found)s case, les titres %(wanted)s. Entourez le texte de guillemets.",
        "Cette ligne a %(found)s cases, les titres %(wanted)s. Entourez le texte de guillemets.",
        "found",
    ),
    "row_twice": _("Ce lieu est déjà ligne %(first)s. Gardez une seule ligne par identifiant."),
    # a value is not good
    "empty": _("Cette case est vide. Écrivez sa valeur."),
    "source_empty": _("Le producteur manque. Remplissez « source », ou ajoutez --source NOM."),
    "garbled": _("Des lettres sont abîmées. Exportez de nouveau le fichier en UTF-8."),
    "control": _("Un caractère invisible s'est glissé ici. Écrivez la valeur de nouveau."),
    "too_long": _("Ce texte a %(found)s lettres. Il en faut %(most)s au plus."),
    "postal_code": _("Un code postal a 5 chiffres. Écrivez par exemple 01400."),
    "insee_code": _("Un code INSEE a 5 signes. Écrivez par exemple 59350."),
    "pivot": _("Un SIRET a 14 chiffres, un RNA W et 9 chiffres. Écrivez l'un des deux."),
    "number": _("Ce n'est pas un nombre. Écrivez par exemple 50.6311, avec un point."),
    "position_range": _("Ce point n'est pas sur la Terre. Vérifiez la latitude et la longitude."),
    "position_half": _("Il faut la latitude et la longitude, ou aucune. Ajoutez l'autre."),
    "phone": _("Ce n'est pas un numéro de téléphone français. Écrivez par exemple +33199000001."),
    "mail": _("Ce n'est pas une adresse mail. Écrivez par exemple espace@example.org."),
    "url": _("Ce n'est pas une adresse Internet. Commencez par https://."),
    "hours": _("Ces horaires ne se lisent pas. Écrivez par exemple Mo-Fr 09:00-12:00."),
    "date": _("Ce n'est pas une date. Écrivez par exemple 2026-11-24."),
    "date_unknown": _("Cette date est avant 2015, donc inconnue. Écrivez la vraie date."),
    "date_future": _("Cette date est à venir. Écrivez le jour de la dernière mise à jour."),
    "not_in_list": _("Cette valeur n'est pas dans la liste du standard. Choisissez-en une de la liste."),
}


class UnreadableError(Exception):
    """The file as a whole cannot be taken; ``code`` and ``facts`` fill the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in French."""
        return str(SENTENCES[self.code] % self.facts)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not good, where it stands (lines count from 1, titles included), and what it costs.

    ``drops_row``: the whole place is left out; otherwise only this value is.
    """

    line: int
    column: str
    code: str
    value: str = ""
    drops_row: bool = False
    facts: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in French."""
        return str(SENTENCES[self.code] % dict(self.facts))  # a count chooses between one and many

    def as_dict(self) -> dict[str, Any]:
        """For a program."""
        return {
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "value": self.value,
            "drops_row": self.drops_row,
            "sentence": self.sentence,
        }
