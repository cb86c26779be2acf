"""Staff show a second factor before any page where a role counts."""

import datetime
import re
import time
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client

from mapart.core import wording
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.people import actions
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.people.queries import recovery_codes_of
from tests.codes import shown_by_the_application
from tests.factories import make_person, make_space, make_staff, make_volunteer
from tests.people.test_sign_in import CODE, ask_code, code_sent
from tests.reading import plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts_of_tries")]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SET_UP, SHOW, AGAIN = (
    "/connexion/verification/installer/",
    "/connexion/verification/",
    "/connexion/verification/encore/",
)
RECOVERY = "/connexion/codes-de-secours/"
HOUR = 3600


@pytest.fixture
def visitor() -> Client:
    """A browser that goes through every page of the sign-in."""
    return Client()


def sign_in(visitor: Client, person: Person) -> str:
    ask_code(visitor, str(person.email))
    return str(visitor.post(CODE, {"code": code_sent()})["Location"])


def staff_with_second_factor() -> Person:
    person = make_staff(make_space())
    actions.set_up_second_factor(by=person, secret=SECRET)
    return person


def test_staff_without_a_second_factor_are_led_to_set_it_up(visitor: Client) -> None:
    person = make_staff(make_space())
    assert sign_in(visitor, person) == "/entrer/"
    led = visitor.get("/equipe/")
    assert led["Location"] == f"{SET_UP}?next=%2Fequipe%2F"
    page = visitor.get(led["Location"])
    secret = page.context["secret"]
    assert "data:image/svg+xml;base64," in page.content.decode()
    assert visitor.get(SET_UP).context["secret"] == secret
    wrong = visitor.post(led["Location"], {"code": "12"})
    assert "pas le bon" in wrong.content.decode()
    done = visitor.post(led["Location"], {"code": shown_by_the_application(secret)})
    codes = visitor.get(done["Location"])
    assert codes.context["next"] == "/equipe/"
    assert all(code in codes.content.decode() for code in recovery_codes_of(person))
    assert visitor.get("/equipe/").status_code == 200


def test_staff_show_a_code_at_each_sign_in(visitor: Client) -> None:
    person = staff_with_second_factor()
    assert sign_in(visitor, person) == SHOW
    assert visitor.get("/equipe/")["Location"].startswith("/connexion/?next=")
    for wrong in ("", "000", "é"):
        assert visitor.post(SHOW, {"code": wrong}).status_code == 200
    assert visitor.post(SHOW, {"code": shown_by_the_application(SECRET)})["Location"] == "/entrer/"
    assert visitor.get("/equipe/").status_code == 200


def test_a_recovery_code_opens_once(visitor: Client) -> None:
    person = staff_with_second_factor()
    code = recovery_codes_of(person)[0]
    sign_in(visitor, person)
    assert visitor.post(SHOW, {"code": code})["Location"] == "/entrer/"
    other = Client()
    sign_in(other, person)
    assert "pas le bon" in other.post(SHOW, {"code": code}).content.decode()


def test_a_code_of_the_application_is_not_taken_twice(visitor: Client) -> None:
    person = staff_with_second_factor()
    code = shown_by_the_application(SECRET)
    sign_in(visitor, person)
    visitor.post(SHOW, {"code": code})
    other = Client()
    sign_in(other, person)
    assert "pas le bon" in other.post(SHOW, {"code": code}).content.decode()


def test_guesses_of_the_second_code_are_counted(visitor: Client) -> None:
    person = staff_with_second_factor()
    sign_in(visitor, person)
    for guess in range(6):
        page = visitor.post(SHOW, {"code": f"00000{guess}"}).content.decode()
    assert "Trop d" in page
    assert visitor.post(SHOW, {"code": shown_by_the_application(SECRET)}).status_code == 200
    assert "_auth_user_id" not in visitor.session


def test_a_role_given_during_a_session_asks_for_the_code(visitor: Client) -> None:
    person = staff_with_second_factor()
    visitor.force_login(person)
    led = visitor.get("/equipe/")
    assert led["Location"] == f"{AGAIN}?next=%2Fequipe%2F"
    done = visitor.post(led["Location"], {"code": shown_by_the_application(SECRET)})
    assert done["Location"] == "/equipe/"
    assert visitor.get("/equipe/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["rien", "//example.com/", "https://example.com/"])
def test_after_the_code_one_stays_on_the_site(visitor: Client, elsewhere: str) -> None:
    visitor.force_login(staff_with_second_factor())
    done = visitor.post(f"{AGAIN}?next={elsewhere}", {"code": shown_by_the_application(SECRET)})
    assert done["Location"] == "/entrer/"


def test_a_volunteer_needs_no_second_factor(visitor: Client) -> None:
    sign_in(visitor, make_person(email="amina@example.org"))
    assert visitor.get("/entrer/")["Location"] == "/mon-espace/"


@pytest.mark.parametrize(("hours", "stays"), [(11, True), (13, False)])
def test_staff_sign_in_again_after_twelve_hours(
    client: Client, monkeypatch: pytest.MonkeyPatch, hours: int, stays: bool
) -> None:
    client.force_login(make_staff(make_space()))
    later = time.time() + hours * HOUR
    monkeypatch.setattr("time.time", lambda: later)
    response = client.get("/equipe/")
    assert (response.status_code == 200) is stays
    if not stays:
        assert response["Location"] == "/connexion/?next=%2Fequipe%2F"
        assert "_auth_user_id" not in client.session


def clock_on_the_wall(instant: float) -> str:
    read = datetime.datetime.fromtimestamp(instant, ZoneInfo("Europe/Paris"))
    return plain(wording.hour(datetime.time(read.hour, read.minute)))


@pytest.mark.parametrize(("minutes", "is_said"), [(10 * 60, False), (11 * 60 + 1, True)])
def test_staff_learn_an_hour_before_that_their_space_closes(
    client: Client, monkeypatch: pytest.MonkeyPatch, minutes: int, is_said: bool
) -> None:
    client.force_login(make_staff(make_space()))
    signed_in = min(record["at"] for record in client.session["account_authentication_methods"])
    later = time.time() + minutes * 60
    monkeypatch.setattr("time.time", lambda: later)
    page = unescape(client.get("/equipe/").text)
    [(seconds, hidden)] = re.findall(r'<div data-closing="(\d+)"( hidden)?>', page)
    assert bool(hidden) == (not is_said)
    assert int(seconds) == pytest.approx(0 if is_said else 3600, abs=30)
    closes = clock_on_the_wall(signed_in + 12 * HOUR)
    assert f"Votre espace se ferme à {closes}." in plain(page)
    assert 'href="/connexion/sortir/?next=/equipe/"' in page


def test_a_volunteer_is_told_of_no_closing(client: Client) -> None:
    client.force_login(make_volunteer().person)
    assert "data-closing" not in client.get("/mon-espace/").text


def test_staff_who_send_a_form_after_twelve_hours_learn_that_nothing_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_staff(make_space()))
    later = time.time() + 13 * HOUR
    monkeypatch.setattr("time.time", lambda: later)
    form = "http://testserver/equipe/reunions/"
    page = client.post("/equipe/reunions/nouvelle/", headers={"Referer": form}, follow=True)
    assert page.redirect_chain == [("/connexion/?next=%2Fequipe%2Freunions%2F", 302)]
    assert "Rien n'est enregistré" in unescape(page.text)


def test_a_volunteer_stays_in_for_thirty_days(client: Client, settings: object) -> None:
    client.force_login(make_person())
    assert client.session.get_expiry_age() == 30 * 24 * HOUR


def test_secrets_are_encrypted_at_rest() -> None:
    staff_with_second_factor()
    for kept in Authenticator.objects.all():
        assert SECRET not in str(kept.data)
        assert not any(code in str(kept.data) for code in recovery_codes_of(Person.objects.get()))


def test_recovery_codes_are_shown_only_just_after_a_code(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = staff_with_second_factor()
    sign_in(visitor, person)
    visitor.post(SHOW, {"code": shown_by_the_application(SECRET)})
    assert visitor.get(RECOVERY).status_code == 200
    before = recovery_codes_of(person)
    visitor.post(RECOVERY)
    assert not set(before) & set(recovery_codes_of(person))
    later = time.time() + 600
    monkeypatch.setattr("time.time", lambda: later)
    assert visitor.get(RECOVERY)["Location"].startswith(AGAIN)
    after = recovery_codes_of(person)
    assert visitor.post(RECOVERY)["Location"].startswith(AGAIN)
    assert recovery_codes_of(person) == after


def test_a_second_factor_is_never_replaced_by_another_set_up(client: Client) -> None:
    person = staff_with_second_factor()
    client.force_login(person)
    assert client.get(SET_UP)["Location"] == RECOVERY
    with pytest.raises(Refusal, match=r"people\.second_factor_already"):
        actions.set_up_second_factor(by=person, secret=SECRET)


def test_somebody_else_resets_a_lost_second_factor(visitor: Client) -> None:
    space = make_space()
    manager, other = make_staff(space), make_staff(make_space())
    lost = make_staff(space, RoleKind.RECEPTIONIST)
    actions.set_up_second_factor(by=lost, secret=SECRET)
    visitor.force_login(lost)
    for nobody in (lost, other, make_person()):
        with pytest.raises(PermissionDenied):
            actions.reset_second_factor(by=nobody, person=lost)
    actions.reset_second_factor(by=manager, person=lost)
    assert not Authenticator.objects.filter(user=lost.pk).exists()
    assert visitor.get("/entrer/")["Location"].startswith("/connexion/")
    assert JournalEntry.objects.filter(act="reset_second_factor", actor=manager.pk).exists()


def test_a_demonstration_opens_the_doors_and_nothing_else_does(
    client: Client, settings: pytest.FixtureRequest
) -> None:
    request = HttpRequest()
    request.session = client.session
    invented, real = make_staff(make_space(), is_demo=True), make_staff(make_space())
    for is_demo, person in ((False, invented), (True, real)):
        settings.DEMO = is_demo  # type: ignore[attr-defined]
        with pytest.raises(Refusal, match=r"people\.not_a_demonstration"):
            actions.open_demo_session(request, person)
    settings.DEMO = True  # type: ignore[attr-defined]
    actions.open_demo_session(request, invented)
    request.session.save()
    client.cookies["sessionid"] = str(request.session.session_key)
    assert client.get("/equipe/").status_code == 200


def test_ending_sessions_ends_them_everywhere(visitor: Client) -> None:
    person = make_person()
    visitor.force_login(person)
    assert visitor.get("/entrer/").status_code == 302
    actions.end_sessions(by=person, person=Person.objects.get(pk=person.pk))
    assert visitor.get("/entrer/")["Location"].startswith("/connexion/")
