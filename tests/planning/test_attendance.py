"""Who came: one touch, undone by another, sent twice counted once; hours and first steps follow."""

import datetime
import gzip
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapart.agenda.enums import Attendance
from mapart.agenda.models import Session
from mapart.core import clock
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.planning import actions
from mapart.planning.models import Assignment, AttendanceMark, StaffingNeed
from mapart.planning.rules import door_code, may_be_noted
from mapart.volunteering.models import HoursEntry
from tests.conftest import SignedClient
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
)
from tests.processes import run_together
from tests.reading import plain
from tests.refusing import code_of

pytestmark = pytest.mark.django_db
DAY = "/equipe/planning/presence/"
HOUR = datetime.timedelta(hours=1)


def now_on(need: StaffingNeed, since: datetime.timedelta = HOUR) -> StaffingNeed:
    """The session of ``need`` began a while ago and lasts three hours."""
    starts_at = clock.now() - since
    Session.objects.filter(pk=need.session_id).update(starts_at=starts_at, ends_at=starts_at + 3 * HOUR)
    need.session.refresh_from_db()
    return need


def running() -> Assignment:
    return make_assignment(now_on(make_need()))


def note(assignment: Assignment, attendance: Attendance, **values: Any) -> Assignment:
    by = values.pop("by", None) or make_staff(assignment.need.session.space)
    return actions.note_attendance(
        by=by, assignment=assignment, attendance=attendance, **({"key": uuid4()} | values)
    )


def minutes() -> list[int]:
    return [entry.minutes for entry in HoursEntry.objects.counted()]


def test_a_touch_notes_and_gives_the_hours_and_the_same_touch_again_changes_nothing() -> None:
    held, key = running(), uuid4()
    for _ in range(2):
        assert note(held, Attendance.CAME, key=key).attendance == Attendance.CAME
    [mark] = AttendanceMark.objects.all()
    assert mark.noted_by is not None
    [entry] = HoursEntry.objects.all()
    assert (entry.minutes, entry.shift, entry.volunteer) == (180, held.pk, held.volunteer)
    assert (entry.space, entry.mission) == (held.need.session.space, held.need.mission)


def test_undone_and_noted_again_the_hours_follow_and_each_line_stays() -> None:
    held = running()
    note(held, Attendance.CAME)
    note(held, Attendance.UNKNOWN)
    assert minutes() == []
    note(held, Attendance.ABSENT)
    assert minutes() == []
    note(held, Attendance.CAME)
    assert minutes() == [180]
    assert HoursEntry.objects.count() == 3
    assert AttendanceMark.objects.count() == 4


def test_touches_kept_without_network_count_in_the_order_they_were_made() -> None:
    held, now = running(), clock.now()
    note(held, Attendance.ABSENT, made_at=now - datetime.timedelta(minutes=5))
    late = note(held, Attendance.CAME, made_at=now - datetime.timedelta(minutes=90))
    assert late.attendance == Attendance.ABSENT
    assert note(held, Attendance.CAME, made_at=now + HOUR).attendance == Attendance.CAME
    latest = AttendanceMark.objects.order_by("made_at").last()
    assert latest is not None
    assert latest.made_at <= clock.now()


def test_a_newcomer_has_one_accompanied_shift_less_and_gets_it_back_when_it_was_wrong() -> None:
    need = now_on(make_need())
    volunteer = make_volunteer(need.session.space, (need.mission,), accompanied_shifts_left=1)
    held = make_assignment(need, volunteer)
    for attendance, left in ((Attendance.CAME, 0), (Attendance.ABSENT, 1), (Attendance.CAME, 0)):
        note(held, attendance)
        volunteer.refresh_from_db()
        assert volunteer.accompanied_shifts_left == left
    experienced = make_assignment(need)
    note(experienced, Attendance.CAME)
    note(experienced, Attendance.UNKNOWN)
    experienced.volunteer.refresh_from_db()
    assert experienced.volunteer.accompanied_shifts_left == 0


@pytest.mark.parametrize(("hours", "is_open"), [(-3, False), (-1, True), (4, True), (24 * 40, False)])
def test_one_notes_around_the_shift_and_on_paper_for_a_month(hours: int, is_open: bool) -> None:
    starts_at = clock.now() - hours * HOUR
    assert may_be_noted(clock.now(), starts_at, starts_at + 3 * HOUR) is is_open
    held = make_assignment(now_on(make_need(), hours * HOUR))
    if is_open:
        assert note(held, Attendance.CAME).attendance == Attendance.CAME
    else:
        assert code_of(lambda: note(held, Attendance.CAME)) == "planning.not_to_note"


def test_who_may_note() -> None:
    held = running()
    space = held.need.session.space
    for by in (make_person(), held.volunteer.person, make_staff(make_space())):
        with pytest.raises(PermissionDenied):
            note(held, Attendance.CAME, by=by)
        with pytest.raises(PermissionDenied):
            actions.note_stand_in(by=by, need=held.need, volunteer=make_volunteer(space), key=uuid4())
    assert not AttendanceMark.objects.exists()
    for kind in RoleKind:
        note(held, Attendance.CAME, by=make_staff(space, kind))


def test_a_stand_in_has_her_place_and_her_hours_even_on_a_full_shift() -> None:
    need = now_on(make_need(minimum=1, ideal=1, maximum=1))
    held, key = make_assignment(need), uuid4()
    other = make_volunteer(need.session.space, (need.mission,))
    manager = make_staff(need.session.space)
    for _ in range(2):
        came = actions.note_stand_in(by=manager, need=need, volunteer=other, key=key, instead_of=held)
    need.refresh_from_db()
    assert (need.filled, need.maximum) == (2, 2)
    assert came.stands_in_for == held
    held.refresh_from_db()
    assert (held.attendance, came.attendance) == (Attendance.ABSENT, Attendance.CAME)
    [entry] = HoursEntry.objects.counted()
    assert entry.volunteer == other


def test_nobody_stands_in_while_she_is_elsewhere() -> None:
    held = running()
    other = make_need(held.need.session, make_mission())
    manager = make_staff(other.session.space)
    stand_in = lambda: actions.note_stand_in(  # noqa: E731
        by=manager, need=other, volunteer=held.volunteer, key=uuid4()
    )
    assert code_of(stand_in) == "overlap"


# --- the door --------------------------------------------------------------------------------------------------------
def todays(held: Assignment, days: int = 0) -> str:
    space = held.need.session.space
    return door_code(
        settings.SECRET_KEY, space.pk, clock.today(space.time_zone) + datetime.timedelta(days=days)
    )


def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today at 12 in Paris, so that a shift that began an hour ago is of today."""
    noon = clock.at(clock.today(), datetime.time(12), "Europe/Paris")
    monkeypatch.setattr(clock, "now", lambda: noon)


def test_she_confirms_herself_with_the_code_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    at_noon(monkeypatch)
    held = running()
    for _ in range(2):
        actions.arrive(by=held.volunteer.person, assignment=held, code=todays(held))
    assert minutes() == [180]
    [mark] = AttendanceMark.objects.all()
    assert mark.is_door


def test_yesterdays_code_another_door_and_another_person_open_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_noon(monkeypatch)
    held, elsewhere = running(), running()
    for code in (todays(held, -1), todays(held, 1), todays(elsewhere), ""):
        arrive = lambda code=code: actions.arrive(  # noqa: E731
            by=held.volunteer.person, assignment=held, code=code
        )
        assert code_of(arrive) == "planning.door_code_old"
    with pytest.raises(PermissionDenied):
        actions.arrive(by=make_staff(held.need.session.space), assignment=held, code=todays(held))
    assert not AttendanceMark.objects.exists()


def test_the_page_of_the_code(client: SignedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    at_noon(monkeypatch)
    held = running()
    space = held.need.session.space
    client.force_login(make_staff(space))
    sheet = client.get(f"{DAY}affiche/?espace={space.slug}").content.decode()
    assert "<svg" in sheet
    assert "style=" not in sheet
    client.force_login(held.volunteer.person)
    address = f"/porte/{space.slug}/{todays(held)}/"
    assert "Je suis là" in client.get(address).content.decode()
    text = client.post(address, {"shift": str(held.pk)}, follow=True).content.decode().replace("&#x27;", "'")
    assert "C'est noté : vous êtes là" in text
    old = client.get(f"/porte/{space.slug}/{todays(held, -1)}/").content.decode()
    assert "pas celui d" in old
    client.force_login(make_person())
    assert "pas de créneau ici" in client.get(address).content.decode()


# --- the page ------------------------------------------------------------------------------------------------------
@pytest.fixture
def team(client: SignedClient, monkeypatch: pytest.MonkeyPatch) -> tuple[SignedClient, Assignment, Person]:
    at_noon(monkeypatch)
    held = running()
    person = make_staff(held.need.session.space, RoleKind.RECEPTIONIST)
    client.force_login(person)
    return client, held, person


def test_a_form_notes_and_the_same_button_pressed_twice_counts_once(team: Any) -> None:
    client, held, _ = team
    sent = {"mark": f"came:{held.pk}", "key": str(uuid4())}
    for _ in range(2):
        answer = client.post(DAY, sent)
        assert answer.status_code == 302
    assert AttendanceMark.objects.count() == 1
    text = client.get(answer["Location"]).content.decode()
    assert f'value="unknown:{held.pk}"' in text
    assert 'aria-pressed="true"' in text
    assert held.volunteer.person.email not in text


def test_the_script_gets_a_plain_answer_and_its_own_keys(team: Any) -> None:
    client, held, _ = team
    key = uuid4()
    sent = {"mark": f"came:{held.pk}", "key": str(key), "made_at": clock.now().isoformat()}
    for _ in range(2):
        assert client.post(DAY, sent, headers={"Accept": "application/json"}).status_code == 204
    assert [mark.key for mark in AttendanceMark.objects.all()] == [key]
    Session.objects.update(starts_at=clock.now() + 48 * HOUR, ends_at=clock.now() + 50 * HOUR)
    again = sent | {"key": str(uuid4())}
    assert client.post(DAY, again, headers={"Accept": "application/json"}).status_code == 409
    # Sent an hour after the touch, perhaps: without her name, nobody would know what was not written down.
    name = held.volunteer.person.short_name
    assert f"{name} : On note les présences" in plain(client.get(DAY).content.decode())


def test_a_touch_on_somebody_taken_off_since_holds_back_no_other(team: Any) -> None:
    client, held, _ = team
    sent = {"mark": f"came:{held.pk}", "key": str(uuid4()), "made_at": clock.now().isoformat()}
    held.delete()
    assert client.post(DAY, sent, headers={"Accept": "application/json"}).status_code == 409
    assert "n&#x27;est plus sur ce créneau" in plain(client.get(DAY).content.decode())


def test_the_day_says_who_cannot_come_and_how_many_are_missing(team: Any) -> None:
    client, held, _ = team
    need = held.need
    later = make_need(make_session(need.session.space, clock.today(), hour=15), minimum=2)
    away = make_assignment(later)
    actions.withdraw(by=away.volunteer.person, assignment=away)
    text = plain(client.get(DAY).content.decode())
    assert "Il manque 2 personnes." in text
    assert f"{away.volunteer.person.short_name} ne peut pas venir." in text
    yesterday = (clock.today() - datetime.timedelta(days=1)).isoformat()
    Session.objects.update(starts_at=clock.now() - 24 * HOUR, ends_at=clock.now() - 22 * HOUR)
    past = plain(client.get(f"{DAY}?jour={yesterday}").content.decode())
    assert f"{away.volunteer.person.short_name} ne peut pas venir." in past
    assert "Il manque" not in past


def test_a_day_to_come_names_who_comes_and_has_nothing_to_note(team: Any) -> None:
    client, held, _ = team
    tomorrow = clock.today() + datetime.timedelta(days=1)
    Session.objects.update(starts_at=clock.now() + 24 * HOUR, ends_at=clock.now() + 26 * HOUR)
    text = plain(client.get(f"{DAY}?jour={tomorrow.isoformat()}").content.decode())
    assert "<h1>Qui vient</h1>" in text
    assert held.volunteer.person.short_name in text
    assert "Est là" not in text
    assert "Touchez une fois" not in text


@pytest.mark.parametrize("sent", [{}, {"mark": ""}, {"mark": "came:rien"}, {"mark": f"came:{UUID(int=1)}"}])
def test_a_touch_that_names_nothing_is_not_found(team: Any, sent: dict[str, str]) -> None:
    assert team[0].post(DAY, sent).status_code == 404


def test_a_day_costs_the_same_questions_and_thirty_kilobytes_at_most(client: SignedClient) -> None:
    space = make_space()
    client.force_login(make_staff(space))
    costs = []
    for size in (2, 60):
        while Assignment.objects.count() < size:
            make_assignment(now_on(make_need(make_session(space), minimum=1)))
        day = clock.day_of(clock.now() - HOUR, space.time_zone)
        with CaptureQueriesContext(connection) as queries:
            content = client.get(f"{DAY}?espace={space.slug}&jour={day.isoformat()}").content
        costs.append(len(queries))
        assert content.count(b"data-shift") == size
    assert costs[0] == costs[1] <= 12, costs
    assert len(gzip.compress(content)) <= 30_000


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_touches_at_once_leave_one_truth() -> None:
    held = running()
    manager = make_staff(held.need.session.space)

    def touch(number: int) -> str:
        attendance = Attendance.CAME if number % 2 else Attendance.ABSENT
        mine = Assignment.objects.select_related(
            "need__session__space", "need__mission", "volunteer__person"
        ).get(pk=held.pk)
        return str(note(mine, attendance, by=manager).attendance)

    run_together(touch, count=24)
    held.refresh_from_db()
    latest = held.marks.order_by("-made_at", "-pk").first()
    assert latest is not None
    assert held.attendance == latest.attendance
    assert minutes() == ([180] if held.attendance == Attendance.CAME else [])
    assert AttendanceMark.objects.count() == 24
