"""Nothing and one are singular in French: « 0 personne », « 1 personne », « 2 personnes »."""

import gettext

from django.utils.translation import trans_real


class SourceIsFrench(gettext.NullTranslations):
    """Answers for what no catalogue holds: our sentences are typed in French, so French counts them."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The singular below 2. The library alone would count as in English."""
        return msgid1 if abs(n) < 2 else msgid2


def count_in_french() -> None:
    """Make it so for every sentence of the house, from the start of the process."""
    trans_real.translation("fr").add_fallback(SourceIsFrench())
