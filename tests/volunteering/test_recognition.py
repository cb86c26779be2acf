"""Hours judged and corrected, certificates that anybody verifies, thanks, and what an hour is worth."""

import datetime
import io
import re
from typing import Any

import pikepdf
import pytest
import typst
import zxingcpp
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from mapart.core import clock
from mapart.core.models import JournalEntry
from mapart.core.pdf import qr_svg
from mapart.core.refusals import Refusal
from mapart.core.sheets.reading import read_table
from mapart.notifications.models import Message
from mapart.notifications.rules import SMS_LENGTH, gsm7_length
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import HoursSource, HoursState, LeavingReason, Skill, VolunteerState
from mapart.volunteering.models import HeldSkill, HourlyRate, HoursCertificate, HoursEntry, Mission, Volunteer
from mapart.volunteering.passport import OF_MISSIONS, skills_put_to_work
from mapart.volunteering.queries import hours_by_mission, minutes_given
from mapart.volunteering.rules import is_anniversary, worth_in_cents
from tests.factories import make_hours, make_mission, make_person, make_space, make_staff, make_volunteer
from tests.papers import tags_of
from tests.reading import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make_space(name="Espace de Fives")


@pytest.fixture
def mission() -> Mission:
    return Mission.objects.get(slug="accueil-et-vente")


@pytest.fixture
def volunteer(space: Space, mission: Mission) -> Volunteer:
    return make_volunteer(space, (mission,), person=make_person(first_name="Zoé", last_name="d'Étang *#_"))


@pytest.fixture
def manager(space: Space) -> Person:
    return make_staff(space)


def strangers(space: Space) -> list[Person]:
    return [
        make_person(),
        make_volunteer(space).person,
        make_staff(make_space()),
        make_staff(space, RoleKind.RECEPTIONIST),
    ]


def yesterday() -> datetime.date:
    return clock.today() - datetime.timedelta(days=1)


# --- hours ----------------------------------------------------------------------------------------------------------
def test_hours_she_declares_wait_for_the_team(
    volunteer: Volunteer, manager: Person, space: Space, mission: Mission
) -> None:
    facts: dict[str, Any] = {
        "volunteer": volunteer,
        "space": space,
        "mission": mission,
        "worked_on": yesterday(),
        "minutes": 150,
    }
    entry = actions.declare_hours(by=volunteer.person, **facts)
    assert actions.declare_hours(by=volunteer.person, **facts) == entry
    assert (entry.state, minutes_given(volunteer)) == (HoursState.WAITING, 0)
    with pytest.raises(Refusal, match="hours_known"):
        actions.declare_hours(by=volunteer.person, **(facts | {"minutes": 200}))
    actions.decide_hours(by=manager, entry=entry, accept=True)
    actions.decide_hours(by=manager, entry=entry, accept=False)
    assert (entry.state, minutes_given(volunteer)) == (HoursState.CONFIRMED, 150)
    tomorrow = clock.today() + datetime.timedelta(days=1)
    with pytest.raises(Refusal, match="hours_to_come"):
        actions.declare_hours(by=volunteer.person, **(facts | {"worked_on": tomorrow}))


def test_refused_hours_may_be_declared_again(
    volunteer: Volunteer, manager: Person, space: Space, mission: Mission
) -> None:
    facts: dict[str, Any] = {
        "volunteer": volunteer,
        "space": space,
        "mission": mission,
        "worked_on": yesterday(),
    }
    first = actions.declare_hours(by=volunteer.person, minutes=600, **facts)
    actions.decide_hours(by=manager, entry=first, accept=False)
    assert actions.declare_hours(by=volunteer.person, minutes=60, **facts) != first


def test_a_correction_is_a_new_line(volunteer: Volunteer, manager: Person) -> None:
    entry = make_hours(volunteer, minutes=600)
    line = actions.correct_hours(by=manager, entry=entry, minutes=60)
    assert actions.correct_hours(by=manager, entry=entry, minutes=60) == line
    with pytest.raises(Refusal, match="hours_corrected"):
        actions.correct_hours(by=manager, entry=entry, minutes=90)
    entry.refresh_from_db()
    assert (entry.minutes, line.corrects, line.source) == (600, entry, HoursSource.CORRECTION)
    assert minutes_given(volunteer) == 60
    actions.correct_hours(by=manager, entry=line, minutes=0)
    assert minutes_given(volunteer) == 0
    assert HoursEntry.objects.count() == 3


def test_nobody_judges_her_own_hours_nor_those_of_strangers(volunteer: Volunteer, space: Space) -> None:
    entry = make_hours(volunteer, state=HoursState.WAITING)
    boss = make_volunteer(space, person=make_staff(space))
    own = make_hours(boss, state=HoursState.WAITING)
    tries = [(person, entry) for person in [*strangers(space), volunteer.person]] + [(boss.person, own)]
    for person, line in tries:
        with pytest.raises(PermissionDenied):
            actions.decide_hours(by=person, entry=line, accept=True)
        with pytest.raises(PermissionDenied):
            actions.correct_hours(by=person, entry=line, minutes=1)


# --- certificates ---------------------------------------------------------------------------------------------------
def test_a_certificate_covers_all_spaces_and_only_what_counts(volunteer: Volunteer, mission: Mission) -> None:
    far = make_space(name="Espace de Lyon", city="Lyon")
    make_hours(volunteer, mission=mission, worked_on="2025-03-01")
    make_hours(volunteer, mission=mission, space=far, minutes=60, worked_on="2026-02-01")
    make_hours(volunteer, state=HoursState.WAITING, minutes=999)
    make_hours(volunteer, state=HoursState.REFUSED, minutes=999)
    HeldSkill.objects.create(volunteer=volunteer, skill=Skill.TILL)
    certificate = actions.issue_certificate(by=volunteer.person, volunteer=volunteer)
    assert certificate.minutes == 240
    assert {line[1] for line in certificate.lines} == {"Espace de Fives", "Espace de Lyon"}
    assert "encaisser et tenir une caisse" in certificate.skills
    assert actions.issue_certificate(by=volunteer.person, volunteer=volunteer) == certificate
    year = actions.issue_certificate(
        by=volunteer.person,
        volunteer=volunteer,
        starts_on=datetime.date(2025, 1, 1),
        ends_on=datetime.date(2025, 12, 31),
    )
    assert (year.minutes, str(year.starts_on)) == (180, "2025-03-01")


def test_without_hours_there_is_none(volunteer: Volunteer) -> None:
    with pytest.raises(Refusal, match="no_hours"):
        actions.issue_certificate(by=volunteer.person, volunteer=volunteer)


def test_only_she_and_her_team_make_or_annul_it(volunteer: Volunteer, space: Space, manager: Person) -> None:
    make_hours(volunteer)
    certificate = actions.issue_certificate(by=manager, volunteer=volunteer)
    for stranger in strangers(space):
        with pytest.raises(PermissionDenied):
            actions.issue_certificate(by=stranger, volunteer=volunteer)
        with pytest.raises(PermissionDenied):
            actions.revoke_certificate(by=stranger, certificate=certificate)
    actions.revoke_certificate(by=volunteer.person, certificate=certificate)
    actions.revoke_certificate(by=volunteer.person, certificate=certificate)
    assert JournalEntry.objects.filter(act="revoke_certificate").count() == 1
    assert actions.issue_certificate(by=manager, volunteer=volunteer) != certificate


def test_two_actions_to_a_tagged_pdf(client: Client, volunteer: Volunteer, mission: Mission) -> None:
    make_hours(volunteer, mission=mission)
    client.force_login(volunteer.person)
    assert "Télécharger mon attestation" in client.get("/mon-espace/heures/").content.decode()  # 1
    answer = client.post("/mon-espace/heures/attestation/", {"year": ""})  # 2
    assert answer["Content-Type"] == "application/pdf"
    assert len(answer.content) <= 100_000
    certificate = HoursCertificate.objects.get()
    again = client.get(f"/mon-espace/heures/attestation/{certificate.pk}/")
    assert again.content == answer.content
    pdf = pikepdf.open(io.BytesIO(answer.content))
    root: Any = pdf.Root
    assert str(root.Lang) == "fr"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Attestation de bénévolat"
    tags = list(tags_of(root.StructTreeRoot))
    names = [name for name, _element in tags]
    assert names.count("/H1") == 1
    assert names.count("/TH") == 3
    figures = [element for name, element in tags if name == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == [
        f"Code QR de l'adresse {actions.verify_address(certificate)}"
    ]
    [link] = [str(one.A.URI) for one in pdf.pages[0].Annots]
    assert link == actions.verify_address(certificate)


def test_the_code_on_the_paper_leads_to_the_page_that_verifies(client: Client, volunteer: Volunteer) -> None:

    make_hours(volunteer)
    certificate = actions.issue_certificate(by=volunteer.person, volunteer=volunteer)
    address = actions.verify_address(certificate)
    page = '#set page(width: 6cm, height: 6cm)\n#image(bytes(sys.inputs.qr), format: "svg", width: 4cm)'
    image = typst.compile(page.encode(), format="png", ppi=150.0, sys_inputs={"qr": qr_svg(address)})
    assert [found.text for found in zxingcpp.read_barcodes(_pixels(image))] == [address]


def _pixels(png: Any) -> Any:

    return Image.open(io.BytesIO(png)).convert("L")


def test_verifying_shows_name_dates_hours_and_nothing_more(
    client: Client, volunteer: Volunteer, mission: Mission
) -> None:
    make_hours(volunteer, mission=mission)
    certificate = actions.issue_certificate(by=volunteer.person, volunteer=volunteer)
    client.logout()
    typed = f"{certificate.code[:5].lower()} {certificate.code[5:]}"
    page = client.get("/verifier/", {"code": typed}, follow=True).content.decode()
    assert "Cette attestation est vraie" in page
    for shown in ("Zoé d&#x27;Étang *#_", "3 h"):
        assert shown in plain(page)
    for hidden in (
        mission.title,
        "Espace de Fives",
        volunteer.person.email,
        "compétences",
        str(volunteer.pk),
    ):
        assert str(hidden) not in page
    actions.revoke_certificate(by=volunteer.person, certificate=certificate)
    page = client.get(f"/verifier/{certificate.code}/").content.decode()
    assert "annulée" in page
    assert "Étang" not in page
    assert client.get("/verifier/BBBBBBBBBB/").status_code == 404
    actions.forget_person(by=None, person=volunteer.person)
    assert client.get(f"/verifier/{certificate.code}/").status_code == 404


def test_hours_of_an_erased_person_stay_counted_and_none_waits_to_be_confirmed(volunteer: Volunteer) -> None:
    counted = make_hours(volunteer)
    make_hours(volunteer, state=HoursState.WAITING)
    refused = make_hours(volunteer, state=HoursState.REFUSED)
    actions.forget_person(by=None, person=volunteer.person)
    assert {one.pk for one in HoursEntry.objects.all()} == {counted.pk, refused.pk}


@pytest.mark.parametrize("typed", ["", " ", "/", " // "])
def test_no_code_at_all_asks_for_one(client: Client, typed: str) -> None:
    page = client.get("/verifier/", {"code": typed})
    assert page.status_code == 200
    assert "Le code de l" in page.text


def test_what_she_typed_is_never_a_command_of_the_paper(volunteer: Volunteer) -> None:
    volunteer.person.first_name = '"); #read("/etc/passwd") $x$ \\ <a> @b'
    volunteer.person.save()
    make_hours(volunteer)
    certificate = actions.issue_certificate(by=volunteer.person, volunteer=volunteer)
    assert actions.certificate_pdf(certificate).startswith(b"%PDF-")


def test_a_paper_made_after_midnight_bears_the_day_of_the_walls(
    volunteer: Volunteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_hours(volunteer)
    certificate = actions.issue_certificate(by=volunteer.person, volunteer=volunteer)
    certificate.created_at = datetime.datetime(2026, 12, 31, 23, 30, tzinfo=datetime.UTC)
    said: dict[str, Any] = {}
    monkeypatch.setattr(
        "mapart.volunteering.actions.certificates.tagged_pdf", lambda _template, facts: said.update(facts)
    )
    actions.certificate_pdf(certificate)
    assert said["issued"] == [2027, 1, 1]


def test_the_words_of_the_passport_follow_the_missions() -> None:
    actions.load_catalogue(by=None)
    assert set(OF_MISSIONS) == set(Mission.objects.values_list("slug", flat=True))
    words = skills_put_to_work(["accueil-et-vente", "inconnue"], ["till"])
    assert len(words) == len(set(words)) == 5


# --- thanks ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("started", "day", "expected"),
    [
        ("2024-11-26", "2026-11-26", True),
        ("2026-11-26", "2026-11-26", False),
        ("2024-02-29", "2025-02-28", True),
        ("2024-02-29", "2028-02-29", True),
        ("2024-02-29", "2028-02-28", False),
        ("2024-11-26", "2026-11-25", False),
    ],
)
def test_anniversaries(started: str, day: str, expected: bool) -> None:
    parse = datetime.date.fromisoformat
    assert is_anniversary(parse(started), parse(day)) is expected


def test_a_year_is_thanked_once_even_after_a_pause_of_the_worker(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = datetime.date(2024, 3, 10)
    volunteer = make_volunteer(space, started_on=started)
    make_volunteer(space, started_on=started, state=VolunteerState.PAUSED)
    make_volunteer(space, started_on=started + datetime.timedelta(days=1))
    for day, expected in (("2026-03-09", 0), ("2026-03-12", 2), ("2026-03-13", 2), ("2026-03-20", 2)):
        now = datetime.datetime.fromisoformat(f"{day}T10:00+01:00")
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        actions.thank_anniversaries(by=None)
        assert Message.objects.filter(kind="volunteering.anniversary").count() == expected
    assert "2 ans" in Message.objects.get(recipient=volunteer.person_id).subject


def test_who_leaves_is_thanked_once_and_the_door_stays_open(
    client: Client, volunteer: Volunteer, space: Space
) -> None:
    make_hours(volunteer)
    client.force_login(volunteer.person)
    for _ in range(2):
        client.post("/mon-espace/disponibilites/", {"act": "leave", "reason": "move"})
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.left_reason) == (VolunteerState.LEFT, LeavingReason.MOVE)
    message = Message.objects.get(kind="volunteering.farewell")
    assert "3 h" in plain(message.body)
    assert "La porte reste ouverte" in message.body
    home = client.get("/mon-espace/").content.decode()
    assert "Écrire à l'équipe pour revenir" in home
    assert client.get("/mon-espace/heures/").status_code == 200
    actions.welcome_volunteer(by=None, person=volunteer.person, space=space, missions=[make_mission()])
    volunteer.refresh_from_db()
    assert volunteer.left_reason == ""


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_the_exit_question_is_never_required(client: Client, volunteer: Volunteer, reason: str) -> None:
    client.force_login(volunteer.person)
    client.post("/mon-espace/disponibilites/", {"act": "leave", "reason": reason})
    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.left_reason) == (VolunteerState.LEFT, "")


def test_thanks_fit_an_sms() -> None:
    space = make_space(name="Espace de solidarité numérique de Saint-Étienne-du-Rouvray, quartier du Château")
    person = make_person(email=None, phone="+33639980001", channel="sms")
    volunteer = make_volunteer(space, person=person, started_on=clock.today().replace(day=1, year=1999))
    actions.leave(by=person, volunteer=volunteer)
    sent = Message.objects.get(kind="volunteering.farewell")
    assert gsm7_length(sent.body) <= SMS_LENGTH


# --- what an hour is worth ------------------------------------------------------------------------------------------
def test_hours_are_valued_at_the_rate_of_their_mission_or_of_all(
    client: Client, space: Space, mission: Mission, volunteer: Volunteer
) -> None:
    head = make_staff(None, RoleKind.NETWORK_HEAD)
    other = make_mission(title="Autre")
    make_hours(volunteer, mission=mission, minutes=90, worked_on="2026-01-10")
    make_hours(volunteer, mission=other, minutes=60, worked_on="2026-12-31")
    make_hours(volunteer, mission=mission, minutes=600, worked_on="2025-12-31")
    wrong = make_hours(volunteer, mission=other, minutes=500, worked_on="2026-12-30")
    first = actions.correct_hours(by=head, entry=wrong, minutes=300)
    actions.correct_hours(by=head, entry=first, minutes=0)
    make_hours(volunteer, mission=mission, minutes=60, worked_on="2026-02-01", state=HoursState.REFUSED)
    client.force_login(head)
    address = "/equipe/valorisation/?annee=2026"
    assert "n'ont pas de taux" in client.get(address).content.decode()
    client.post(address, {"mission": "", "euros": "12,02", "source": "SMIC"})
    client.post(address, {"mission": str(mission.pk), "euros": "20", "source": "convention"})
    page = client.get(address).content.decode()
    assert "42,02" in page, "1 h 30 at 20 € and 1 h at 12,02 €"
    assert "Source : SMIC." in page
    assert page.index("Emporter en CSV") < page.index("<table")
    table = read_table(client.post("/equipe/valorisation/emporter/", {"annee": "2026"}).content)
    assert {row.cells[1:3] for row in table.rows} == {(space.city, space.name)}
    assert [row.cells[4:] for row in table.rows] == [
        ("1,00", "12,02", "12,02", "SMIC"),
        ("1,50", "20,00", "30,00", "convention"),
    ]
    assert JournalEntry.objects.get(act="export_valuation").facts == {"year": 2026, "rows": 2}


def test_several_spaces_are_added_up_first_and_a_year_that_runs_says_so(
    client: Client, space: Space, volunteer: Volunteer
) -> None:
    far, today = make_volunteer(make_space(name=space.name, city="Ailleurs")), clock.today()
    for hers, minutes in ((volunteer, 60), (far, 90)):
        make_hours(hers, minutes=minutes, worked_on=today)
        make_hours(hers, minutes=minutes, worked_on=today.replace(year=today.year - 1, day=1))
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    page = plain(client.get("/equipe/valorisation/").content.decode())
    first = page[page.index("<table") : page.index("</table")]
    places = [
        first.index(word) for word in (f"Ailleurs – {space.name}", f"{space.city} – {space.name}", "Ensemble")
    ]
    assert places == sorted(places)
    assert re.findall(r'<td class="n">([^<]+)</td>', first)[::2] == ["1 h 30", "1 h", "2 h 30"]
    assert "L'année court encore" in page
    before = client.get("/equipe/valorisation/", {"annee": today.year - 1}).content.decode()
    assert "L'année court encore" not in before


def test_volunteers_and_hours_are_taken_month_by_month_for_a_report(
    client: Client, space: Space, mission: Mission, volunteer: Volunteer, manager: Person
) -> None:
    far = make_volunteer(make_space(name="Loin", city="Ailleurs"))
    for hers, minutes, day in (
        (volunteer, 90, "2026-01-10"),
        (volunteer, 30, "2026-01-31"),
        (make_volunteer(space), 60, "2026-01-31"),
        (volunteer, 45, "2026-12-31"),
        (far, 60, "2026-01-01"),
        (far, 600, "2025-12-31"),
    ):
        make_hours(hers, minutes=minutes, worked_on=day)
    make_hours(volunteer, minutes=60, worked_on="2026-03-01", state=HoursState.REFUSED)
    wrong = make_hours(volunteer, minutes=500, worked_on="2026-12-30")
    actions.correct_hours(by=manager, entry=wrong, minutes=0)
    asked = {"annee": "2026", "mois": "1"}
    here = [
        ("2026", "1", space.city, space.name, "2", "3,00"),
        ("2026", "12", space.city, space.name, "1", "0,75"),
    ]
    client.force_login(manager)
    taken = client.post("/equipe/valorisation/emporter/", asked)
    assert 'filename="heures-par-mois-2026.csv"' in taken["Content-Disposition"]
    assert [row.cells for row in read_table(taken.content).rows] == here
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    table = read_table(client.post("/equipe/valorisation/emporter/", asked).content)
    assert [row.cells for row in table.rows] == [("2026", "1", "Ailleurs", "Loin", "1", "1,00"), *here]
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    assert client.post("/equipe/valorisation/emporter/", asked).status_code == 403


def test_a_manager_reads_her_space_and_sets_no_rate(
    client: Client, manager: Person, space: Space, volunteer: Volunteer
) -> None:
    far = make_space(name="Ailleurs")
    today = clock.today()  # the page shows this year: on its first day, hours of yesterday are of another
    make_hours(volunteer, worked_on=today)
    make_hours(make_volunteer(far), worked_on=today)
    client.force_login(manager)
    page = client.get("/equipe/valorisation/").content.decode()
    assert "Espace de Fives" in page
    assert "Ailleurs" not in page
    assert "Fixer un taux" not in page
    assert client.post("/equipe/valorisation/", {"euros": "1", "source": "x"}).status_code == 403
    for stranger in [*strangers(space), manager]:
        with pytest.raises(PermissionDenied):
            actions.set_rate(by=stranger, year=2026, mission=None, cents=100, source="x")


def test_a_rate_names_its_source_and_is_one() -> None:
    head = make_staff(None, RoleKind.NETWORK_HEAD)
    with pytest.raises(Refusal, match="rate_without_source"):
        actions.set_rate(by=head, year=2026, mission=None, cents=100, source="  ")
    actions.set_rate(by=head, year=2026, mission=None, cents=100, source="a")
    actions.set_rate(by=head, year=2026, mission=None, cents=200, source="b")
    assert HourlyRate.objects.get().cents == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        HourlyRate.objects.create(year=2026, cents=1, source="x")
    assert [worth_in_cents(minutes, 1001) for minutes in (0, 1, 30, 60)] == [0, 17, 501, 1001]


# --- on the pages ---------------------------------------------------------------------------------------------------
def test_declared_on_her_page_confirmed_on_theirs(
    client: Client, volunteer: Volunteer, manager: Person, space: Space, mission: Mission
) -> None:
    client.force_login(volunteer.person)
    typed = {
        "worked_on": yesterday().isoformat(),
        "minutes": "2 h 30",
        "mission": mission.pk,
        "space": space.pk,
    }
    page = client.post("/mon-espace/heures/", typed | {"minutes": "beaucoup"}).content.decode()
    assert "Cette durée ne se lit pas" in page
    assert "L&#x27;équipe confirme" in client.post("/mon-espace/heures/", typed, follow=True).content.decode()
    entry = HoursEntry.objects.get()
    client.force_login(manager)
    assert "2 h 30" in plain(client.get("/equipe/heures/").content.decode())
    told = client.post(f"/equipe/heures/{entry.pk}/decider/", {"answer": "yes"}, follow=True).content.decode()
    assert f"{volunteer.person.short_name} : 2 h 30, c&#x27;est confirmé." in plain(told)
    assert "Rien à confirmer" in client.get("/equipe/heures/").content.decode()
    client.post(f"/equipe/heures/{entry.pk}/corriger/", {"minutes": "3 h"})
    page = client.get(f"/equipe/benevoles/{volunteer.pk}/heures/").content.decode()
    assert '<b class="big">3 h</b>' in plain(page)


def test_refused_by_mistake_the_page_says_where_to_mend_it(
    client: Client, volunteer: Volunteer, manager: Person
) -> None:
    entry = make_hours(volunteer, state=HoursState.WAITING)
    client.force_login(manager)
    hers = f"/equipe/benevoles/{volunteer.pk}/heures/"
    assert hers in client.get("/equipe/heures/").text
    told = client.post(f"/equipe/heures/{entry.pk}/decider/", {"answer": "no"}, follow=True).text
    assert "Corrigez la ligne dans ses heures." in told
    assert f"/equipe/heures/{entry.pk}/corriger/" in client.get(hers).text
    client.post(f"/equipe/heures/{entry.pk}/corriger/", {"minutes": "3 h"})
    assert minutes_given(volunteer) == 180


def test_lists_of_hours_ask_a_constant_number_of_queries(
    client: Client,
    volunteer: Volunteer,
    manager: Person,
    mission: Mission,
    django_assert_max_num_queries: Any,
) -> None:
    for count in (2, 20):
        for number in range(count):
            make_hours(volunteer, mission=mission, minutes=number + 1, state=HoursState.WAITING)
            make_hours(volunteer, mission=mission, space=make_space(), minutes=number + 1)
        client.force_login(manager)
        with django_assert_max_num_queries(9):
            client.get("/equipe/heures/")
        with django_assert_max_num_queries(12):
            client.get("/equipe/valorisation/")
        client.force_login(volunteer.person)
        with django_assert_max_num_queries(15):
            client.get("/mon-espace/heures/")
    assert len(hours_by_mission(volunteer)) == 22
