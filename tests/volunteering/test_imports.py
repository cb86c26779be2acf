"""Files of volunteers, availabilities and hours: what is taken, what is refused, and that twice is once."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from mapart.core import clock
from mapart.core.enums import Channel
from mapart.core.jobs.running import run_due
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.people.enums import RoleKind
from mapart.people.models import Person
from mapart.spaces.models import Space
from mapart.volunteering import actions
from mapart.volunteering.enums import (
    HoursSource,
    HoursState,
    ImportKind,
    ImportState,
    Skill,
    VolunteerState,
)
from mapart.volunteering.exchange import cells
from mapart.volunteering.exchange.faults import CellFault
from mapart.volunteering.models import HoursEntry, ImportBatch, Mission, Volunteer
from tests.factories import make_hours, make_mission, make_person, make_space, make_staff, make_volunteer

pytestmark = pytest.mark.django_db
HEAD = "Prénom;NOM;Courriel;Tél.;Espace;Missions;Compétences;Langues;Depuis le\n"


@pytest.fixture
def space() -> Space:
    return make_space(name="Espace de Fives")


@pytest.fixture
def mission() -> Mission:
    return make_mission(slug="accueil", title="Chargé d'accueil et de vente")


@pytest.fixture
def lead(space: Space) -> Person:
    return make_staff(space, RoleKind.COMMUNITY_LEAD)


def sent(by: Person | None, kind: ImportKind, text: str) -> ImportBatch:
    return actions.read_import(by=by, kind=kind, data=text.encode())


def taken(by: Person, kind: ImportKind, text: str) -> ImportBatch:
    batch = sent(by, kind, text)
    actions.start_import(by=by, batch=batch)
    run_due()
    batch.refresh_from_db()
    return batch


def faults(batch: ImportBatch) -> list[tuple[int, str, str]]:
    return [(fault["line"], fault["column"], fault["code"]) for fault in batch.faults]


ZOE = "Zoé;Martin;zoe@example.org;06 39 98 00 01;Espace de FIVES;accueil;tenir une caisse;arabe | anglais;03/02/2024\n"


def test_a_new_person_becomes_a_volunteer_with_all_that_is_said(
    lead: Person, space: Space, mission: Mission
) -> None:
    batch = taken(lead, ImportKind.VOLUNTEERS, HEAD + ZOE)
    volunteer = Volunteer.objects.get(person__email="zoe@example.org")
    assert (batch.state, batch.created, batch.changed, batch.left_out) == (ImportState.DONE, 1, 0, 0)
    assert (volunteer.home_space, volunteer.state) == (space, VolunteerState.ACTIVE)
    assert volunteer.person.phone == "+33639980001"
    assert volunteer.person.channel == Channel.MAIL
    assert [choice.mission for choice in volunteer.choices.all()] == [mission]
    assert [held.skill for held in volunteer.skills.all()] == [Skill.TILL]
    assert sorted(volunteer.languages.values_list("language", flat=True)) == ["ar", "en", "fr"]
    assert volunteer.started_on == datetime.date(2024, 2, 3)
    assert not volunteer.is_newcomer


def test_nothing_is_written_before_the_agreement(lead: Person, mission: Mission) -> None:
    batch = sent(lead, ImportKind.VOLUNTEERS, HEAD + ZOE)
    assert (batch.total, batch.good, batch.known, batch.wrong) == (1, 1, 0, 0)
    assert not Volunteer.objects.exists()
    actions.drop_import(by=lead, batch=batch)
    actions.drop_import(by=lead, batch=batch)
    assert (batch.state, batch.lines) == (ImportState.DROPPED, [])
    with pytest.raises(Refusal, match="import_over"):
        actions.start_import(by=lead, batch=batch)
    run_due()
    assert not Volunteer.objects.exists()


def test_the_same_file_twice_changes_nothing_the_second_time(lead: Person, mission: Mission) -> None:
    only_a_name = "Jean-Benoît;d'Étang;;;Espace de Fives;accueil;;;\n"
    first = taken(lead, ImportKind.VOLUNTEERS, HEAD + ZOE + only_a_name)
    again = sent(lead, ImportKind.VOLUNTEERS, HEAD + ZOE + only_a_name.replace("É", "e"))
    assert (again.known, again.good) == (2, 2)
    actions.start_import(by=lead, batch=again)
    actions.start_import(by=lead, batch=again)
    run_due()
    again.refresh_from_db()
    assert (first.created, again.created, again.changed) == (2, 0, 0)
    assert Volunteer.objects.count() == 2


def test_a_killed_worker_goes_on_where_it_was(lead: Person, mission: Mission) -> None:
    lines = "".join(
        f"P{number};X;p{number}@example.org;;Espace de Fives;accueil;;;\n" for number in range(60)
    )
    batch = sent(lead, ImportKind.VOLUNTEERS, HEAD + lines)
    actions.start_import(by=lead, batch=batch)

    def die(percent: int, phase: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.run_import(batch=batch, report=die)
    half_way = Volunteer.objects.count()
    assert 0 < half_way < 60
    run_due()
    batch.refresh_from_db()
    assert (batch.state, batch.taken, batch.created) == (ImportState.DONE, 60, 60)
    assert Volunteer.objects.count() == 60
    assert batch.lines == []


def test_what_somebody_said_is_completed_and_never_changed(
    lead: Person, space: Space, mission: Mission
) -> None:
    person = make_person(first_name="Zoé", email="zoe@example.org", phone="+33639980099")
    volunteer = make_volunteer(space, (mission,), person=person)
    batch = taken(lead, ImportKind.VOLUNTEERS, HEAD + ZOE.replace("Zoé;", "Zoe-Marie;"))
    person.refresh_from_db()
    assert (batch.created, batch.changed) == (0, 1)
    assert (person.first_name, person.phone) == ("Zoé", "+33639980099")
    assert volunteer.skills.count() == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (";Martin;z@example.org;;Espace de Fives;accueil;;;", ("prénom", "empty")),
        ("Zoé;M;zoe@;;Espace de Fives;accueil;;;", ("adresse mail", "mail")),
        ("Zoé;M;;12;Espace de Fives;accueil;;;", ("téléphone", "phone")),
        ("Zoé;M;z@example.org;;Espace de Mars;accueil;;;", ("espace", "space_unknown")),
        ("Zoé;M;z@example.org;;Espace de Fives;voler;;;", ("missions", "mission_unknown")),
        ("Zoé;M;z@example.org;;Espace de Fives;;;;", ("missions", "mission_empty")),
        ("Zoé;M;z@example.org;;Espace de Fives;accueil;danser;;", ("compétences", "choice")),
        ("Zoé;M;z@example.org;;Espace de Fives;accueil;;elfique;", ("langues", "choice")),
        ("Zoé;M;z@example.org;;Espace de Fives;accueil;;;31/02/2024", ("depuis le", "date")),
        ("Zoé;M;z@example.org;;Espace de Fives;accueil;;;01/01/2999", ("depuis le", "date_to_come")),
        (f"{'Z' * 61};M;z@example.org;;Espace de Fives;accueil;;;", ("prénom", "too_long")),
    ],
)
def test_a_wrong_line_is_named_and_the_good_ones_are_taken(
    lead: Person, mission: Mission, line: str, expected: tuple[str, str]
) -> None:
    batch = taken(lead, ImportKind.VOLUNTEERS, f"{HEAD}{line}\n{ZOE}")
    assert faults(batch) == [(2, *expected)]
    assert (batch.total, batch.good, batch.created) == (2, 1, 1)


def test_missing_and_doubled_columns_stop_the_file(lead: Person) -> None:
    batch = sent(lead, ImportKind.VOLUNTEERS, "Nom\nMartin\n")
    assert faults(batch) == [(1, "", "columns_missing")]
    assert batch.faults[0]["value"] == "prénom, missions"
    batch = sent(lead, ImportKind.VOLUNTEERS, "Prénom;Nom\nZoé;Martin\n")
    assert faults(batch) == [(1, "", "missions_missing")]
    assert batch.good == 0
    batch = sent(lead, ImportKind.VOLUNTEERS, "Prénom;prenom;espace;missions\na;b;c;d\n")
    assert faults(batch) == [(1, "", "columns_twice")]


def test_a_line_said_twice_is_taken_once(lead: Person, mission: Mission) -> None:
    batch = sent(lead, ImportKind.VOLUNTEERS, HEAD + ZOE + ZOE)
    assert faults(batch) == [(3, "", "row_twice")]
    assert batch.good == 1


def test_a_file_touches_only_the_spaces_of_whoever_sends_it(lead: Person, mission: Mission) -> None:
    elsewhere = make_space(name="Espace de Lyon", city="Lyon")
    theirs = make_volunteer(elsewhere, person=make_person(email="zoe@example.org"))
    text = HEAD + ZOE + ZOE.replace("zoe@", "lea@").replace("FIVES", "Lyon").replace("80001", "80002")
    batch = taken(lead, ImportKind.VOLUNTEERS, text)
    assert faults(batch) == [(2, "", "elsewhere"), (3, "espace", "space_unknown")]
    theirs.refresh_from_db()
    assert theirs.home_space == elsewhere


def test_rights_are_asked_again_when_the_file_is_taken(lead: Person, mission: Mission) -> None:
    batch = sent(lead, ImportKind.VOLUNTEERS, HEAD + ZOE)
    actions.start_import(by=lead, batch=batch)
    lead.roles.all().delete()
    run_due()
    batch.refresh_from_db()
    assert (batch.created, batch.left_out) == (0, 1)
    assert not Volunteer.objects.exists()


def test_only_whoever_sent_a_file_decides(lead: Person, space: Space, mission: Mission) -> None:
    batch = sent(lead, ImportKind.VOLUNTEERS, HEAD + ZOE)
    for other in (make_staff(space), make_staff(make_space()), make_person()):
        with pytest.raises(PermissionDenied):
            actions.start_import(by=other, batch=batch)
        with pytest.raises(PermissionDenied):
            actions.drop_import(by=other, batch=batch)
    for nobody in (make_person(), make_staff(space, RoleKind.RECEPTIONIST)):
        with pytest.raises(PermissionDenied):
            sent(nobody, ImportKind.VOLUNTEERS, HEAD + ZOE)


def test_availabilities_are_added_once(lead: Person, space: Space) -> None:
    volunteer = make_volunteer(
        space, person=make_person(first_name="Zoé", last_name="Martin", email=None, channel="paper")
    )
    volunteer.windows.all().delete()
    text = (
        "prénom;nom;jour;moment;de;à\nzoe;MARTIN;lundi;matin;;\nZoé;Martin;Mar;;14h;17h30\n"
        "Zoé;Martin;mardi;;;\nZoé;Martin;mercredi;;17h;14h\nLéa;X;lundi;matin;;\n"
    )
    batch = taken(lead, ImportKind.AVAILABILITIES, text)
    assert faults(batch) == [
        (4, "", "moment_missing"),
        (5, "fin", "hours_reversed"),
        (6, "", "person_unknown"),
    ]
    assert batch.created == 2
    assert [str(window.starts_at) for window in volunteer.windows.all()] == ["08:30:00", "14:00:00"]
    again = taken(lead, ImportKind.AVAILABILITIES, text)
    assert (again.created, volunteer.windows.count()) == (0, 2)


def test_two_people_of_one_name_are_never_guessed(lead: Person, space: Space) -> None:
    for _ in range(2):
        make_volunteer(space, person=make_person(first_name="Zoé", last_name="Martin"))
    batch = sent(lead, ImportKind.AVAILABILITIES, "prénom;nom;jour;moment\nZoé;Martin;lundi;matin\n")
    assert faults(batch) == [(2, "", "person_twice")]


def test_hours_are_counted_once(lead: Person, space: Space, mission: Mission) -> None:
    volunteer = make_volunteer(space, (mission,), person=make_person(email="zoe@example.org"))
    day = clock.today() - datetime.timedelta(days=3)
    text = f"mail;date;durée;mission\nzoe@example.org;{day:%d/%m/%Y};2 h 30;accueil\n"
    assert taken(lead, ImportKind.HOURS, text).created == 1
    assert taken(lead, ImportKind.HOURS, text.replace("2 h 30", "3 h")).created == 0
    entry = HoursEntry.objects.counted().get(volunteer=volunteer)
    assert (entry.minutes, entry.source, entry.space) == (150, HoursSource.IMPORTED, space)
    assert JournalEntry.objects.filter(act="import_hours", actor=lead.pk).count() == 1


def test_hours_given_in_another_space_are_of_who_alone_has_this_name(space: Space, mission: Mission) -> None:
    other = make_space(name="Espace de Wazemmes")
    nadia = make_volunteer(
        space,
        (mission,),
        person=make_person(first_name="Nadia", last_name="Roy", email=None, channel="paper"),
    )
    day = clock.today() - datetime.timedelta(days=3)
    text = f"prénom;nom;date;durée;mission;espace\nNadia;Roy;{day:%d/%m/%Y};2 h;accueil;{other.name}\n"
    assert sent(None, ImportKind.HOURS, text).lines[0]["volunteer"] == str(nadia.pk)
    make_volunteer(make_space(), person=make_person(first_name="Nadia", last_name="Roy"))
    assert faults(sent(None, ImportKind.HOURS, text)) == [(2, "", "person_twice")]
    weekly = f"prénom;nom;jour;moment;espace\nNadia;Roy;lundi;matin;{other.name}\n"
    assert faults(sent(None, ImportKind.AVAILABILITIES, weekly)) == [(2, "", "person_unknown")]


def test_nobody_confirms_her_own_hours_by_a_file(lead: Person, space: Space, mission: Mission) -> None:
    make_volunteer(space, (mission,), person=lead)
    day = clock.today() - datetime.timedelta(days=3)
    text = f"mail;date;durée;mission\n{lead.email};{day:%d/%m/%Y};2 h;accueil\n"
    for _ in range(2):
        taken(lead, ImportKind.HOURS, text)
    entry = HoursEntry.objects.get()
    assert (entry.state, entry.decided_at) == (HoursState.WAITING, None)


def test_hours_that_were_refused_or_never_given_hide_no_line_of_a_file(
    lead: Person, space: Space, mission: Mission
) -> None:
    volunteer = make_volunteer(space, (mission,), person=make_person(email="zoe@example.org"))
    day = clock.today() - datetime.timedelta(days=3)
    hers = {"worked_on": day, "mission": mission, "space": space}
    make_hours(volunteer, minutes=600, state=HoursState.REFUSED, **hers)
    make_hours(volunteer, minutes=0, **hers)
    text = f"mail;date;durée;mission\nzoe@example.org;{day:%d/%m/%Y};2 h 30;accueil\n"
    assert taken(lead, ImportKind.HOURS, text).created == 1
    assert HoursEntry.objects.counted().get().minutes == 150


def test_a_file_taken_away_brings_back_nobody_and_confirms_nothing(
    lead: Person, space: Space, mission: Mission
) -> None:
    here = make_volunteer(space, (mission,))
    gone = make_volunteer(space, (mission,), state=VolunteerState.LEFT, left_on=clock.today())
    day = clock.today() - datetime.timedelta(days=9)
    for days, state in enumerate((HoursState.CONFIRMED, HoursState.WAITING, HoursState.REFUSED)):
        hours = {"mission": mission, "worked_on": day + datetime.timedelta(days=days)}
        make_hours(here, state=state, **hours)
    found = Volunteer.objects.filter(pk__in=[here.pk, gone.pk])
    people, hours_file = (
        actions.export_volunteers(by=lead, kind=kind, volunteers=found, as_xlsx=False)
        for kind in (ImportKind.VOLUNTEERS, ImportKind.HOURS)
    )
    batch = actions.read_import(by=lead, kind=ImportKind.VOLUNTEERS, data=people)
    assert [(one["column"], one["code"]) for one in batch.faults] == [("état", "left")]
    batch = actions.read_import(by=lead, kind=ImportKind.HOURS, data=hours_file)
    assert [(one["column"], one["code"]) for one in batch.faults] == [("état", "hours_refused")]
    HoursEntry.objects.all().delete()
    actions.start_import(by=lead, batch=batch)
    run_due()
    assert list(HoursEntry.objects.order_by("worked_on").values_list("state", flat=True)) == [
        HoursState.CONFIRMED,
        HoursState.WAITING,
    ]


def test_two_lines_of_one_day_are_told_never_lost(space: Space, mission: Mission) -> None:
    other = make_space(name="Espace de Wazemmes")
    make_volunteer(space, (mission,), person=make_person(email="zoe@example.org"))
    day = clock.today() - datetime.timedelta(days=3)
    lines = [f"zoe@example.org;{day:%d/%m/%Y};2 h;accueil;{one.name}\n" for one in (space, other)]
    batch = sent(None, ImportKind.HOURS, "mail;date;durée;mission;espace\n" + "".join(lines))
    assert faults(batch) == [(3, "", "hours_twice")]


def test_files_nobody_takes_are_emptied(lead: Person, mission: Mission) -> None:
    batch = sent(lead, ImportKind.VOLUNTEERS, HEAD + ZOE)
    assert actions.forget_imports(by=None) == 0
    ImportBatch.objects.update(created_at=clock.now() - datetime.timedelta(days=2))
    assert actions.forget_imports(by=None) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.lines, batch.faults) == (ImportState.DROPPED, [], [])


def test_a_file_whose_worker_died_keeps_no_name(lead: Person, mission: Mission) -> None:
    batch = sent(lead, ImportKind.VOLUNTEERS, HEAD + ZOE)
    actions.start_import(by=lead, batch=batch)
    ImportBatch.objects.update(created_at=clock.now() - datetime.timedelta(hours=47))
    assert actions.forget_imports(by=None) == 0
    ImportBatch.objects.update(created_at=clock.now() - datetime.timedelta(hours=49))
    assert actions.forget_imports(by=None) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.lines, batch.taken, batch.left_out) == (ImportState.DONE, [], 1, 1)
    assert actions.run_import(batch=batch).created == 0


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("2 h 30", 150),
        ("2h30", 150),
        ("2:30", 150),
        ("2,5", 150),
        ("2.5 h", 150),
        ("150 min", 150),
        ("3", 180),
    ],
)
def test_durations_as_people_write_them(text: str, minutes: int) -> None:
    assert cells.minutes(text) == minutes


@pytest.mark.parametrize("text", ["17 h", "0", "2 min", "deux heures", "-3", "1e3", ""])
def test_durations_that_are_none(text: str) -> None:
    with pytest.raises(CellFault):
        cells.minutes(text)


@pytest.mark.parametrize("text", ["24/11/2026", "24-11-26", "2026-11-24", "2026-11-24 00:00", "24.11.2026"])
def test_dates_as_people_write_them(text: str) -> None:
    assert cells.date(text) == datetime.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("read", "text"),
    [(cells.phone, "639980001"), (cells.phone, "'+33639980001"), (cells.phone, "06.39.98.00.01")],
)
def test_phones_that_a_spreadsheet_has_spoilt(read: Any, text: str) -> None:
    assert read(text) == "+33639980001"


def test_the_number_of_queries_to_read_a_file_does_not_grow(
    lead: Person, mission: Mission, django_assert_max_num_queries: Any
) -> None:
    for count in (3, 60):
        lines = "".join(
            f"P;X{number};p{number}@example.org;;Espace de Fives;accueil;;;\n" for number in range(count)
        )
        with django_assert_max_num_queries(16):
            assert sent(lead, ImportKind.VOLUNTEERS, HEAD + lines).good == count


def test_what_a_line_says_of_its_missions_outweighs_what_is_ticked(
    lead: Person, mission: Mission, space: Space
) -> None:
    other = make_mission()
    text = "prénom;nom;espace;missions\nZoé;Martin;;accueil\nLéa;Durand;;\nNoé;Petit;Mars;accueil\nIda;Roy;;n/a\n"
    batch = actions.read_import(by=lead, kind=ImportKind.VOLUNTEERS, data=text.encode(), missions=[other])
    assert [line["missions"] for line in batch.lines] == [[mission.slug], [other.slug]]
    assert faults(batch) == [(4, "espace", "space_unknown"), (5, "missions", "mission_unknown")]
    assert {line["space"] for line in batch.lines} == {str(space.pk)}


def test_who_changes_several_spaces_names_one_in_each_line(mission: Mission, space: Space) -> None:
    make_space()
    batch = sent(None, ImportKind.VOLUNTEERS, "prénom;missions;espace\nZoé;;\n")
    assert faults(batch) == [(2, "espace", "empty"), (2, "missions", "mission_empty")]


@pytest.mark.parametrize(
    "level", ["capable de former", "Je peux former", "3", "je suis à l'aise", "À l’aise", "débutante", ""]
)
def test_a_level_is_read_in_the_words_of_today_and_of_older_files(level: str) -> None:
    expected = 3 if "form" in level or level == "3" else 2 if "aise" in level else 1
    assert cells.skill(f"tenir une caisse : {level}") == (Skill.TILL, expected)
