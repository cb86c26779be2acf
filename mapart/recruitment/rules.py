"""Rules about applicants and about campaigns, on plain values."""

import datetime
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from mapart.core.ids import CODE_LETTERS
from mapart.recruitment.enums import CampaignState, FreeMoment, Holder, Stage, Step, TrialState
from mapart.volunteering.enums import HalfDay
from mapart.volunteering.rules import Hours, Window, joined, window_of

# Somebody who wanted to help and never went on, before or during her welcome: how long we keep her data, and how long
# before we tell her.
APPLICANT_KEPT = datetime.timedelta(days=365)
NOTICE_OF_FORGETTING = datetime.timedelta(days=30)
# Somebody who is neither applicant, nor volunteer, nor of the team any more. To be confirmed: docs/decisions/0021.
UNBOUND_KEPT = datetime.timedelta(days=730)
# What a volunteer did may be disputed for five years after she left (Civil code, article 2224).
FORMER_KEPT_YEARS = 5

# The one life of an application. Backwards moves undo a touch on the attendance page.
TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.APPLIED: frozenset({Stage.INVITED, Stage.CAME, Stage.WELCOMED, Stage.LEFT}),
    Stage.INVITED: frozenset({Stage.APPLIED, Stage.CAME, Stage.WELCOMED, Stage.LEFT}),
    Stage.CAME: frozenset({Stage.INVITED, Stage.WELCOMED, Stage.LEFT}),
    Stage.WELCOMED: frozenset({Stage.ACTIVE, Stage.LEFT}),
    Stage.ACTIVE: frozenset({Stage.LEFT}),
    Stage.LEFT: frozenset({Stage.APPLIED}),
}
# Who came is written at the door: a touch on the list of next week would count somebody who never came.
DOOR_OPEN = datetime.timedelta(hours=2)


def has_door_open(now: datetime.datetime, starts_at: datetime.datetime) -> bool:
    """Whether people may be at a meeting, from a little before it begins; afterwards for ever."""
    return now >= starts_at - DOOR_OPEN


BEFORE_WELCOME = (Stage.APPLIED, Stage.INVITED, Stage.CAME)

# The steps of the way, in order, and who holds the ball at each. At a date, nobody waits until it is over; then the
# team has to write what happened.
HOLDERS: Mapping[Step, Holder] = {
    Step.CALL: Holder.TEAM,
    Step.MEETING: Holder.DATE,
    Step.WELCOME: Holder.TEAM,
    Step.CHARTER: Holder.NEWCOMER,
    Step.PARENT: Holder.NEWCOMER,
    Step.PROPOSE: Holder.TEAM,
    Step.ANSWER: Holder.NEWCOMER,
    Step.TRIAL: Holder.DATE,
    Step.TRAINING: Holder.TEAM,
}
STEP_OF_STAGE: Mapping[Stage, Step] = {
    Stage.APPLIED: Step.CALL,
    Stage.INVITED: Step.MEETING,
    Stage.CAME: Step.WELCOME,
    Stage.WELCOMED: Step.CHARTER,
}
# The one life of a newcomer once she is welcomed; up to there the stages of her application lead (``STEP_OF_STAGE``).
# From any step the way may end: she is ready, or she leaves.
STEP_MOVES: Mapping[Step, frozenset[Step]] = {
    Step.CALL: frozenset({Step.MEETING, Step.WELCOME, Step.CHARTER}),
    Step.MEETING: frozenset({Step.CALL, Step.WELCOME, Step.CHARTER}),
    Step.WELCOME: frozenset({Step.MEETING, Step.CHARTER}),
    Step.CHARTER: frozenset({Step.PARENT, Step.PROPOSE}),
    Step.PARENT: frozenset({Step.PROPOSE}),
    Step.PROPOSE: frozenset({Step.ANSWER}),
    Step.ANSWER: frozenset({Step.PROPOSE, Step.TRIAL}),
    Step.TRIAL: frozenset({Step.PROPOSE, Step.TRAINING}),
    Step.TRAINING: frozenset(),
}
TRIAL_MOVES: Mapping[TrialState, frozenset[TrialState]] = {
    TrialState.PROPOSED: frozenset({TrialState.ACCEPTED, TrialState.DECLINED, TrialState.LAPSED}),
    TrialState.ACCEPTED: frozenset({TrialState.DONE, TrialState.MISSED, TrialState.LAPSED}),
    TrialState.DECLINED: frozenset(),
    TrialState.LAPSED: frozenset(),
    TrialState.DONE: frozenset(),
    TrialState.MISSED: frozenset(),
}
OPEN_TRIALS = (TrialState.PROPOSED, TrialState.ACCEPTED)
# Within these hours somebody must have been alerted. A step that is late after PATIENCE is in the team's message of
# that day, or of the next morning: 20 hours, one day, and the hour between two looks make 45.
LONGEST_WAIT = datetime.timedelta(hours=48)
PATIENCE = datetime.timedelta(hours=20)
REMINDERS = 2  # to a newcomer, then a person calls her
AWAKE = range(8, 20)  # hours of the day when a message may leave

_WEEKDAYS = range(5)
_SATURDAY = 5


def last_day_to_leave(today: datetime.date) -> datetime.date:
    """Whoever left on this day or before is kept no longer ``today``. Who left on 29 February is kept until 1 March."""
    try:
        return today.replace(year=today.year - FORMER_KEPT_YEARS)
    except ValueError:
        return datetime.date(today.year - FORMER_KEPT_YEARS, 2, 28)


def may_move(before: str, after: str) -> bool:
    """Whether an application goes from one stage to the other."""
    return Stage(after) in TRANSITIONS[Stage(before)]


def steps_before(after: Step) -> list[Step]:
    """The steps from which a newcomer may reach ``after``."""
    return [before for before, afters in STEP_MOVES.items() if after in afters]


@functools.cache
def windows_of(moment: str) -> tuple[Window, ...]:
    """The weekly windows that one answer stands for; none when she could not say."""
    if moment == FreeMoment.WEEKDAY_MORNINGS:
        return tuple(window_of(day, HalfDay.MORNING) for day in _WEEKDAYS)
    if moment == FreeMoment.WEEKDAY_AFTERNOONS:
        return tuple(window_of(day, HalfDay.AFTERNOON) for day in _WEEKDAYS)
    if moment == FreeMoment.EVENINGS:
        return tuple(window_of(day, HalfDay.EVENING) for day in _WEEKDAYS)
    if moment == FreeMoment.SATURDAYS:
        return tuple(window_of(_SATURDAY, half_day) for half_day in (HalfDay.MORNING, HalfDay.AFTERNOON))
    return ()


# --- campaigns ----------------------------------------------------------------------------------------------------
CAMPAIGN_TRANSITIONS: dict[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.OPEN, CampaignState.DROPPED}),
    CampaignState.OPEN: frozenset({CampaignState.CLOSED}),
    CampaignState.CLOSED: frozenset({CampaignState.OPEN}),
    CampaignState.DROPPED: frozenset(),
}
LONGEST_CAMPAIGN_DAYS = 120
# An invitation given on the last day is still good so long after: people need time to find a meeting.
LATE = datetime.timedelta(days=60)
STILL_HERE = datetime.timedelta(days=90)
CODE_LENGTH = 6


def states_before(after: CampaignState) -> list[CampaignState]:
    """The states from which a campaign may come to ``after``."""
    return [before for before, nexts in CAMPAIGN_TRANSITIONS.items() if after in nexts]


def read_code(text: str) -> str:
    """The code of an invitation as it is kept, from what was typed, said or pasted; empty when it cannot be one.

    « bcd fgh », « BCD-FGH » and the whole link are one code.
    """
    word = text.strip().rstrip("/").rpartition("/")[2]
    code = "".join(letter for letter in word.upper() if letter.isalnum())
    return code if len(code) == CODE_LENGTH and set(CODE_LETTERS).issuperset(code) else ""


def spoken_code(code: str) -> str:
    """« BCD FGH »: in two parts, to be read aloud and typed; on one line."""
    return f"{code[:3]}\u00a0{code[3:]}"


@dataclass(frozen=True)
class Wanted:
    """A goal: ``count`` people for a mission of a space; null ``weekday``: at any time."""

    space: UUID
    mission: UUID
    count: int
    weekday: int | None = None
    hours: Hours | None = None


@dataclass(frozen=True)
class Found:
    """A recruit: where she comes, the missions she accepts, when she is free."""

    spaces: frozenset[UUID]
    missions: frozenset[UUID]
    windows: tuple[Window, ...] = ()


def fits(wanted: Wanted, found: Found) -> bool:
    """Whether what she said fills the goal. What she has not said yet does not."""
    if wanted.space not in found.spaces or wanted.mission not in found.missions:
        return False
    if wanted.weekday is None or wanted.hours is None:
        return True
    free = [Hours(one.starts_at, one.ends_at) for one in found.windows if one.weekday == wanted.weekday]
    return any(piece.hold(*wanted.hours) for piece in joined(free))


def matched(goals: Sequence[Wanted], recruits: Sequence[Found]) -> list[int]:
    """How many recruits each goal has, each recruit counted for one goal only, as many as can be (augmenting paths)."""
    holders: list[list[int]] = [[] for _ in goals]
    # Among thousands of recruits, few say something new.
    known = {one: tuple(at for at, goal in enumerate(goals) if fits(goal, one)) for one in set(recruits)}
    fitting = [known[recruit] for recruit in recruits]
    in_vain: set[tuple[int, ...]] = set()  # where one found no place, none who fits the same will

    def place(recruit: int, seen: set[int]) -> bool:
        for at in fitting[recruit]:
            if at in seen:
                continue
            seen.add(at)
            if len(holders[at]) < goals[at].count:
                holders[at].append(recruit)
                return True
            for number, holder in enumerate(holders[at]):
                if place(holder, seen):
                    holders[at][number] = recruit
                    return True
        return False

    for recruit, wanted in enumerate(fitting):
        if wanted not in in_vain and not place(recruit, set()):
            in_vain.add(wanted)
    return [len(held) for held in holders]
