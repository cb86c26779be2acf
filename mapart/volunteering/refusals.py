"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "volunteering.ends_before_it_starts": _("La fin vient avant le début. Changez l'une des deux dates."),
    "volunteering.hours_reversed": _("L'heure de fin vient avant l'heure de début. Changez l'une des deux."),
    "volunteering.already_past": _("Ce moment est déjà passé. Choisissez une date à venir."),
    "volunteering.absence_too_long": _("Plus d'un an d'absence : mettez plutôt votre bénévolat en pause."),
    "volunteering.no_mission": _("Gardez au moins une mission, pour que l'on vous propose un créneau."),
    "volunteering.mission_closed": _("La mission « %(mission)s » ne cherche plus de bénévoles."),
    "volunteering.mission_for_adults": _("La mission « %(mission)s » est ouverte à partir de 18 ans."),
    "volunteering.staff_only": _("Donnez l'accord signé à l'équipe : c'est elle qui le note."),
    "volunteering.parent_first": _(
        "L'une des deux fiches est d'une personne de moins de 18 ans. Notez d'abord l'accord d'un parent sur sa fiche."
    ),
    "volunteering.no_space": _("Gardez au moins un espace où vous pouvez venir."),
    "volunteering.space_closed": _("L'espace « %(space)s » n'accueille plus de bénévoles."),
    "volunteering.too_many_exports": _(
        "Vous avez déjà pris %(most)s fichiers en un jour. Attendez demain, ou appelez la direction du réseau."
    ),
    "volunteering.import_over": _("Ce fichier est déjà pris ou abandonné. Envoyez-le de nouveau."),
    "volunteering.nobody_to_write_to": _("Personne ne recevrait ce message. Choisissez d'autres personnes."),
    "volunteering.form_of_another": _(
        "Cette page a déjà servi à une autre personne. Rien n'est parti. Rouvrez-la, puis recommencez."
    ),
    "volunteering.note_empty": _("Écrivez votre message."),
    "volunteering.notes_too_many": _(
        "Vous avez déjà écrit %(most)s messages aujourd'hui. Appelez votre espace."
    ),
    "volunteering.hours_to_come": _("Ce jour n'est pas encore passé. Déclarez les heures ensuite."),
    "volunteering.hours_known": _(
        "Des heures de ce jour et de cette mission sont déjà notées. L'équipe peut les corriger."
    ),
    "volunteering.hours_corrected": _("Cette ligne vient d'être corrigée autrement. Rechargez la page."),
    "volunteering.no_hours": _(
        "Aucune heure confirmée sur cette période. Une attestation en demande au moins une."
    ),
    "volunteering.rate_without_source": _(
        "Dites d'où vient ce taux : un commissaire aux comptes le demandera."
    ),
    "volunteering.move_impossible": _(
        "Ce changement n'est plus possible. Rechargez la page pour voir la situation."
    ),
}
