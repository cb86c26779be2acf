"""A proposed trial shift answered by several at once, from several processes: one answer, one place, one message."""

from collections import Counter

import pytest

from mapart.core.models import JournalEntry
from mapart.core.refusals import Refusal
from mapart.notifications.models import Message
from mapart.people.models import Person
from mapart.planning import actions as planning
from mapart.planning.models import Assignment, StaffingNeed
from mapart.recruitment import actions
from mapart.recruitment.enums import Step, TrialState
from mapart.recruitment.models import Application, PathStep, TrialShift
from mapart.recruitment.queries import open_trial
from mapart.spaces.models import Space
from mapart.volunteering.enums import AgeBand, SignedWay
from mapart.volunteering.models import Mission
from tests.counts import count_of
from tests.factories import (
    make_assignment,
    make_buddy,
    make_mission,
    make_need,
    make_newcomer,
    make_session,
    make_space,
    make_staff,
    next_weekday,
)
from tests.processes import run_together

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def sign(space: Space, mission: Mission) -> TrialShift:
    """A newcomer who signs the charter, and the trial shift proposed to her at once."""
    application = make_newcomer(space, (mission,))
    actions.sign_charter(
        by=application.person, application=application, band=AgeBand.ADULT, way=SignedWay.SCREEN
    )
    trial = open_trial(application)
    assert trial is not None
    return trial


def afresh(trial: TrialShift) -> TrialShift:
    """The row as the page of one tab reads it."""
    joined = (
        "application__person",
        "application__space",
        "need__session__space",
        "need__mission",
        "buddy__person",
    )
    return TrialShift.objects.select_related(*joined).get(pk=trial.pk)


def accept(trial: TrialShift, by: Person | None) -> str:
    try:
        held = actions.accept_trial(by=by, trial=afresh(trial))
    except Refusal as refusal:
        return refusal.code
    return "hers" if held is not None else "gone"


def open_steps(application: Application) -> list[str]:
    return list(
        PathStep.objects.filter(application=application, ended_at=None).values_list("step", flat=True)
    )


def test_two_tabs_and_the_desk_say_yes_at_once() -> None:
    space, mission = make_space(), make_mission()
    make_buddy(space, mission)
    trial, desk = sign(space, mission), make_staff(space)
    her = trial.application.person

    outcomes = run_together(
        lambda number: accept(trial, desk if number % 3 else her), count=12, processes=3, threads=4
    )

    assert Counter(outcomes) == {"hers": 12}, "the same yes again is no fault"
    assert count_of(trial.need) == 2
    assert Assignment.objects.filter(need=trial.need, volunteer__person=her).count() == 1
    assert JournalEntry.objects.filter(act="accept_trial").count() == 1
    assert open_steps(trial.application) == [Step.TRIAL]
    kinds = Counter(Message.objects.values_list("kind", flat=True))
    assert kinds["recruitment.trial_yes"] == kinds["recruitment.buddy"] == 1


def test_yes_and_no_at_once_one_of_them_stands() -> None:
    space, mission = make_space(), make_mission()
    make_buddy(space, mission)
    trial = sign(space, mission)
    her = trial.application.person

    def answer(number: int) -> str:
        if number % 2:
            return accept(trial, her)
        try:
            return str(actions.decline_trial(by=her, trial=afresh(trial)).state)
        except Refusal as refusal:
            return refusal.code

    outcomes = set(run_together(answer, count=8, processes=4, threads=2))

    trial.refresh_from_db()
    is_hers = Assignment.objects.filter(need=trial.need, volunteer__person=her).exists()
    if trial.state == TrialState.ACCEPTED:
        assert outcomes == {"hers", "recruitment.trial_gone"}
        assert is_hers
    else:
        assert trial.state == TrialState.DECLINED
        assert outcomes == {"declined", "recruitment.trial_gone"}
        assert not is_hers
    assert count_of(trial.need) == 1 + is_hers
    assert len(open_steps(trial.application)) == 1


def test_newcomers_who_say_yes_at_once_to_the_last_place_fill_it_once() -> None:
    space, mission = make_space(), make_mission()
    need = make_need(make_session(space), mission, ideal=6, maximum=6)
    for _ in range(3):
        make_assignment(need)
    trials = [sign(space, mission) for _ in range(3)]
    assert {trial.need_id for trial in trials} == {need.pk}
    # The team asks for fewer people meanwhile: of three who were asked, one place is left.
    StaffingNeed.objects.filter(pk=need.pk).update(ideal=4, maximum=4)

    outcomes = Counter(
        run_together(lambda number: accept(trials[number // 2], None), count=6, processes=3, threads=2)
    )

    assert outcomes["hers"] == 2, "both tabs of the one who has it"
    assert set(outcomes) <= {"hers", "gone", "recruitment.trial_gone"}
    assert count_of(need) == 4
    states = Counter(TrialShift.objects.values_list("state", flat=True))
    assert states == {TrialState.ACCEPTED: 1, TrialState.LAPSED: 2}
    for trial in trials:
        trial.refresh_from_db()
        expected = Step.TRIAL if trial.state == TrialState.ACCEPTED else Step.PROPOSE
        assert open_steps(trial.application) == [expected], "who came too late is with the team again"


def test_a_buddy_who_leaves_at_this_instant_leaves_nobody_to_begin_alone() -> None:
    space, mission = make_space(), make_mission()
    buddies, trials = [], []
    for weekday in (1, 2, 3):
        buddies.append(make_buddy(space, mission, day=next_weekday(weekday)))
        trials.append(sign(space, mission))
    assert [trial.buddy_id for trial in trials] == [one.volunteer_id for one in buddies]
    joined = Assignment.objects.select_related("need__session__space", "need__mission", "volunteer__person")

    def act(number: int) -> str:
        if number % 2:
            return accept(trials[number // 2], None)
        held = joined.get(pk=buddies[number // 2].pk)
        planning.withdraw(by=held.volunteer.person, assignment=held)
        return "left"

    outcomes = run_together(act, count=6, processes=3, threads=2)

    assert outcomes[::2] == ["left"] * 3
    left_at = dict(JournalEntry.objects.filter(act="withdraw").values_list("facts__need", "at"))
    accepted = dict(JournalEntry.objects.filter(act="accept_trial").values_list("facts__need", "at"))
    assert [str(trial.need_id) in accepted for trial in trials] == [one == "hers" for one in outcomes[1::2]]
    for need, at in accepted.items():
        assert at < left_at[need], (
            "she had her buddy when she said yes; the team is told of the hole after it"
        )
    for trial in trials:
        assert count_of(trial.need) == (str(trial.need_id) in accepted)
