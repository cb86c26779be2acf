"""What a person reads when something that needs several rooms is refused."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

SENTENCES: dict[str, StrPromise] = {
    "website.merge_over": _(
        "Ces deux fiches ne sont plus à comparer : quelqu'un en a décidé, ou l'une d'elles est effacée."
    ),
}
