"""What a person reads when something that needs several rooms is refused."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "website.merge_same_shift": _(
        "Ces deux fiches tiennent le même créneau : ce sont sans doute deux personnes. Si c'est une seule personne, "
        "retirez d'abord l'une des deux de ce créneau."
    ),
    "website.merge_same_seat": _(
        "Ces deux fiches ont une place à la même réunion. Rendez d'abord l'une des deux places."
    ),
    "website.merge_over": _("Cette fiche a changé entre-temps. Rechargez la page des doublons."),
}
