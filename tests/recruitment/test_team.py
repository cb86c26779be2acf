"""What the team sees of applicants and does with them, and who sees nothing."""

import datetime
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mapart.agenda.actions import claim_seat
from mapart.agenda.enums import Attendance, SessionKind, SessionState
from mapart.agenda.models import Booking, Session
from mapart.core import clock
from mapart.core.ids import uuid7
from mapart.core.models import JournalEntry
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.people.perms import ROLES, Permission
from mapart.recruitment.enums import HeardFrom, LeftReason, Stage, Step
from mapart.recruitment.models import Application
from mapart.spaces.models import Space
from mapart.volunteering.enums import VolunteerState
from mapart.volunteering.models import Volunteer
from tests.factories import (
    make_application,
    make_meeting,
    make_mission,
    make_newcomer,
    make_person,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.reading import key_of

pytestmark = pytest.mark.django_db

LIST, NEW = "/equipe/candidatures/", "/equipe/candidatures/nouvelle/"
MEETINGS, NEW_MEETING = "/equipe/reunions/", "/equipe/reunions/nouvelle/"


@pytest.fixture
def lead(client: Client, space: Space) -> Person:
    person = make_staff(space, RoleKind.COMMUNITY_LEAD)
    client.force_login(person)
    return person


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def seat(session: Session, application: Application) -> Booking:
    held = claim_seat(by=None, session=session, person=application.person, key=uuid7())
    assert isinstance(held, Booking)
    return held


def stage_of(application: Application) -> str:
    application.refresh_from_db()
    return application.stage


# --- who may ------------------------------------------------------------------------------------------------------
def addresses(application: Application, meeting: Session) -> list[str]:
    one, other = f"{LIST}{application.pk}/", f"{MEETINGS}{meeting.pk}/"
    return [
        one,
        f"{one}etape/",
        f"{one}partir/",
        other,
        *(f"{other}{act}/" for act in ("presence", "accueillir", "arrivee", "places", "annuler")),
    ]


def statuses(client: Client, paths: list[str]) -> list[set[int]]:
    """What each address answers to a reading and to a writing."""
    return [{client.get(path).status_code, client.post(path).status_code} - {405} for path in paths]


def test_strangers_and_other_spaces_find_nothing(client: Client, space: Space) -> None:
    application, meeting = make_application(space), make_meeting(space)
    paths = addresses(application, meeting)
    for nobody in (make_person(), make_staff(make_space())):
        client.force_login(nobody)
        assert all(found == {404} for found in statuses(client, paths))
    client.force_login(make_person())
    assert all(found == {404} for found in statuses(client, [LIST, NEW, MEETINGS, NEW_MEETING]))
    assert stage_of(application) == Stage.APPLIED


def test_visitors_are_sent_to_the_sign_in(client: Client, space: Space) -> None:
    paths = [LIST, NEW, MEETINGS, NEW_MEETING, *addresses(make_application(space), make_meeting(space))]
    assert all(found == {302} for found in statuses(client, paths))


def test_a_reader_may_not_write(client: Client, space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ROLES[RoleKind.RECEPTIONIST], "permissions", frozenset({Permission.SEE_APPLICANTS}))
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    application, meeting = make_application(space), make_meeting(space)
    booking = seat(meeting, application)
    one, other = f"{LIST}{application.pk}/", f"{MEETINGS}{meeting.pk}/"
    for address in (LIST, one, MEETINGS, other):
        html = page(client, address)
        assert "Accueillir parmi" not in html
        assert "Noter une demande" not in html
        assert "Annuler la réunion" not in html
    for path, answers in (
        (f"{one}etape/", {"stage": "welcomed"}),
        (f"{one}partir/", {"reason": "other"}),
        (f"{other}presence/", {"booking": str(booking.pk), "attendance": "came"}),
        (f"{other}accueillir/", {}),
        (f"{other}arrivee/", {"first_name": "X", "key": str(uuid7())}),
        (f"{other}places/", {"capacity": "9"}),
        (f"{other}annuler/", {}),
        (NEW, {"first_name": "X"}),
        (NEW_MEETING, {"capacity": "9"}),
    ):
        assert client.post(path, answers).status_code == 403, path
    booking.refresh_from_db()
    meeting.refresh_from_db()
    assert booking.attendance == Attendance.UNKNOWN
    assert meeting.state == SessionState.PLANNED
    assert stage_of(application) == Stage.APPLIED


def test_a_network_role_sees_every_space(client: Client) -> None:
    client.force_login(make_staff(None, RoleKind.NETWORK_HEAD))
    application = make_application()
    assert application.person.full_name in page(client, LIST)


# --- the list -----------------------------------------------------------------------------------------------------
def test_who_waits_longest_is_on_top(client: Client, lead: Person, space: Space) -> None:
    now = clock.now()
    for name, days in (("Alba", 1), ("Brune", 9), ("Chloé", 4)):
        since = now - datetime.timedelta(days=days)
        make_application(space, make_person(first_name=name), stage_since=since)
    make_application()
    html = page(client, LIST)
    assert html.index("Brune") < html.index("Chloé") < html.index("Alba")
    assert "À suivre (3)" in html


def test_stages_and_spaces_filter_the_list(client: Client, lead: Person, space: Space) -> None:
    other = make_space()
    lead.roles.create(kind=RoleKind.COMMUNITY_LEAD, space=other)
    make_application(space, make_person(first_name="Alba"))
    make_application(space, make_person(first_name="Brune"), stage=Stage.WELCOMED)
    make_application(other, make_person(first_name="Chloé"))
    html = page(client, LIST)
    assert "Alba" in html
    assert "Brune" not in html
    assert "Brune" in page(client, f"{LIST}?etape=welcomed")
    html = page(client, f"{LIST}?espace={other.slug}")
    assert "Chloé" in html
    assert "Alba" not in html
    assert "Alba" in page(client, f"{LIST}?etape=nimporte&espace=inconnu&page=999")


@pytest.mark.parametrize("size", [3, 30])
def test_lists_ask_a_constant_number_of_questions(
    client: Client,
    lead: Person,
    space: Space,
    size: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    meeting = make_meeting(space, capacity=size)
    for _ in range(size):
        application = make_application(space, mission=make_mission(), stage=Stage.INVITED)
        application.booking = seat(meeting, application)
        application.save()
        make_meeting(space)
    with django_assert_max_num_queries(6):
        client.get(LIST)
    with django_assert_max_num_queries(7):
        client.get(MEETINGS)
    with django_assert_max_num_queries(11):
        client.get(f"{MEETINGS}{meeting.pk}/")
    with django_assert_max_num_queries(10):  # one notes who reads
        client.get(f"{LIST}{application.pk}/")
    with django_assert_max_num_queries(7):
        client.get(NEW)


# --- an applicant -------------------------------------------------------------------------------------------------
def test_the_main_button_is_the_usual_next_touch(client: Client, lead: Person, space: Space) -> None:
    """Somebody with a seat comes first; nobody is made a volunteer by the nearest button."""
    application = make_application(space, stage=Stage.INVITED)
    application.booking = seat(make_meeting(space), application)
    application.save()
    html = page(client, f"{LIST}{application.pk}/")
    assert '<button name="stage" value="came">' in html
    assert '<button name="stage" value="welcomed" class="quiet">' in html
    assert html.index("Réunion d'information") < html.index("Cette personne ne continue pas")


def test_one_thing_has_one_button(client: Client, lead: Person, space: Space) -> None:
    """Who came is welcomed by the touch of her way; the same under another name would ask which to choose."""
    application = make_application(space, stage=Stage.CAME)
    html = page(client, f"{LIST}{application.pk}/")
    assert '<button name="act" value="next">Accueillir</button>' in html
    assert 'value="welcomed"' not in html


def test_one_touch_moves_an_applicant(client: Client, lead: Person, space: Space) -> None:
    application = make_application(space, mission=make_mission())
    one = f"{LIST}{application.pk}/"
    assert "Accueillir parmi les bénévoles" in page(client, one)
    client.post(f"{one}etape/", {"stage": "welcomed"})
    client.post(f"{one}etape/", {"stage": "welcomed"})
    assert stage_of(application) == Stage.WELCOMED
    assert Volunteer.objects.get(person=application.person).state == VolunteerState.WELCOMED
    assert client.post(f"{one}etape/", {"stage": "n/a"}).status_code == 404


def test_the_missions_begin_without_a_trial_when_the_team_says_so(
    client: Client, lead: Person, space: Space
) -> None:
    application = make_newcomer(space, (make_mission(),), Step.PROPOSE)
    one = f"{LIST}{application.pk}/"
    assert "Commencer les missions sans attendre" in page(client, one)
    response = client.post(f"{one}etape/", {"stage": "active"}, follow=True)
    assert "La charte n&#x27;est pas signée" in response.content.decode()
    Volunteer.objects.update(charter_signed_on=clock.today())
    client.post(f"{one}etape/", {"stage": "active", "beside": "nobody"})
    client.post(f"{one}etape/", {"stage": "active", "beside": "somebody"})
    assert stage_of(application) == Stage.ACTIVE
    volunteer = Volunteer.objects.get(person=application.person)
    assert [volunteer.state, volunteer.accompanied_shifts_left] == [VolunteerState.ACTIVE, 0]
    assert "Commencer les missions sans attendre" not in page(client, one)


def test_from_an_application_to_her_page_and_back_for_who_may_read_both(
    client: Client, lead: Person, space: Space
) -> None:
    application = make_newcomer(space, (make_mission(),), Step.PROPOSE)
    hers = f"/equipe/benevoles/{Volunteer.objects.get(person=application.person).pk}/"
    one = f"{LIST}{application.pk}/"
    assert hers in page(client, one)
    assert one in page(client, hers)
    Volunteer.objects.update(state=VolunteerState.ACTIVE)
    assert "Aucun planning ne compte encore" not in page(client, hers)
    Volunteer.objects.update(home_space=make_space())
    assert hers not in page(client, one)


def test_who_is_in_the_roster_stops_on_her_own_page(client: Client, lead: Person, space: Space) -> None:
    application = make_application(space, stage=Stage.ACTIVE)
    volunteer = make_volunteer(space, person=application.person)
    one = f"{LIST}{application.pk}/"
    stop = f"/equipe/benevoles/{volunteer.pk}/disponibilites/"
    text = page(client, one)
    assert f"{stop}#pause" in text
    assert "Cette personne ne continue pas" not in text
    answer = client.post(f"{one}partir/", {"reason": LeftReason.NO_TIME}, follow=True).content.decode()
    assert "Notez son arrêt sur sa fiche" in answer
    assert stage_of(application) == Stage.ACTIVE
    client.post(stop, {"act": "leave"})
    assert stage_of(application) == Stage.LEFT
    assert Volunteer.objects.get(pk=volunteer.pk).state == VolunteerState.LEFT


def test_a_move_that_is_no_longer_possible_is_explained(client: Client, lead: Person, space: Space) -> None:
    application = make_application(space, stage=Stage.ACTIVE)
    response = client.post(f"{LIST}{application.pk}/etape/", {"stage": "came"}, follow=True)
    assert "n&#x27;est plus à cette étape" in response.content.decode()
    assert stage_of(application) == Stage.ACTIVE


def test_who_leaves_leaves_for_a_reason(client: Client, lead: Person, space: Space) -> None:
    application = make_application(space)
    path = f"{LIST}{application.pk}/partir/"
    assert "Dites pourquoi" in client.post(path).content.decode()
    client.post(path, {"reason": LeftReason.TOO_FAR})
    assert stage_of(application) == Stage.LEFT
    assert "trop loin" in page(client, f"{LIST}{application.pk}/")


# --- somebody phones ----------------------------------------------------------------------------------------------
def new_applicant(client: Client, at: Space, **answers: str) -> str:
    """The form as the browser sends it; returns where it leads, or the page with its errors."""
    facts = {"first_name": "Nour", "key": str(uuid7()), "heard_from": "phone", "space": str(at.pk)}
    response = client.post(NEW, facts | answers)
    return response["Location"] if response.status_code == 302 else response.content.decode()


def test_a_first_name_and_a_phone_are_enough(client: Client, lead: Person, space: Space) -> None:
    html = page(client, NEW)
    assert html.count('type="text"') == 4
    location = new_applicant(client, space, contact="06 39 98 00 01")
    application = Application.objects.get()
    assert location == f"{LIST}{application.pk}/"
    assert [application.heard_from, application.person.phone] == [HeardFrom.PHONE, "+33639980001"]


def test_the_call_may_end_with_a_seat(client: Client, lead: Person, space: Space) -> None:
    meeting, mission = make_meeting(space), make_mission()
    new_applicant(client, space, meeting=str(meeting.pk), mission=str(mission.pk), moment="evenings")
    application = Application.objects.get()
    assert [application.stage, application.mission, application.moment] == ["invited", mission, "evenings"]
    assert meeting.bookings.get().person == application.person


def test_the_form_sent_twice_writes_once(client: Client, lead: Person, space: Space) -> None:
    key = str(uuid7())
    assert new_applicant(client, space, key=key) == new_applicant(client, space, key=key)
    assert Application.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"first_name": ""}, "Écrivez un prénom."),
        ({"contact": "06 39 98 AB 01"}, "Écrivez une adresse mail"),
        ({"space": str(UUID(int=7))}, "Erreur :"),
        ({"meeting": "x"}, "Erreur :"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_kept(
    client: Client, lead: Person, space: Space, answers: dict[str, str], words: str
) -> None:
    html = new_applicant(client, space, last_name="Gardé", **answers)
    assert words in html
    assert 'value="Gardé"' in html
    assert not Application.objects.exists()


def test_somebody_followed_elsewhere_is_said(client: Client, lead: Person, space: Space) -> None:
    elsewhere = make_application(stage=Stage.CAME)
    html = new_applicant(client, space, contact=elsewhere.person.email or "")
    assert f"déjà suivie par {elsewhere.space.name}" in html


# --- meetings -----------------------------------------------------------------------------------------------------
def test_a_meeting_is_created_and_offered_to_the_public(client: Client, lead: Person, space: Space) -> None:
    day = next_weekday(3).isoformat()
    answers = {"space": str(space.pk), "day": day, "starts_at": "18:00", "ends_at": "19:30", "capacity": "8"}
    response = client.post(NEW_MEETING, answers)
    meeting = Session.objects.get(kind=SessionKind.INFORMATION_MEETING)
    assert response["Location"] == f"{MEETINGS}{meeting.pk}/"
    assert meeting.capacity == 8


def test_a_meeting_sent_twice_is_one(client: Client, lead: Person, space: Space) -> None:
    typed = {
        "space": str(space.pk),
        "day": next_weekday(3).isoformat(),
        "starts_at": "18:00",
        "ends_at": "19:30",
        "capacity": "8",
        "key": key_of(client.get(NEW_MEETING)),
    }
    answers = {client.post(NEW_MEETING, typed)["Location"] for _ in range(2)}
    meeting = Session.objects.get(kind=SessionKind.INFORMATION_MEETING)
    assert answers == {f"{MEETINGS}{meeting.pk}/"}
    assert JournalEntry.objects.filter(act="open_session").count() == 1
    assert "places prises : 0 sur 8" in page(client, MEETINGS)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"day": "2020-01-01"}, "Cette date est passée"),
        ({"ends_at": "17:00"}, "L&#x27;heure de fin"),
        ({"capacity": "0"}, "Erreur :"),
        ({"day": "demain"}, "Écrivez le jour"),
    ],
)
def test_an_impossible_meeting_is_explained(
    client: Client, lead: Person, space: Space, answers: dict[str, str], words: str
) -> None:
    facts = {"space": str(space.pk), "day": next_weekday(3).isoformat(), "starts_at": "18:00"}
    html = client.post(NEW_MEETING, facts | {"ends_at": "19:30", "capacity": "8"} | answers).content.decode()
    assert words in html


def test_attendance_is_one_touch_with_a_way_back(client: Client, lead: Person, space: Space) -> None:
    meeting, application = make_meeting(space), make_application(space)
    booking = seat(meeting, application)
    path = f"{MEETINGS}{meeting.pk}/presence/"
    for attendance, stage in (
        ("came", "came"),
        ("unknown", "invited"),
        ("absent", "applied"),
        ("came", "came"),
    ):
        response = client.post(path, {"booking": str(booking.pk), "attendance": attendance})
        assert response["Location"].endswith(f"#b-{booking.pk}")
        booking.refresh_from_db()
        assert [booking.attendance, stage_of(application)] == [attendance, stage]
    assert "Revenir en arrière" in page(client, f"{MEETINGS}{meeting.pk}/")
    for answers in ({"booking": "x", "attendance": "came"}, {"booking": str(booking.pk), "attendance": "x"}):
        assert client.post(path, answers).status_code == 404


def test_a_seat_of_another_meeting_is_not_touched(client: Client, lead: Person, space: Space) -> None:
    elsewhere = seat(make_meeting(), make_application())
    meeting = make_meeting(space)
    answers = {"booking": str(elsewhere.pk), "attendance": "came"}
    assert client.post(f"{MEETINGS}{meeting.pk}/presence/", answers).status_code == 404


def test_all_who_came_are_welcomed_at_once(client: Client, lead: Person, space: Space) -> None:
    make_mission()
    meeting = make_meeting(space, capacity=15)
    applications = [make_application(space) for _ in range(15)]
    for number, application in enumerate(applications):
        answers = {
            "booking": str(seat(meeting, application).pk),
            "attendance": "came" if number else "absent",
        }
        client.post(f"{MEETINGS}{meeting.pk}/presence/", answers)
    assert "Accueillir les 14 personnes venues" in page(client, f"{MEETINGS}{meeting.pk}/")
    for _ in range(2):
        client.post(f"{MEETINGS}{meeting.pk}/accueillir/")
    assert [stage_of(one) for one in applications] == [Stage.APPLIED] + [Stage.WELCOMED] * 14
    assert Volunteer.objects.count() == 14


def test_one_person_is_welcomed_from_the_list(client: Client, lead: Person, space: Space) -> None:
    make_mission()
    meeting, application, other = make_meeting(space), make_application(space), make_application()
    seat(meeting, application)
    path = f"{MEETINGS}{meeting.pk}/accueillir/"
    client.post(path, {"application": str(application.pk)})
    assert stage_of(application) == Stage.WELCOMED
    assert client.post(path, {"application": str(other.pk)}).status_code == 404
    assert stage_of(other) == Stage.APPLIED


def test_who_came_without_a_seat_is_written_down(client: Client, lead: Person, space: Space) -> None:
    meeting = make_meeting(space, capacity=1)
    seat(meeting, make_application(space))
    key = str(uuid7())
    for _ in range(2):
        client.post(f"{MEETINGS}{meeting.pk}/arrivee/", {"first_name": "Nour", "key": key})
    application = Application.objects.get(person__first_name="Nour")
    assert [application.stage, application.heard_from] == [Stage.CAME, HeardFrom.DESK]
    assert meeting.bookings.count() == 2
    html = client.post(
        f"{MEETINGS}{meeting.pk}/arrivee/", {"key": key, "last_name": "Gardé"}
    ).content.decode()
    assert "Écrivez un prénom." in html
    assert "Gardé" in html


def test_seats_change_and_the_meeting_is_cancelled_after_a_question(
    client: Client, lead: Person, space: Space
) -> None:
    meeting = make_meeting(space, capacity=2)
    application = make_application(space)
    seat(meeting, application)
    seat(meeting, make_application(space))
    path = f"{MEETINGS}{meeting.pk}/"
    assert (
        "2 personnes ont déjà une place" in client.post(f"{path}places/", {"capacity": "1"}).content.decode()
    )
    client.post(f"{path}places/", {"capacity": "3"})
    assert "2 personnes sont prévenues" in page(client, f"{path}annuler/")
    client.post(f"{path}annuler/")
    meeting.refresh_from_db()
    assert [meeting.capacity, meeting.state] == [3, SessionState.CANCELLED]
    assert stage_of(application) == Stage.APPLIED
