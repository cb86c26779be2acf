"""Lists of values about the roster."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    """Who put a volunteer on a shift."""

    SOLVER = "solver", _("proposé par le calcul")
    STAFF = "staff", _("ajouté par l'équipe")
    REPLACEMENT = "replacement", _("a accepté un remplacement")
    HERSELF = "herself", _("a choisi cette place")
    SWAP = "swap", _("a échangé avec un ou une collègue")


class RunState(TextChoices):
    """Life of a proposal: asked → computing → ready → published; failed or dropped on the way."""

    ASKED = "asked", _("demandée")
    COMPUTING = "computing", _("en calcul")
    READY = "ready", _("prête à relire")
    PUBLISHED = "published", _("publiée")
    FAILED = "failed", _("en échec")
    DROPPED = "dropped", _("abandonnée")


class AskState(TextChoices):
    """Life of a question « pouvez-vous venir ? »."""

    ASKED = "asked", _("sans réponse")
    ACCEPTED = "accepted", _("oui")
    DECLINED = "declined", _("non")
    FILLED = "filled", _("place déjà prise")
    EXPIRED = "expired", _("sans réponse à temps")


class SwapState(TextChoices):
    """Life of a question between two volunteers: « peux-tu prendre mon créneau ? »."""

    ASKED = "asked", _("sans réponse")
    ACCEPTED = "accepted", _("échangé")
    DECLINED = "declined", _("refusé")
    GONE = "gone", _("plus possible")


class AskKind(TextChoices):
    """Who puts the question: the team, the system after a withdrawal, or the waiting list whose turn it is."""

    TEAM = "team", _("posée par l'équipe")
    HOLE = "hole", _("posée après un empêchement")
    QUEUE = "queue", _("place proposée à qui attendait")


class Rhythm(TextChoices):
    """Why the count of the night names somebody."""

    WITHOUT_SHIFT = "without", _("sans créneau")
    ABOVE = "above", _("au-dessus de son rythme")


class Phase(TextChoices):
    """What a computation is doing, as shown on its page."""

    WAITING = "waiting", _("en attente du calcul")
    READING = "reading", _("lecture des besoins et des disponibilités")
    SOLVING = "solving", _("recherche du meilleur planning")
    EXPLAINING = "explaining", _("explication de chaque choix")
    WRITING = "writing", _("écriture de la proposition")
    DONE = "done", _("proposition prête")
