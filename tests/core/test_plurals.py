"""French counts nothing as one."""

import pytest
from django.utils.translation import ngettext, npgettext

from mapart.core.refusals import Refusal, sentence


@pytest.mark.parametrize(("count", "said"), [(0, "0 personne"), (1, "1 personne"), (2, "2 personnes")])
def test_nothing_is_singular(count: int, said: str) -> None:
    assert ngettext("%(n)s personne", "%(n)s personnes", count) % {"n": count} == said
    assert npgettext("here", "%(n)s personne", "%(n)s personnes", count) % {"n": count} == said


@pytest.mark.parametrize(
    ("code", "fact", "one", "many"),
    [
        ("agenda.more_seats_than_room", "seats", "a 1 place.", "a 2 places."),
        ("agenda.more_booked_than_seats", "booked", "1 personne a ", "2 personnes ont "),
        ("planning.people_already_there", "filled", "1 personne tient ", "2 personnes tiennent "),
        ("planning.lines_changed", "count", "1 ligne ne tient plus ", "2 lignes ne tiennent plus "),
    ],
)
def test_a_refusal_agrees_with_what_it_counts(code: str, fact: str, one: str, many: str) -> None:
    assert one in sentence(Refusal(code, **{fact: 1}))
    assert many in sentence(Refusal(code, **{fact: 2}))
