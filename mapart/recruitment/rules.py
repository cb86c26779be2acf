"""Rules about applicants, on plain values."""

from mapart.recruitment.enums import FreeMoment, Stage
from mapart.volunteering.enums import HalfDay
from mapart.volunteering.rules import Window, window_of

# The one life of an application. Backwards moves undo a touch on the attendance page.
TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.APPLIED: frozenset({Stage.INVITED, Stage.CAME, Stage.WELCOMED, Stage.LEFT}),
    Stage.INVITED: frozenset({Stage.APPLIED, Stage.CAME, Stage.WELCOMED, Stage.LEFT}),
    Stage.CAME: frozenset({Stage.INVITED, Stage.WELCOMED, Stage.LEFT}),
    Stage.WELCOMED: frozenset({Stage.ACTIVE, Stage.LEFT}),
    Stage.ACTIVE: frozenset({Stage.LEFT}),
    Stage.LEFT: frozenset({Stage.APPLIED}),
}
BEFORE_WELCOME = (Stage.APPLIED, Stage.INVITED, Stage.CAME)

_WEEKDAYS = range(5)
_SATURDAY = 5
_FRENCH_FIXED = ("+331", "+332", "+333", "+334", "+335", "+338", "+339")


def may_move(before: str, after: str) -> bool:
    """Whether an application goes from one stage to the other."""
    return Stage(after) in TRANSITIONS[Stage(before)]


def windows_of(moment: str) -> list[Window]:
    """The weekly windows that one answer stands for; none when she could not say."""
    if moment == FreeMoment.WEEKDAY_MORNINGS:
        return [window_of(day, HalfDay.MORNING) for day in _WEEKDAYS]
    if moment == FreeMoment.WEEKDAY_AFTERNOONS:
        return [window_of(day, HalfDay.AFTERNOON) for day in _WEEKDAYS]
    if moment == FreeMoment.EVENINGS:
        return [window_of(day, HalfDay.EVENING) for day in _WEEKDAYS]
    if moment == FreeMoment.SATURDAYS:
        return [window_of(_SATURDAY, half_day) for half_day in (HalfDay.MORNING, HalfDay.AFTERNOON)]
    return []


def receives_sms(phone: str) -> bool:
    """Whether an SMS may reach this number (E.164). In the French numbering plan only 06 and 07 are mobiles."""
    return not phone.startswith(_FRENCH_FIXED)
