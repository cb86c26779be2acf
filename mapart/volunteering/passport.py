"""What a volunteer has put to work, in words she can carry to her « Passeport Bénévole » or her curriculum vitae.

The passport of France Bénévolat asks, mission by mission, for the activities and the skills that were put to work
(« compétences mises en œuvre »). The activities are those of the mission; the words of the skills below are ours, each
with a verb, as the passport asks.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from mapart.volunteering.enums import Skill

OF_MISSIONS: dict[str, tuple[StrPromise, ...]] = {
    "accueil-et-vente": (
        _("accueillir un public varié, écouter et reformuler une demande"),
        _("conseiller selon un besoin et un budget"),
    ),
    "ateliers-d-initiation": (
        _("préparer et animer une séance en petit groupe"),
        _("expliquer pas à pas à des adultes qui débutent"),
    ),
    "permanences-connectees": (
        _("accompagner une personne dans ses démarches sur Internet, sans faire à sa place"),
        _("s'adapter au rythme de chaque personne"),
    ),
    "vie-associative": (_("accueillir et intégrer des bénévoles"), _("animer un collectif")),
    "maintenance-du-parc-informatique": (
        _("diagnostiquer et remettre en état un appareil"),
        _("tenir un parc de matériel à jour"),
    ),
    "formation-des-animateurs": (_("former des adultes qui en accompagnent d'autres"),),
    "projet-accueil-social-et-numerique": (
        _("organiser une équipe et un planning"),
        _("suivre un projet et rendre compte"),
    ),
    "production-de-contenus": (_("écrire et mettre en page un contenu clair"),),
    "relations-medias": (_("présenter l'association à la presse"),),
}
OF_SKILLS: dict[Skill, StrPromise] = {
    Skill.TILL: _("encaisser et tenir une caisse"),
    Skill.WORKSHOP: _("animer un atelier"),
    Skill.PROCEDURES: _("utiliser les services publics sur Internet"),
    Skill.REPAIR: _("réparer un ordinateur ou un téléphone"),
    Skill.TEACHING: _("former des adultes"),
    Skill.WRITING: _("écrire et mettre en page"),
}
OF_ALL: tuple[StrPromise, ...] = (
    _("travailler en équipe"),
    _("respecter un engagement, des horaires et la confidentialité"),
)


def skills_put_to_work(missions: Iterable[str], skills: Iterable[str]) -> list[str]:
    """The skills of these missions (slugs) and those she holds, each once, then those of every volunteer."""
    found = [words for slug in missions for words in OF_MISSIONS.get(slug, ())]
    found += [OF_SKILLS[Skill(skill)] for skill in skills]
    return list(dict.fromkeys(str(words) for words in (*found, *OF_ALL)))
