"""Lists of values about volunteers."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Skill(TextChoices):
    """What a shift may ask for and a volunteer may hold."""

    TILL = "till", _("tenir une caisse")
    WORKSHOP = "workshop", _("animer un atelier")
    PROCEDURES = "procedures", _("démarches sur Internet")
    REPAIR = "repair", _("réparer des appareils")
    TEACHING = "teaching", _("former des adultes")
    WRITING = "writing", _("écrire et mettre en page")


class SkillLevel(IntegerChoices):
    """How well a skill is held: words that she reads of herself and the team of her."""

    BEGINNER = 1, _("débutant ou débutante")
    EASY = 2, _("à l'aise")
    EXPERT = 3, _("capable de former")


class Status(TextChoices):
    """What a volunteer does otherwise."""

    STUDENT = "student", _("étudiant ou étudiante")
    RETIRED = "retired", _("à la retraite")
    JOB_SEEKER = "job_seeker", _("en recherche d'emploi")
    EMPLOYED = "employed", _("en emploi")
    OTHER = "other", _("autre situation")


class Commitment(TextChoices):
    """How much time a volunteer offers; minutes and caps of each are in ``rules.py``."""

    THREE_HOURS_A_MONTH = "3h_month", _("3 heures par mois")
    SIX_HOURS_A_MONTH = "6h_month", _("une demi-journée toutes les 2 semaines")
    THREE_HOURS_A_WEEK = "3h_week", _("3 heures par semaine")
    SIX_HOURS_A_WEEK = "6h_week", _("2 demi-journées par semaine")
    THREE_HOURS_A_DAY = "3h_day", _("3 heures par jour")


class HalfDay(TextChoices):
    """Parts of a day on the availability grid; their hours are in ``rules.py``."""

    MORNING = "morning", _("matin")
    AFTERNOON = "afternoon", _("après-midi")
    EVENING = "evening", _("soirée")


class VolunteerState(TextChoices):
    """Whether the planner may count on somebody."""

    CANDIDATE = "candidate", _("pas encore accueilli ou accueillie")
    WELCOMED = "welcomed", _("en cours d'accueil")
    ACTIVE = "active", _("actif ou active")
    PAUSED = "paused", _("en pause")
    LEFT = "left", _("parti ou partie")


class HoursSource(TextChoices):
    """Where a line of hours comes from."""

    ATTENDANCE = "attendance", _("présence notée par l'équipe")
    DOOR = "door", _("présence confirmée à la porte")
    DECLARED = "declared", _("heures déclarées")
    IMPORTED = "imported", _("reprises d'un fichier")
    CORRECTION = "correction", _("corrigées par l'équipe")


class HoursState(TextChoices):
    """Whether a line of hours counts: waiting → confirmed or refused."""

    WAITING = "waiting", _("à confirmer")
    CONFIRMED = "confirmed", _("confirmées")
    REFUSED = "refused", _("refusées")


class ImportKind(TextChoices):
    """What a file holds."""

    VOLUNTEERS = "volunteers", _("des bénévoles")
    AVAILABILITIES = "availabilities", _("des disponibilités")
    HOURS = "hours", _("des heures données")


class ImportState(TextChoices):
    """Life of a file that was sent: read → running → done; dropped before it ran."""

    READ = "read", _("à relire")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    DROPPED = "dropped", _("abandonné")


class LikenessReason(TextChoices):
    """Why two volunteers may be one person."""

    ONE_LINE = "one_line", _("l'adresse mail de l'une et le téléphone de l'autre, dans un fichier")
    SAME_MAIL = "same_mail", _("la même adresse mail, écrite autrement")
    NEAR_PHONE = "near_phone", _("le même nom et presque le même téléphone")
    SAME_NAME = "same_name", _("le même nom, dans la même ville")
    NEAR_NAME = "near_name", _("presque le même nom, dans la même ville")


class LetterScope(TextChoices):
    """Whom a letter of the team is for."""

    SHIFT = "shift", _("les personnes d'un créneau")
    MISSION = "mission", _("les personnes d'une mission")
    SPACE = "space", _("les bénévoles d'un espace")
    NEWS = "news", _("une nouvelle de l'espace")


class LeavingReason(TextChoices):
    """Why a volunteer stops; asked once, never required."""

    TIME = "time", _("je n'ai plus le temps")
    MOVE = "move", _("je déménage")
    WORK = "work", _("j'ai trouvé un travail ou une formation")
    PERSONAL = "personal", _("une raison personnelle")
    FIT = "fit", _("les missions ne me conviennent pas")
    WELCOME = "welcome", _("je ne me suis pas senti ou sentie à ma place")
    OTHER = "other", _("une autre raison")


class AgeBand(TextChoices):
    """All we ask of an age, and only once somebody begins: under 16, nothing is kept."""

    ADULT = "adult", _("18 ans ou plus")
    MINOR = "minor", _("16 ou 17 ans")


class SignedWay(TextChoices):
    """How the charter was signed."""

    SCREEN = "screen", _("à l'écran")
    PAPER = "paper", _("sur papier")
