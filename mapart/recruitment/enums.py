"""Lists of values about applicants."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where an applicant stands. The allowed moves are ``rules.TRANSITIONS``."""

    APPLIED = "applied", _("demande reçue")
    INVITED = "invited", _("réunion réservée")
    CAME = "came", _("présence à la réunion")
    WELCOMED = "welcomed", _("accueil fait")
    ACTIVE = "active", _("en mission")
    LEFT = "left", _("départ")


class Step(TextChoices):
    """What happens next on the way of a newcomer. The allowed moves are ``rules.STEP_MOVES``."""

    CALL = "call", _("à appeler")
    MEETING = "meeting", _("réunion d'information")
    WELCOME = "welcome", _("accueil")
    CHARTER = "charter", _("charte à signer")
    PARENT = "parent", _("accord d'un parent")
    PROPOSE = "propose", _("créneau d'essai à proposer")
    ANSWER = "answer", _("réponse sur le créneau d'essai")
    TRIAL = "trial", _("créneau d'essai")
    TRAINING = "training", _("formation de la mission")


class Holder(TextChoices):
    """Who holds the ball at a step."""

    TEAM = "team", _("l'équipe")
    NEWCOMER = "newcomer", _("la personne")
    DATE = "date", _("une date")


class TrialState(TextChoices):
    """Life of a proposed trial shift. The allowed moves are ``rules.TRIAL_MOVES``."""

    PROPOSED = "proposed", _("proposé")
    ACCEPTED = "accepted", _("accepté")
    DECLINED = "declined", _("refusé")
    LAPSED = "lapsed", _("plus possible")
    DONE = "done", _("fait")
    MISSED = "missed", _("manqué")


class LeftReason(TextChoices):
    """Why an applicant goes."""

    NO_ANSWER = "no_answer", _("ne répond plus")
    NO_TIME = "no_time", _("n'a plus le temps")
    NO_FIT = "no_fit", _("la mission ne convient pas")
    TOO_FAR = "too_far", _("trop loin")
    OTHER = "other", _("autre raison")


class HeardFrom(TextChoices):
    """How the applicant reached us."""

    WEB = "web", _("par le site")
    PHONE = "phone", _("par téléphone")
    MAIL = "mail", _("par mail ou courrier")
    DESK = "desk", _("à l'accueil")


class FreeMoment(TextChoices):
    """When an applicant is free, in one answer; the precise grid comes once she is a volunteer."""

    WEEKDAY_MORNINGS = "mornings", _("En semaine, le matin")
    WEEKDAY_AFTERNOONS = "afternoons", _("En semaine, l'après-midi")
    EVENINGS = "evenings", _("Le soir")
    SATURDAYS = "saturdays", _("Le samedi")
    VARIES = "varies", _("Cela change")


class CampaignState(TextChoices):
    """Life of a campaign. The allowed moves are ``rules.CAMPAIGN_TRANSITIONS``."""

    DRAFT = "draft", _("en préparation")
    OPEN = "open", _("ouverte")
    CLOSED = "closed", _("terminée")
    DROPPED = "dropped", _("abandonnée")


class GoalOrigin(TextChoices):
    """Where a goal of a campaign comes from."""

    SOLVER = "solver", _("trouvé par le calcul")
    TYPED = "typed", _("écrit par l'équipe")


class GoalSearch(TextChoices):
    """Life of the search for goals, which a worker makes."""

    NONE = "none", _("pas encore demandée")
    ASKED = "asked", _("en cours")
    DONE = "done", _("faite")
    FAILED = "failed", _("en échec")


class InvitationWay(TextChoices):
    """How we came to know who invited."""

    LINK = "link", _("par le lien")
    CODE = "code", _("par le code")
    STAFF = "staff", _("noté par l'équipe")
