"""A shift moved by the team: to another place, to another person; who may, what is refused, what the pages say."""

import datetime
from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapart.core import clock, wording
from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.enums import RoleKind
from mapart.people.models import Role
from mapart.planning import actions, bridge
from mapart.planning.models import Assignment, StaffingNeed, Standby, Withdrawal
from mapart.volunteering.models import Volunteer
from tests.counts import count_of
from tests.factories import (
    make_assignment,
    make_mission,
    make_need,
    make_person,
    make_session,
    make_space,
    make_staff,
    make_volunteer,
    next_weekday,
)
from tests.planning.test_pages import text_of
from tests.processes import run_together

pytestmark = pytest.mark.django_db


def filled(*needs: StaffingNeed) -> list[int]:
    return [count_of(need) for need in needs]


def beside(need: StaffingNeed, **values: Any) -> StaffingNeed:
    """Another need of the same mission, two days later in the same week."""
    session = make_session(need.session.space, next_weekday(3), **values)
    return make_need(session, need.mission)


def address(need: StaffingNeed, volunteer: Volunteer) -> str:
    return reverse("planning:shift_move", args=[need.pk, volunteer.pk])


def test_to_another_place_in_one_act_with_one_message() -> None:
    need = make_need()
    place, manager = beside(need), make_staff(need.session.space)
    left = make_assignment(need)
    volunteer = left.volunteer
    Standby.objects.create(need=place, volunteer=volunteer)
    Withdrawal.objects.create(need=place, volunteer=volunteer)
    made = actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=place, knowingly=True)
    assert filled(need, place) == [0, 1]
    assert (made.need, made.volunteer, made.confirmed_at) == (place, volunteer, None)
    assert made.secret == left.secret, "the link of an old message opens what she holds"
    assert not Standby.objects.exists()
    assert not Withdrawal.objects.exists()
    [entry] = JournalEntry.objects.filter(act="move_assignment")
    assert (entry.actor, entry.facts["left"], entry.facts["need"]) == (
        manager.pk,
        str(need.pk),
        str(place.pk),
    )
    [message] = Message.objects.filter(recipient=volunteer.person_id)
    assert message.kind == "planning.moved"
    assert made.secret in message.body


def test_to_another_person_both_are_told_and_the_count_stays() -> None:
    need = make_need()
    manager = make_staff(need.session.space)
    left, taker = make_assignment(need), make_volunteer(need.session.space, (need.mission,))
    made = actions.move_assignment(by=manager, need=need, volunteer=left.volunteer, to=taker)
    assert filled(need) == [1]
    assert made.volunteer == taker
    assert made.secret != left.secret
    told = dict(Message.objects.values_list("recipient", "kind"))
    assert told == {left.volunteer.person_id: "planning.taken_off", taker.person_id: "planning.roster"}


def test_moved_back_and_forth_she_is_told_each_time() -> None:
    need = make_need()
    place, manager = beside(need), make_staff(need.session.space)
    volunteer = make_assignment(need).volunteer
    for here, there in ((need, place), (place, need), (need, place)):
        actions.move_assignment(by=manager, need=here, volunteer=volunteer, to=there)
    assert filled(need, place) == [0, 1]
    assert Message.objects.filter(kind="planning.moved").count() == 3


def test_a_second_press_changes_nothing_and_a_change_meanwhile_is_told() -> None:
    need = make_need()
    place, other, manager = beside(need), beside(need, hour=14), make_staff(need.session.space)
    volunteer = make_assignment(need).volunteer
    made = actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=place)
    assert actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=place) == made
    with pytest.raises(Refusal, match=r"planning\.move_gone"):
        actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=other)
    assert filled(need, place, other) == [0, 1, 0]
    assert JournalEntry.objects.filter(act="move_assignment").count() == 1


def test_what_a_rule_forbids_and_what_may_be_done_knowingly() -> None:
    need = make_need()
    manager, space = make_staff(need.session.space), need.session.space
    volunteer = make_assignment(need).volunteer
    evening = beside(need, hour=18)
    with pytest.raises(Refusal, match=r"planning\.rules_broken") as refused:
        actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=evening)
    assert [one.code for one in refused.value.facts["broken"]] == ["not_available"]
    full = beside(need, hour=10)
    for _ in range(full.maximum):
        make_assignment(full)
    held = make_need(make_session(space, next_weekday(2)), need.mission)
    make_assignment(held, volunteer)
    same_hour = make_need(held.session, make_mission())
    for place, rule in ((full, "too_many"), (same_hour, "overlap")):
        with pytest.raises(Refusal, match=r"planning\.rule_forbids") as refused:
            actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=place, knowingly=True)
        assert refused.value.facts["rule"] == rule
    with pytest.raises(Refusal, match=r"planning\.already_there"):
        actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=held)
    stranger = make_volunteer(make_space(), (need.mission,))
    with pytest.raises(Refusal, match=r"planning\.rule_forbids"):
        actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=stranger, knowingly=True)
    assert filled(need, evening, full, same_hour) == [1, 0, 4, 0]
    made = actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=evening, knowingly=True)
    assert "not_available" in made.why["knowingly"]


def test_nothing_that_has_begun_is_moved() -> None:
    need = make_need()
    place, manager = beside(need), make_staff(need.session.space)
    volunteer = make_assignment(need).volunteer
    for one in (need, place):
        was = one.session.starts_at
        one.session.starts_at = clock.now() - datetime.timedelta(minutes=1)
        one.session.save()
        with pytest.raises(Refusal, match=r"planning\.shift_past"):
            actions.move_assignment(by=manager, need=need, volunteer=volunteer, to=place)
        one.session.starts_at = was
        one.session.save()


def test_who_may_not() -> None:
    need = make_need()
    space = need.session.space
    place, elsewhere = beside(need), make_need()
    volunteer = make_assignment(need).volunteer
    for by in (
        volunteer.person,
        make_person(),
        make_staff(space, RoleKind.RECEPTIONIST),
        make_staff(space, RoleKind.COMMUNITY_LEAD),
        make_staff(make_space()),
    ):
        with pytest.raises(PermissionDenied):
            actions.move_assignment(by=by, need=need, volunteer=volunteer, to=place)
    with pytest.raises(PermissionDenied):
        actions.move_assignment(by=make_staff(space), need=need, volunteer=volunteer, to=elsewhere)
    assert filled(need, place, elsewhere) == [1, 0, 0]


def test_a_newcomer_left_alone_is_told_apart_from_the_one_who_moves() -> None:
    need = make_need()
    place = beside(need)
    volunteer = make_assignment(need).volunteer
    newcomer = make_volunteer(need.session.space, (need.mission,), accompanied_shifts_left=2)
    make_assignment(need, newcomer)
    [one] = bridge.broken_by_moves([(need.pk, volunteer.pk)], [(place.pk, volunteer.pk)])
    assert (one.rule, one.code) == ("H8", "left_alone")
    [one] = bridge.broken_by_moves([(need.pk, newcomer.pk)], [(place.pk, newcomer.pk)])
    assert (one.rule, one.code) == ("H8", "not_accompanied")


def test_each_place_judged_at_once_is_judged_as_it_is_alone() -> None:
    need = make_need()
    space = need.session.space
    volunteer = make_assignment(need).volunteer
    newcomer = make_volunteer(space, (need.mission,), accompanied_shifts_left=1)
    make_assignment(need, newcomer)
    make_assignment(make_need(make_session(space, next_weekday(2), 14), need.mission), volunteer)
    places = [
        make_need(make_session(space, next_weekday(day), hour), mission)
        for day in range(5)
        for hour in (9, 14, 18)
        for mission in (need.mission, make_mission())
    ]
    for place in places[::3]:
        make_assignment(place)
    at_once = bridge.broken_by_each((need.pk, volunteer.pk), [place.pk for place in places])
    codes = Counter(one.code for broken in at_once.values() for one in broken)
    assert set(codes) >= {"left_alone", "overlap", "not_available", "mission_not_accepted"}
    for place in places:
        alone = bridge.broken_by_moves([(need.pk, volunteer.pk)], [(place.pk, volunteer.pk)])
        assert [(one.rule, one.code) for one in at_once[place.pk]] == [(one.rule, one.code) for one in alone]


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_page_names_the_rule_beside_each_place_and_finds_people(client: Client) -> None:
    need = make_need()
    space = need.session.space
    beside(need)
    evening = beside(need, hour=18)
    volunteer = make_assignment(need).volunteer
    taker = make_volunteer(space, (need.mission,), person=make_person(first_name="Paulette"))
    client.force_login(make_staff(space))
    text = text_of(client, address(need, volunteer))
    assert "Toutes les règles sont respectées." in text
    assert "Règle non respectée : Disponibilité." in text
    assert "Paulette E." in text
    text = text_of(client, f"{address(need, volunteer)}?vers={evening.pk}")
    assert "Cette heure n'est pas dans ses disponibilités." in text
    assert "Déplacer quand même" in text
    answer = client.post(address(need, volunteer), {"need": evening.pk})
    assert answer.status_code == 409
    assert "Déplacer quand même" in answer.content.decode()
    client.post(address(need, volunteer), {"need": evening.pk, "knowingly": "1"})
    assert filled(need, evening) == [0, 1]
    client.post(address(evening, volunteer), {"volunteer": taker.pk, "knowingly": "1"})
    assert Assignment.objects.get(need=evening).volunteer == taker


def test_to_another_week_and_to_another_space(client: Client) -> None:
    need = make_need()
    space, other, stranger = need.session.space, make_space(name="Espace de Wazemmes"), make_space()
    volunteer = make_assignment(need).volunteer
    volunteer.reach.create(space=other, travel_minutes=20)
    later = make_need(make_session(space, next_weekday(1, weeks=3)), need.mission)
    there = make_need(make_session(other, next_weekday(1, weeks=3)), need.mission)
    manager = make_staff(space)
    Role.objects.create(person=manager, kind=RoleKind.SPACE_MANAGER, space=other)
    client.force_login(manager)
    page = address(need, volunteer)
    monday = next_weekday(0, weeks=3).isoformat()
    make_volunteer(space, (need.mission,))
    assert f"semaine du {wording.day(next_weekday(0))}" in text_of(client, page)
    assert "0 personne trouvée" not in text_of(client, page), "nobody was looked for"
    for found, asked in ((later, f"?semaine={monday}"), (there, f"?semaine={monday}&espace={other.slug}")):
        content = client.get(page + asked).content.decode()
        assert [str(one.pk) in content for one in (later, there)] == [found == later, found == there]
    assert client.get(f"{page}?espace={stranger.slug}").status_code == 404
    for strange in ("?semaine=rien", "?semaine=1999-01-04"):
        assert "Aucune autre place" in text_of(client, page + strange)
    sure = text_of(client, f"{page}?vers={there.pk}")
    assert "Espace de Wazemmes" in sure
    answer = client.post(page, {"need": there.pk})
    assert f"espace={other.slug}" in answer["Location"]
    assert filled(need, later, there) == [0, 0, 1]
    [message] = Message.objects.filter(kind="planning.moved")
    assert "Espace de Wazemmes" in message.body


def test_somebody_moved_meanwhile_leads_back_to_the_week_with_a_sentence(client: Client) -> None:
    need = make_need()
    place = beside(need)
    volunteer = make_assignment(need).volunteer
    manager = make_staff(need.session.space)
    client.force_login(manager)
    actions.unassign(by=manager, assignment=Assignment.objects.get())
    for answer in (
        client.get(address(need, volunteer), follow=True),
        client.post(address(need, volunteer), {"need": place.pk}, follow=True),
    ):
        assert answer.redirect_chain[0][0].startswith(reverse("planning:board"))
        assert "quelqu&#x27;un a changé le planning entre-temps" in answer.content.decode()


def test_the_page_denies_readers_and_strangers(client: Client) -> None:
    need = make_need()
    space, place = need.session.space, beside(need)
    volunteer = make_assignment(need).volunteer
    for person, status in (
        (make_staff(space, RoleKind.RECEPTIONIST), 403),
        (make_staff(make_space()), 404),
        (volunteer.person, 404),
    ):
        client.force_login(person)
        assert client.get(address(need, volunteer)).status_code == status
        assert client.post(address(need, volunteer), {"need": place.pk}).status_code == status
    client.force_login(make_staff(space))
    elsewhere = make_need()
    assert client.post(address(need, volunteer), {"need": elsewhere.pk}).status_code == 404
    assert client.get(f"{address(need, volunteer)}?vers={elsewhere.pk}").status_code == 404
    assert client.get(f"{address(need, volunteer)}?vers=rien").status_code == 404
    assert filled(need, place, elsewhere) == [1, 0, 0]


def test_the_page_costs_the_same_queries_at_any_size(client: Client) -> None:
    need = make_need()
    space = need.session.space
    volunteer = make_assignment(need).volunteer
    client.force_login(make_staff(space))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address(need, volunteer)).status_code == 200
        return len(captured)

    make_assignment(beside(need))
    client.get(address(need, volunteer))
    small = queries()
    for hour in (9, 13, 16):
        for day in (0, 1, 2, 4):
            other = make_need(make_session(space, next_weekday(day), hour), need.mission)
            make_assignment(other)
    assert queries() == small


def test_the_script_of_the_week_learns_who_can_be_dragged(client: Client) -> None:
    need = make_need()
    space = need.session.space
    volunteer = make_assignment(need).volunteer
    make_assignment(make_need(make_session(space, next_weekday(1, weeks=2)), need.mission))
    client.force_login(make_staff(space))
    week = f"?espace={space.slug}&semaine={next_weekday(0).isoformat()}"
    answer = client.get(f"{reverse('planning:people_to_move')}{week}")
    assert answer.json() == {str(need.pk): [[str(volunteer.pk), volunteer.person.short_name]]}
    Volunteer.objects.filter(pk=volunteer.pk).update(accompanied_shifts_left=2)
    again = client.get(f"{reverse('planning:people_to_move')}{week}").json()
    assert again == {str(need.pk): [[str(volunteer.pk), f"{volunteer.person.short_name} (débute)"]]}
    assert "moves.js" in client.get(f"{reverse('planning:board')}{week}").content.decode()
    client.force_login(make_staff(space, RoleKind.RECEPTIONIST))
    assert client.get(f"{reverse('planning:people_to_move')}{week}").status_code == 403
    assert "moves.js" not in client.get(f"{reverse('planning:board')}{week}").content.decode()


# --- at once ----------------------------------------------------------------------------------------------------------
@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_moved_to_six_places_at_once_she_stands_at_one() -> None:
    need = make_need()
    places = [beside(need, hour=hour) for hour in range(9, 15)]
    manager, volunteer = make_staff(need.session.space), make_assignment(need).volunteer
    joined = StaffingNeed.objects.select_related("session__space", "mission")

    def move(number: int) -> str:
        try:
            actions.move_assignment(
                by=manager,
                need=joined.get(pk=need.pk),
                volunteer=volunteer,
                to=joined.get(pk=places[number].pk),
            )
        except Refusal as refusal:
            return refusal.code
        return "moved"

    outcomes = Counter(run_together(move, count=6, processes=3, threads=2))
    assert outcomes == {"moved": 1, "planning.move_gone": 5}
    assert Assignment.objects.count() == 1
    assert sum(filled(need, *places)) == 1


@pytest.mark.processes
@pytest.mark.django_db(transaction=True)
def test_six_people_moved_to_the_last_place_at_once_fill_it_once() -> None:
    place = make_need(maximum=1, ideal=1, minimum=1)
    needs = [make_need(make_session(place.session.space, next_weekday(3)), place.mission) for _ in range(6)]
    people = [make_assignment(need).volunteer for need in needs]
    manager = make_staff(place.session.space)
    joined = StaffingNeed.objects.select_related("session__space", "mission")

    def move(number: int) -> str:
        try:
            actions.move_assignment(
                by=manager,
                need=joined.get(pk=needs[number].pk),
                volunteer=people[number],
                to=joined.get(pk=place.pk),
            )
        except Refusal as refusal:
            return str(refusal.facts.get("rule", refusal.code))
        return "moved"

    outcomes = Counter(run_together(move, count=6, processes=3, threads=2))
    assert outcomes.pop("moved") == 1
    assert set(outcomes) <= {"too_many", "planning.place_taken"}
    assert filled(place) == [1]
    assert sum(filled(*needs)) == 5
