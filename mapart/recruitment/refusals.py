"""What a person reads when a rule of this room says no."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "recruitment.move_not_allowed": _(
        "Cette personne n'est plus à cette étape. Regardez sa fiche avant de continuer."
    ),
    "recruitment.charter_first": _("La charte n'est pas signée. Notez d'abord sa signature."),
    "recruitment.parent_first": _("Cette personne a moins de 18 ans. Notez d'abord l'accord d'un parent."),
    "recruitment.stops_on_her_page": _(
        "Cette personne est en mission. Notez son arrêt sur sa fiche de bénévole : ses créneaux y sont libérés."
    ),
    "recruitment.meeting_to_come": _(
        "Cette réunion est à venir. Notez les présences à partir de 2 heures avant."
    ),
    "recruitment.reason_missing": _("Dites pourquoi cette personne part."),
    "recruitment.followed_elsewhere": _("Cette personne est déjà suivie par %(space)s. Appelez cet espace."),
    "recruitment.already_followed": _("Cette personne a déjà une autre demande en cours."),
    "recruitment.campaign_moved": _(
        "Cette campagne a changé entre-temps. Relisez sa page avant de continuer."
    ),
    "recruitment.campaign_past": _("La campagne finit avant aujourd'hui. Changez d'abord ses dates."),
    "recruitment.campaign_too_long": _(
        "Une campagne dure %(most)s jours au plus. Choisissez une fin plus proche."
    ),
    "recruitment.campaign_ends_first": _(
        "Le dernier jour vient avant le premier. Changez une des deux dates."
    ),
    "recruitment.campaign_without_space": _("Choisissez au moins un espace."),
    "recruitment.campaign_over": _("Cette campagne est finie. Vous pouvez venir quand même."),
    "recruitment.goal_elsewhere": _(
        "Cet espace n'est pas dans la campagne. Choisissez un espace de la campagne."
    ),
    "recruitment.code_unknown": _("Nous ne trouvons pas ce code. Il a 6 lettres ou chiffres. Relisez-le."),
    "recruitment.invited_self": _("On ne s'invite pas soi-même. Donnez votre code à une autre personne."),
    "recruitment.invited_volunteer": _(
        "Cette personne est déjà accueillie. Une invitation se note avant l'accueil."
    ),
    "recruitment.invited_late": _(
        "Cette personne est venue vers nous avant la campagne : pas d'invitation à noter."
    ),
    "recruitment.invited_already": _(
        "Quelqu'un d'autre a déjà invité cette personne. La première invitation compte."
    ),
    "recruitment.invited_twice": _("Cette personne est déjà inscrite avec une adresse presque pareille."),
    "recruitment.invited_back": _("Cette personne a elle-même fait venir celle qui l'invite."),
    "recruitment.no_sponsor": _("Ce lien est pour les bénévoles des espaces de la campagne."),
    "recruitment.no_trial_shift": _(
        "Aucun créneau à venir ne convient : il faut une place libre à côté d'une personne d'expérience. "
        "Appelez cette personne."
    ),
    "recruitment.trial_gone": _("Ce créneau n'est plus possible. L'équipe vous en propose un autre."),
    "recruitment.trial_not_over": _("Ce créneau n'est pas fini. Attendez sa fin."),
    "recruitment.no_meeting": _("Aucune réunion à venir n'a de place dans cet espace. Créez-en une."),
}

# About who invited her: said beside the code.
INVITATION_REFUSALS = frozenset(
    code
    for code in SENTENCES
    if code in ("recruitment.code_unknown", "recruitment.campaign_over") or ".invited_" in code
)
