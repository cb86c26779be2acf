"""Files sent and taken away by the team, on its pages; and one person made of two rows."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mapart.agenda.models import Booking
from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.ids import uuid7
from mapart.core.jobs.running import run_due
from mapart.core.merging import relations_of
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.core.sheets.reading import read_table
from mapart.notifications.enums import MessageFamily
from mapart.notifications.queries import refused_families
from mapart.notifications.unsubscribing import signed
from mapart.people.enums import RoleKind
from mapart.people.models import Person, Role
from mapart.people.rules import plain_name
from mapart.planning.actions import drop_swaps_between
from mapart.planning.enums import SwapState
from mapart.planning.models import Ask, Assignment, Diary, PlanRun, StaffingNeed, Swap, Withdrawal
from mapart.recruitment.enums import Stage
from mapart.recruitment.models import Application
from mapart.spaces.models import Space
from mapart.volunteering.actions.exports import MOST_A_DAY
from mapart.volunteering.enums import AgeBand, ImportState, LikenessReason, Skill, SkillLevel, VolunteerState
from mapart.volunteering.models import (
    FormerVolunteer,
    HeldSkill,
    HoursEntry,
    ImportBatch,
    Likeness,
    Volunteer,
)
from mapart.website.actions import merge_volunteers
from mapart.website.acts import words_of
from mapart.website.queries import export_person
from tests.factories import (
    make_application,
    make_assignment,
    make_meeting,
    make_message,
    make_mission,
    make_need,
    make_person,
    make_space,
    make_staff,
    make_volunteer,
)

pytestmark = pytest.mark.django_db
FILES = "/equipe/benevoles/fichiers/"
TEXT = (
    "prénom;nom;adresse mail;espace;missions\nZoé;Martin;zoe@example.org;Fives;accueil\nLéa;;;Mars;accueil\n"
)


@pytest.fixture
def space() -> Space:
    return make_space(name="Fives")


@pytest.fixture
def lead(space: Space, client: Client) -> Person:
    person = make_staff(space, RoleKind.COMMUNITY_LEAD)
    client.force_login(person)
    return person


def send(client: Client, data: bytes, kind: str = "volunteers", **values: Any) -> Any:
    return client.post(FILES, {"kind": kind, "file": SimpleUploadedFile("liste.csv", data), **values})


# --- files in -------------------------------------------------------------------------------------------------------
def test_from_a_file_to_volunteers(client: Client, lead: Person) -> None:
    make_mission(slug="accueil")
    page = client.get(send(client, TEXT.encode("cp1252"))["Location"])
    text = page.content.decode()
    assert "1 ligne juste" in text
    assert "1 nouvelle personne" in text
    assert "Cet espace n&#x27;existe pas" in text
    batch = ImportBatch.objects.get()
    taken = client.post(reverse("website:file_take", args=[batch.pk]), follow=True)
    assert "ligne par ligne" in taken.content.decode()
    run_due()
    done = client.get(reverse("website:volunteer_file", args=[batch.pk])).content.decode()
    assert "1 ligne ajoutée" in done
    assert Volunteer.objects.filter(person__email="zoe@example.org").exists()


@pytest.mark.parametrize(
    ("taken", "said"), [(0, "0 ligne sur 3"), (1, "1 ligne sur 3"), (2, "2 lignes sur 3")]
)
def test_what_is_taken_so_far_agrees_with_its_lines(
    client: Client, lead: Person, taken: int, said: str
) -> None:
    send(client, TEXT.encode())
    ImportBatch.objects.update(state=ImportState.RUNNING, total=3, good=3, taken=taken)
    address = reverse("website:volunteer_file", args=[ImportBatch.objects.get().pk])
    assert said in client.get(address).content.decode()


def test_a_file_that_cannot_be_read_is_asked_for_again(client: Client, lead: Person) -> None:
    page = send(client, b"\x00\x01")
    assert page.status_code == 200
    assert "ni un CSV ni un XLSX" in page.content.decode()
    assert "Choisissez un fichier." in client.post(FILES, {"kind": "hours"}).content.decode()
    assert "dépasse 2 Mo" in send(client, b"x" * 2_000_001).content.decode()
    assert not ImportBatch.objects.exists()


def test_missions_are_ticked_once_for_the_lines_that_name_none(client: Client, lead: Person) -> None:
    missions = [make_mission(), make_mission()]
    closed = make_mission(is_open=False)
    text = "prénom;nom;adresse mail\nZoé;Martin;zoe@example.org\n".encode()
    page = client.get(send(client, text)["Location"]).content.decode()
    assert "renvoyez le fichier en cochant les missions" in page
    page = send(client, text, missions=[closed.pk]).content.decode()
    assert "plus ouverte" in page
    assert "<details open>" in page
    batch = send(client, text, missions=[mission.pk for mission in missions])["Location"]
    client.post(f"{batch}prendre/")
    run_due()
    volunteer = Volunteer.objects.get(person__email="zoe@example.org")
    assert set(volunteer.choices.values_list("mission", flat=True)) == {one.pk for one in missions}
    assert volunteer.home_space is not None  # the only one of the lead: the file need not name it
    assert volunteer.home_space.name == "Fives"


def test_nothing_is_taken_when_dropped(client: Client, lead: Person) -> None:
    make_mission(slug="accueil")
    send(client, TEXT.encode())
    batch = ImportBatch.objects.get()
    page = client.post(reverse("website:file_drop", args=[batch.pk]), follow=True).content.decode()
    assert "abandonné" in page
    page = client.post(reverse("website:file_take", args=[batch.pk]), follow=True).content.decode()
    assert "Envoyez-le de nouveau" in page
    run_due()
    assert not Volunteer.objects.exists()


def test_an_empty_model_is_read_back_without_a_missing_column(client: Client, lead: Person) -> None:
    for kind in ("volunteers", "availabilities", "hours"):
        model = client.get(f"{FILES}modele/{kind}/").content
        page = client.get(send(client, model, kind)["Location"]).content.decode()
        assert "0 ligne" in page
        assert "Il manque" not in page


# --- files out ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_away_is_what_one_may_see_and_is_noted(
    client: Client, lead: Person, space: Space, form: str
) -> None:
    mission = make_mission(title="=cmd|calc")
    mine = make_volunteer(space, (mission,), person=make_person(first_name="@Zoé", phone="+33639980001"))
    make_volunteer(make_space(), person=make_person(first_name="Ailleurs"))
    answer = client.post("/equipe/benevoles/exporter/", {"kind": "volunteers", "form": form})
    table = read_table(answer.content)
    assert 'attachment; filename="benevoles-' in answer["Content-Disposition"]
    assert [row.cells[0] for row in table.rows] == ["'@Zoé"]
    assert table.rows[0].cells[3] == "06 39 98 00 01"
    assert "'=cmd|calc" in table.rows[0].cells
    assert JournalEntry.objects.get(act="export_volunteers").facts == {
        "kind": "volunteers",
        "rows": 1,
        "form": form,
    }
    assert mine.pk


def test_a_search_can_be_taken_away(client: Client, lead: Person, space: Space) -> None:
    for name in ("Zoé", "Amina"):
        make_volunteer(space, person=make_person(first_name=name))
    answer = client.post("/equipe/benevoles/exporter/", {"kind": "volunteers", "q": "zoe", "form": "csv"})
    assert [row.cells[0] for row in read_table(answer.content).rows] == ["Zoé"]


def test_exports_of_one_day_are_limited(client: Client, lead: Person) -> None:
    for _ in range(MOST_A_DAY):
        assert client.post("/equipe/benevoles/exporter/", {"form": "csv"}).status_code == 200
    page = client.post("/equipe/benevoles/exporter/", {"form": "csv"}, follow=True)
    assert "Attendez demain" in page.content.decode()


@pytest.mark.parametrize("kind", ["volunteers", "availabilities", "hours"])
def test_the_queries_of_a_file_do_not_grow(
    client: Client, lead: Person, space: Space, kind: str, django_assert_max_num_queries: Any
) -> None:
    mission = make_mission()
    for count in (2, 12):
        for _ in range(count):
            volunteer = make_volunteer(space, (mission,))
            HoursEntry.objects.create(
                volunteer=volunteer, worked_on="2026-01-01", minutes=60, source="imported", mission=mission
            )
        with django_assert_max_num_queries(15):
            client.post("/equipe/benevoles/exporter/", {"kind": kind, "form": "csv"})


# --- one person of two rows -----------------------------------------------------------------------------------------
@pytest.fixture
def kept(space: Space) -> Volunteer:
    return make_volunteer(space, person=make_person(first_name="Zoé", email="zoe@example.org"))


@pytest.fixture
def gone(space: Space) -> Volunteer:
    person = make_person(first_name="Zoe", email="old@example.org", phone="+33639980001", channel=Channel.SMS)
    return make_volunteer(space, person=person, started_on="2019-03-01")


def test_every_relation_follows(
    client: Client, lead: Person, space: Space, kept: Volunteer, gone: Volunteer
) -> None:
    need = make_need()
    shift = make_assignment(need, gone)
    Withdrawal.objects.create(need=make_need(), volunteer=gone, secret="w" * 20)
    ask = Ask.objects.create(need=make_need(), volunteer=gone)
    Diary.objects.create(volunteer=gone)
    HeldSkill.objects.create(volunteer=gone, skill=Skill.REPAIR, level=SkillLevel.EASY)
    booking = Booking.objects.create(session=make_meeting(space, booked=1), person=gone.person)
    application = make_application(space, gone.person)
    hours = HoursEntry.objects.create(
        volunteer=gone, worked_on="2026-01-01", minutes=60, source="imported", noted_by=gone.person
    )
    message = make_message(recipient=gone.person_id, address="old@example.org")
    PlanRun.objects.create(starts_on="2026-01-05", weeks=1, asked_by=gone.person)
    old_calendar, old_key, old_person = gone.calendar_secret, gone.pk, gone.person_id

    merge_volunteers(by=lead, kept=kept, gone=gone)

    kept.refresh_from_db()
    for row in (shift, ask, hours, application, booking):
        row.refresh_from_db()
    assert shift.volunteer == ask.volunteer == hours.volunteer == kept
    assert application.person == booking.person == hours.noted_by == kept.person
    message.refresh_from_db()
    assert (message.recipient, message.address) == (
        kept.person_id,
        "zoe@example.org",
    )  # the address that stays
    assert [held.skill for held in kept.skills.all()] == [Skill.REPAIR]
    assert (kept.person.email, kept.person.phone) == ("zoe@example.org", "+33639980001")
    assert kept.person.search_name == f" {plain_name(kept.person.full_name)}"
    assert str(kept.started_on) == "2019-03-01"
    assert not Volunteer.objects.filter(pk=old_key).exists()
    assert not Person.objects.filter(pk=old_person).exists()
    need.refresh_from_db()
    assert need.filled == Assignment.objects.filter(need=need).count() == 1
    # what was sent or noted before still leads to her
    assert Client().get(f"/creneau/{shift.secret}/").status_code == 200
    old_link = f"/ne-plus-recevoir/{signed(old_person, MessageFamily.TEAM)}/"
    assert Client().post(old_link).status_code == 302
    assert refused_families(kept.person_id) == {MessageFamily.TEAM}
    calendar = client.get(f"/agenda/{old_calendar}.ics")
    assert str(shift.pk) in calendar.content.decode()
    page = client.get(f"/equipe/benevoles/{old_key}/")
    assert "zoe@example.org" in page.content.decode()
    acts = {entry["acte"] for entry in export_person(kept.person)["journal"]}
    assert words_of("merge_volunteers") in acts


def test_nothing_is_left_behind_whatever_the_tables(lead: Person, kept: Volunteer, gone: Volunteer) -> None:
    tables = [*relations_of(Volunteer), *relations_of(Person)]
    assert {"planning.assignment", "volunteering.hoursentry", "recruitment.application", "people.role"} <= {
        table._meta.label_lower for table, _field in tables
    }
    merge_volunteers(by=lead, kept=kept, gone=gone)
    for table, field in tables:
        assert not table._base_manager.filter(**{f"{field.name}_id": gone.pk}).exists()
        assert not table._base_manager.filter(**{f"{field.name}_id": gone.person_id}).exists()


def test_what_both_have_stays_once(lead: Person, space: Space, kept: Volunteer, gone: Volunteer) -> None:
    for volunteer, level in ((kept, SkillLevel.BEGINNER), (gone, SkillLevel.EXPERT)):
        HeldSkill.objects.create(volunteer=volunteer, skill=Skill.TILL, level=level)
    for volunteer in (kept, gone):
        make_application(space, volunteer.person)
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert kept.skills.get().level == SkillLevel.BEGINNER
    assert kept.reach.count() == 1
    assert kept.windows.count() == 5
    stages = sorted(Application.objects.filter(person=kept.person).values_list("stage", flat=True))
    assert stages == sorted([Stage.APPLIED, Stage.LEFT])


@pytest.mark.parametrize("state", [SwapState.ASKED, SwapState.ACCEPTED])
@pytest.mark.parametrize("who_asked", ["kept", "gone"])
def test_a_swap_between_the_two_ends_and_those_with_others_stay(
    lead: Person, kept: Volunteer, gone: Volunteer, who_asked: str, state: SwapState
) -> None:
    need, other = make_need(), make_volunteer()
    asker, asked = (kept, gone) if who_asked == "kept" else (gone, kept)
    make_assignment(need, asker)
    with pytest.raises(PermissionDenied):
        drop_swaps_between(by=asker.person, one=kept, other=gone)
    own = Swap.objects.create(need=need, volunteer=asker, colleague=asked, state=state)
    Swap.objects.create(need=need, volunteer=gone, colleague=other)
    Swap.objects.create(need=make_need(), volunteer=other, colleague=gone)
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert Assignment.objects.get(need=need).volunteer == kept
    pairs = set(Swap.objects.values_list("volunteer", "colleague"))
    assert pairs == {(kept.pk, other.pk), (other.pk, kept.pk)}
    [entry] = JournalEntry.objects.filter(act="drop_swaps_between")
    assert entry.facts["swaps"] == [str(own.pk)]


@pytest.mark.parametrize("what", ["shift", "seat"])
def test_two_who_were_at_one_place_at_once_are_not_merged(
    lead: Person, space: Space, kept: Volunteer, gone: Volunteer, what: str
) -> None:
    need, meeting = make_need(), make_meeting(space, booked=2)
    for volunteer in (kept, gone):
        if what == "shift":
            make_assignment(need, volunteer)
        else:
            Booking.objects.create(session=meeting, person=volunteer.person)
    with pytest.raises(Refusal, match="twins_on_a_shift" if what == "shift" else "twins_on_a_seat"):
        merge_volunteers(by=lead, kept=kept, gone=gone)
    assert Volunteer.objects.filter(pk__in=[kept.pk, gone.pk]).count() == 2
    if what == "shift":
        assert StaffingNeed.objects.get(pk=need.pk).filled == 2


@pytest.mark.parametrize("who_is_young", ["kept", "gone"])
def test_a_minor_is_not_made_active_without_a_parent(
    lead: Person, kept: Volunteer, gone: Volunteer, who_is_young: str
) -> None:
    young, other = (kept, gone) if who_is_young == "kept" else (gone, kept)
    Volunteer.objects.filter(pk=young.pk).update(
        state=VolunteerState.WELCOMED, age_band=AgeBand.MINOR, age_said_on=clock.today()
    )
    Volunteer.objects.filter(pk=other.pk).update(state=VolunteerState.ACTIVE, age_band="")
    with pytest.raises(Refusal, match="parent_first"):
        merge_volunteers(by=lead, kept=kept, gone=gone)
    assert Volunteer.objects.filter(pk__in=[kept.pk, gone.pk]).count() == 2
    Volunteer.objects.filter(pk=young.pk).update(parent_agreed_on=clock.today())
    merge_volunteers(by=lead, kept=kept, gone=gone)
    one = Volunteer.objects.get(pk=kept.pk)
    assert (one.state, one.is_minor, one.parent_agreed_on) == (VolunteerState.ACTIVE, True, clock.today())


def test_merged_once_by_two_people(lead: Person, kept: Volunteer, gone: Volunteer) -> None:
    merge_volunteers(by=lead, kept=kept, gone=gone)
    with pytest.raises(Refusal, match="merge_over"):
        merge_volunteers(by=lead, kept=kept, gone=gone)
    assert FormerVolunteer.objects.count() == 1


def test_open_sessions_of_both_end(client: Client, lead: Person, kept: Volunteer, gone: Volunteer) -> None:
    hers = type(client)()
    hers.force_login(gone.person)
    other = type(client)()
    other.force_login(kept.person)
    before = BrowserSession.objects.count()
    merge_volunteers(by=lead, kept=kept, gone=gone)
    assert BrowserSession.objects.count() == before
    assert hers.get("/mon-espace/")["Location"].startswith("/connexion/")
    run_due()
    assert BrowserSession.objects.count() == before - 1
    assert other.get("/mon-espace/")["Location"].startswith("/connexion/")


def test_a_pair_without_a_space_is_judged_by_the_network(
    client: Client, kept: Volunteer, gone: Volunteer
) -> None:
    one, other = sorted([kept, gone], key=lambda volunteer: volunteer.pk)
    pair = Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
    Volunteer.objects.update(home_space=None)
    Person.objects.filter(pk=gone.person_id).update(email=None)
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    page = client.get(f"/equipe/benevoles/doublons/{pair.pk}/").text
    assert re.search(r"Zoe Exemple \([12]\), sans espace", page)


def test_a_pair_is_judged_on_its_page(client: Client, lead: Person, kept: Volunteer, gone: Volunteer) -> None:
    one, other = sorted([kept, gone], key=lambda volunteer: volunteer.pk)
    pair = Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
    address = f"/equipe/benevoles/doublons/{pair.pk}/"
    assert f"{pair.pk}" in client.get("/equipe/benevoles/doublons/").content.decode()
    page = client.get(address).content.decode()
    assert "old@example.org" in page
    assert "On ne peut pas revenir en arrière" in page
    chosen = client.post(address, {"act": "merge"}, follow=True)
    assert "Choisissez la fiche à garder" in chosen.content.decode()
    done = client.post(address, {"act": "merge", "keep": str(kept.pk)}, follow=True)
    assert "plus qu&#x27;une fiche" in done.content.decode()
    assert not Volunteer.objects.filter(pk=gone.pk).exists()
    for again in (
        client.post(address, {"act": "merge", "keep": str(kept.pk)}, follow=True),
        client.get(address, follow=True),
    ):
        assert again.redirect_chain == [("/equipe/benevoles/doublons/", 302)]
        assert "ne sont plus à comparer" in again.text


def test_a_pair_of_a_colleague_is_not_merged(
    client: Client, lead: Person, space: Space, kept: Volunteer
) -> None:
    boss = make_volunteer(space, person=make_staff(space, email=None, phone="+33639980009", channel="sms"))
    one, other = sorted([kept, boss], key=lambda volunteer: volunteer.pk)
    pair = Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
    address = f"/equipe/benevoles/doublons/{pair.pk}/"
    assert "Demandez à la direction" in client.get(address).content.decode()
    assert client.post(address, {"act": "merge", "keep": str(boss.pk)}).status_code == 403
    assert Role.objects.filter(person=boss.person).exists()


def test_the_list_of_pairs_asks_a_constant_number_of_queries(
    client: Client, lead: Person, space: Space, django_assert_max_num_queries: Any
) -> None:
    for count in (1, 8):
        for _ in range(count):
            one, other = sorted([make_volunteer(space), make_volunteer(space)], key=lambda v: v.pk)
            Likeness.objects.create(one=one, other=other, reason=LikenessReason.SAME_NAME)
        with django_assert_max_num_queries(8):
            client.get("/equipe/benevoles/doublons/")


def test_a_file_of_somebody_else_is_a_stranger(client: Client, lead: Person, space: Space) -> None:
    theirs = ImportBatch.objects.create(
        kind="volunteers", asked_by=make_staff(space), total=0, good=0, known=0
    )
    assert client.get(f"{FILES}{theirs.pk}/").status_code == 404
    assert client.post(f"{FILES}{theirs.pk}/prendre/").status_code == 404
    assert client.post(f"{FILES}{uuid7()}/abandonner/").status_code == 404
