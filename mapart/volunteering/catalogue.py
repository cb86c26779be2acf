"""The nine missions of the association, as a volunteer reads them before she says yes.

The texts are the first content of the table ``Mission``; staff may change them there. One task and one thing
learnt per line.
"""

from dataclasses import asdict, dataclass, field

from django.db import models

from mapart.volunteering.enums import Skill


@dataclass(frozen=True)
class Entry:
    """One mission; the names are those of the columns of ``Mission``."""

    slug: str
    title: str
    summary: str
    tasks: str
    learning: str
    time_asked: str
    mandatory_skill: str = ""
    wanted_skills: list[str] = field(default_factory=list)
    is_remote: bool = False
    training: str = ""
    is_for_adults: bool = False


ENTRIES = (
    Entry(
        slug="accueil-et-vente",
        title="Chargé ou chargée d'accueil et de vente",
        summary="Vous accueillez les personnes et vous vendez du matériel à prix solidaire.",
        tasks="""\
Vous accueillez chaque personne et vous écoutez sa demande.
Vous vérifiez le papier d'orientation remis par un travailleur social ou une travailleuse sociale.
Vous aidez à choisir une recharge, un téléphone ou un ordinateur selon le besoin et le budget.
Vous encaissez, vous donnez le reçu et vous tenez la caisse à jour.
Vous proposez un atelier ou une permanence quand la personne veut apprendre.""",
        learning="""\
Accueillir une personne en difficulté, sans juger.
Connaître les offres des opérateurs et le matériel reconditionné.
Tenir une caisse et suivre un stock.""",
        time_asked="Une demi-journée de 3 heures, de 1 fois par mois à plusieurs fois par semaine.",
        wanted_skills=[Skill.TILL],
        training="Tenir la caisse (2 heures, dans votre espace)",
        is_for_adults=True,
    ),
    Entry(
        slug="ateliers-d-initiation",
        title="Animateur ou animatrice d'ateliers d'initiation",
        summary="Vous apprenez les bases de l'ordinateur à un petit groupe, séance après séance.",
        tasks="""\
Vous préparez la salle et les ordinateurs avec les autres bénévoles.
Vous guidez 5 à 8 personnes pas à pas : souris, clavier, Internet, adresse mail.
Vous passez voir chaque personne et vous laissez le temps de refaire.
Vous notez ce qui est acquis pour préparer la séance suivante.""",
        learning="""\
Expliquer simplement et faire pratiquer.
Animer un groupe où chaque personne avance à son rythme.
Utiliser nos supports d'atelier.""",
        time_asked="Des séances de 2 heures. Un parcours dure 6 séances, sur 3 semaines.",
        wanted_skills=[Skill.WORKSHOP, Skill.PROCEDURES],
        training="Animer un atelier (une demi-journée, dans votre espace)",
    ),
    Entry(
        slug="permanences-connectees",
        title="Animateur ou animatrice de permanences connectées",
        summary="Vous répondez aux questions du quotidien, avec la personne et à son rythme.",
        tasks="""\
Vous accueillez les personnes sans rendez-vous, chacune avec sa question.
Vous cherchez la réponse ensemble : une adresse mail, un compte, une démarche, un réglage.
Vous laissez la personne faire elle-même : vous faites avec elle, jamais à sa place.
Vous passez le relais à l'équipe salariée quand il faut agir au nom de la personne.""",
        learning="""\
Connaître les démarches courantes sur Internet.
Protéger les mots de passe et les papiers des personnes aidées.
Savoir vers qui orienter quand la question nous dépasse.""",
        time_asked="Une demi-journée de 3 heures, de 1 fois par mois à plusieurs fois par semaine.",
        wanted_skills=[Skill.PROCEDURES],
        training="Aider sans faire à la place (2 heures, dans votre espace)",
    ),
    Entry(
        slug="vie-associative",
        title="Référent ou référente de la vie associative",
        summary="Vous accueillez les bénévoles qui débutent et vous faites vivre l'équipe de votre espace.",
        tasks="""\
Vous animez les réunions d'information avec l'équipe de l'espace.
Vous accueillez les personnes qui arrivent et vous les présentez à un ou une bénévole d'expérience.
Vous prenez des nouvelles des bénévoles et vous faites remonter leurs idées.
Vous organisez des moments conviviaux.""",
        learning="""\
Accueillir et accompagner une équipe bénévole.
Animer une réunion.
Comprendre comment fonctionne une association.""",
        time_asked="3 heures par semaine, en partie à des horaires que vous choisissez.",
        wanted_skills=[Skill.WORKSHOP],
    ),
    Entry(
        slug="maintenance-du-parc-informatique",
        title="Chargé ou chargée de la maintenance du parc informatique",
        summary="Vous gardez en état les ordinateurs des ateliers et le matériel de la vente solidaire.",
        tasks="""\
Vous testez les appareils et vous trouvez la panne.
Vous réparez ou vous réinstallez les ordinateurs et les téléphones.
Vous effacez les données des appareils donnés, selon notre procédure.
Vous tenez à jour la liste du matériel.""",
        learning="""\
Juger l'état d'un appareil reconditionné.
Effacer des données de façon sûre et le prouver.
Conseiller les personnes pour que leur appareil dure.""",
        time_asked="Une demi-journée de 3 heures, de 2 fois par mois à 1 fois par semaine.",
        mandatory_skill=Skill.REPAIR,
        wanted_skills=[Skill.REPAIR],
        training="Effacer un disque (2 heures, à l'atelier)",
    ),
    Entry(
        slug="formation-des-animateurs",
        title="Formateur ou formatrice d'animateurs numériques",
        summary="Vous formez les bénévoles et les professionnels qui aident à leur tour.",
        tasks="""\
Vous formez les bénévoles avant leur premier atelier ou leur première permanence.
Vous formez aussi des professionnels du social à aider sur Internet.
Vous observez une séance, puis vous faites un retour utile et bienveillant.
Vous améliorez nos supports de formation.""",
        learning="""\
Construire une formation courte pour des adultes.
Observer une séance et conseiller.
Connaître le travail social et ses contraintes.""",
        time_asked="1 à 2 journées de formation par mois, ou des demi-journées.",
        mandatory_skill=Skill.TEACHING,
        wanted_skills=[Skill.TEACHING, Skill.WORKSHOP],
        training="Former des adultes (une journée, en petit groupe)",
        is_for_adults=True,
    ),
    Entry(
        slug="projet-accueil-social-et-numerique",
        title="Chef ou cheffe de projet accueil social et numérique",
        summary="Vous faites avancer un projet avec les structures sociales autour de votre espace.",
        tasks="""\
Vous rencontrez les structures sociales du quartier et vous écoutez leurs besoins.
Vous proposez une réponse avec l'équipe : une permanence, un atelier, un prêt de matériel.
Vous préparez le calendrier et vous suivez le projet jusqu'au bilan.
Vous racontez les résultats avec des chiffres vérifiés.""",
        learning="""\
Conduire un projet avec plusieurs partenaires.
Comprendre qui fait quoi dans l'action sociale.
Mesurer ce qu'une action change.""",
        time_asked="3 à 6 heures par semaine pendant 6 mois, une partie depuis chez vous.",
        wanted_skills=[Skill.WRITING, Skill.PROCEDURES],
    ),
    Entry(
        slug="production-de-contenus",
        title="Producteur ou productrice de contenus",
        summary="Vous écrivez et vous mettez en page des supports simples, depuis chez vous.",
        tasks="""\
Vous écrivez des fiches, des articles ou des exercices faciles à lire.
Vous faites des captures d'écran ou des dessins qui expliquent une étape.
Vous faites relire par des personnes concernées et vous corrigez.
Vous mettez à jour les supports quand un site change.""",
        learning="""\
Écrire pour être compris ou comprise de tout le monde.
Rendre un document accessible.
Travailler à distance avec une équipe.""",
        time_asked="3 heures par mois ou plus, aux heures que vous choisissez, depuis chez vous.",
        mandatory_skill=Skill.WRITING,
        wanted_skills=[Skill.WRITING],
        is_remote=True,
    ),
    Entry(
        slug="relations-medias",
        title="Responsable relations médias",
        summary="Vous faites connaître notre action aux journalistes, depuis chez vous.",
        tasks="""\
Vous tenez la liste des journalistes qui suivent nos sujets.
Vous écrivez les communiqués et vous préparez les dossiers de presse.
Vous répondez aux demandes et vous préparez les personnes interrogées.
Vous suivez ce qui est publié sur l'association.""",
        learning="""\
Parler de la pauvreté et du numérique avec justesse.
Travailler avec des journalistes.
Demander l'accord des personnes avant toute image ou tout témoignage.""",
        time_asked="3 à 6 heures par mois, aux heures que vous choisissez, depuis chez vous.",
        mandatory_skill=Skill.WRITING,
        wanted_skills=[Skill.WRITING],
        is_remote=True,
        is_for_adults=True,
    ),
)


def load_into(missions: type[models.Model]) -> int:
    """Add the missions that are not there yet, by slug, and say how many; what staff changed is kept.

    ``missions`` may be the model of an old migration: columns it does not have yet are left out, so that the
    migration still runs when the table has changed since.
    """
    columns = {column.name for column in missions._meta.get_fields()}
    added = 0
    for position, entry in enumerate(ENTRIES):
        values = {name: value for name, value in asdict(entry).items() if name in columns - {"slug"}}
        _, was_added = missions._default_manager.get_or_create(
            slug=entry.slug, defaults=values | {"position": position}
        )
        added += was_added
    return added
