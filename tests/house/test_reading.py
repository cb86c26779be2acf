"""Every page is written in short, plain sentences: for everybody, then for the team (screens of the design, U19)."""

import re

import pytest

from tests.browser.routes import BLANKS, all_routes
from tests.browser.world import ROLES, World, make_world
from tests.conftest import SignedClient
from tests.house.ease import loose_signs, reading, syllables, words_of

FOR_EVERYBODY = (15, 70.0)  # words a sentence at most, ease at least
FOR_THE_TEAM = (20, 60.0)
# Words that keep people out, or are those of an office (screens of the design, 9); e-mail has one name in the house.
NEVER = re.compile(
    r"dématérialis|éligib|justificatif|formulaire|se connecter|connectez-vous|s.identifier|identifiez-vous"
    r"|champs? obligatoires?|cliqu|e-mail|courriel|veuillez|il convient|procéd|dispositif|bénéficiaire|invalide"
    r"|[a-zé]·[a-z]",
    re.IGNORECASE,
)
ENOUGH = 6  # sentences, below which the formula says nothing


def test_the_formula_knows_plain_words_from_administrative_ones() -> None:
    plain = "<main><p>Vous venez le mardi. Vous aidez une personne. Elle apprend à lire ses mails.</p></main>"
    heavy = (
        "<main><p>La dématérialisation des démarches administratives conditionne l'accessibilité effective des "
        "bénéficiaires aux prestations réglementaires, indépendamment de leurs compétences informatiques.</p></main>"
    )
    assert reading(plain).ease > 95
    assert reading(heavy).ease < 25
    assert len(reading(heavy).longer_than(15)) == 1
    assert reading(plain).longer_than(15) == []
    # Outside of main, and in labels, nothing is counted.
    assert (
        reading("<nav><p>Un deux trois quatre</p></nav><main><label>Un deux trois</label></main>").sentences
        == []
    )
    assert [syllables(word) for word in ("quai", "vague", "le", "bénévole", "a")] == [1, 1, 1, 3, 1]
    assert words_of("Je n'ai pas d'adresse.") == ["Je", "n", "ai", "pas", "d", "adresse"]


def test_a_sign_that_may_begin_a_line_is_found() -> None:
    page = "<title>Où ?</title><p>Un mot : « deux »</p><p><b>Où</b> : ici</p><p>À 9:30</p><style>a :hover {}</style>"
    assert len(loose_signs(page)) == 3
    assert loose_signs(page.replace(" ?", "\u00a0?").replace(" :", "\u00a0:"))[0].startswith("Un mot")
    assert loose_signs("<p>Un\u00a0? « Deux\u00a0»</p>") != []
    assert loose_signs("<p>Un\u00a0? «\u00a0Deux\u00a0»</p>") == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_easy_to_read(role: str) -> None:
    world: World = make_world()
    client = SignedClient(raise_request_exception=False)
    person = world.people[role]
    if person is not None:
        client.force_login(person)
    faults, read = [], 0
    for route in all_routes():
        if route.blanks and route.name not in BLANKS:
            continue  # said by the test of every route
        address = route.address(world)
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        read += 1
        page = answer.content.decode()
        faults += [f"{address}: no-break blank wanted in « {text} »" for text in loose_signs(page)]
        found = reading(page)
        if not address.startswith("/equipe/"):
            faults += [f"{address}: « {word} »" for word in NEVER.findall(found.text)]
        most, least = FOR_THE_TEAM if address.startswith("/equipe/") else FOR_EVERYBODY
        faults += [f"{address}: {sentence}" for sentence in found.longer_than(most)]
        if len(found.sentences) >= ENOUGH and found.ease < least:
            faults.append(f"{address}: ease of {found.ease:.0f}, {least:.0f} at least")
    assert read > 20
    assert not faults, "\n".join(faults)
