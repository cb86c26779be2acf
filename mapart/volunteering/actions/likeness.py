"""Two rows for one volunteer: found, judged by staff, and made one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from mapart.core import clock, journal
from mapart.core.merging import OnConflict, move_relations
from mapart.core.refusals import Refusal
from mapart.people.models import Person
from mapart.volunteering.actions.charter import keep_missions_open_to_minors
from mapart.volunteering.enums import LikenessReason, Status, VolunteerState
from mapart.volunteering.models import FormerVolunteer, Likeness, Note, Volunteer
from mapart.volunteering.perms import may_judge_likeness, may_merge
from mapart.volunteering.rules import near_spellings, one_digit_apart, same_mailbox, sorted_name

# More people than this under one name are a common name, not one person.
_MOST_OF_A_NAME = 8
_ROW = ("pk", "person__first_name", "person__last_name", "person__email", "person__phone", "home_space__city")


def find_likenesses(*, by: Person | None) -> int:
    """Write down the pairs of volunteers who look like one person; forget those that no longer do.

    A pair that staff judged is never proposed again. Returns how many are new.
    """
    rows = Volunteer.objects.exclude(person__erased_on__isnull=False).values_list(*_ROW).order_by("pk")
    found: dict[tuple[UUID, UUID], LikenessReason] = {}
    for one, other, reason in _pairs(list(rows)):
        found.setdefault((one, other) if one < other else (other, one), reason)
    with transaction.atomic():
        known = {(pair.one_id, pair.other_id): pair for pair in Likeness.objects.all()}
        stale = [
            pair.pk
            for key, pair in known.items()
            if key not in found and pair.dismissed_at is None and pair.reason != LikenessReason.ONE_LINE
        ]
        Likeness.objects.filter(pk__in=stale).delete()
        new = [
            Likeness(one_id=one, other_id=other, reason=reason)
            for (one, other), reason in found.items()
            if (one, other) not in known
        ]
        Likeness.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
        if new or stale:
            journal.record(by, "find_likenesses", found=len(new), gone=len(stale))
    return len(new)


def propose_likeness(*, by: Person | None, one: Volunteer, other: Volunteer, reason: LikenessReason) -> None:
    """Write down a pair that somebody met elsewhere than in the nightly search; a pair that is known stays as it is."""
    first, second = sorted([one, other], key=lambda volunteer: volunteer.pk)
    with transaction.atomic():
        _, is_new = Likeness.objects.get_or_create(one=first, other=second, defaults={"reason": reason})
        if is_new:
            journal.record(by, "propose_likeness", first, other=second.pk, reason=str(reason))


Found = Iterator[tuple[UUID, UUID, LikenessReason]]
Row = tuple[UUID, str, str, str | None, str | None, str | None]


def _pairs(rows: list[Row]) -> Found:
    """The surest reason of a pair comes first."""
    mailboxes: dict[str, list[Row]] = defaultdict(list)
    names: dict[str, list[Row]] = defaultdict(list)
    spellings: dict[tuple[str | None, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row[3]:
            mailboxes[same_mailbox(row[3])].append(row)
        name = sorted_name(row[1], row[2])
        names[name].append(row)
        if row[2]:
            for spelling in near_spellings(name):
                spellings[row[5], spelling].append(row)
    yield from _judged(mailboxes.values(), lambda one, other: LikenessReason.SAME_MAIL)
    yield from _judged(names.values(), _of_one_name)
    yield from _judged(spellings.values(), _of_near_names)


def _judged(groups: Iterable[list[Row]], judge: Callable[[Row, Row], LikenessReason | None]) -> Found:
    for group in groups:
        for one, other in _couples(group):
            if reason := judge(one, other):
                yield one[0], other[0], reason


def _of_one_name(one: Row, other: Row) -> LikenessReason | None:
    if one[4] and other[4] and one_digit_apart(one[4], other[4]):
        return LikenessReason.NEAR_PHONE
    return LikenessReason.SAME_NAME if one[2] and one[5] == other[5] else None


def _of_near_names(one: Row, other: Row) -> LikenessReason | None:
    """When each has a mail address, or each a phone, all different, a near name alone is two people."""
    is_apart = (one[3] and other[3]) or (one[4] and other[4])
    return None if is_apart else LikenessReason.NEAR_NAME


def _couples(group: list[Row]) -> Iterable[tuple[Row, Row]]:
    return combinations(group, 2) if 1 < len(group) <= _MOST_OF_A_NAME else ()


def dismiss_likeness(*, by: Person, pair: Likeness) -> Likeness:
    """They are two people. Said twice, it is the same. Raises ``PermissionDenied`` unless ``may_judge_likeness``."""
    if not may_judge_likeness(by, pair):
        raise PermissionDenied
    with transaction.atomic():
        if Likeness.objects.filter(pk=pair.pk, dismissed_at=None).update(dismissed_at=clock.now()):
            journal.record(by, "dismiss_likeness", pair)
    pair.refresh_from_db()
    return pair


def absorb_volunteer(
    *, by: Person, kept: Volunteer, gone: Volunteer, on_conflict: OnConflict
) -> dict[str, int]:
    """Lead everything that names ``gone`` to ``kept``; old addresses and calendars lead to ``kept`` from now on.

    She is as active, as experienced and as old here as the best of the two. Raises ``PermissionDenied`` unless
    ``may_merge``; ``Refusal``: ``volunteering.parent_first`` when somebody under 18 would so be active without the
    agreement of a parent. Returns how many rows followed, by table.
    """
    if not may_merge(by, kept, gone):
        raise PermissionDenied
    with transaction.atomic():
        Likeness.objects.filter(one__in=[kept, gone], other__in=[kept, gone]).delete()
        _join_conversations(kept, gone)
        moved = move_relations(gone=gone, kept=kept, on_conflict=on_conflict)
        key = gone.pk
        FormerVolunteer.objects.create(
            pk=key, volunteer=kept, calendar_secret=gone.calendar_secret, person_key=gone.person_id
        )
        Volunteer.objects.filter(pk=key).delete()
        _take_the_best(kept, gone)
        is_counted_on = kept.state in (VolunteerState.ACTIVE, VolunteerState.PAUSED)
        if kept.is_minor and is_counted_on and kept.parent_agreed_on is None:
            raise Refusal("volunteering.parent_first")
        kept.save()
        if kept.is_minor:
            keep_missions_open_to_minors(kept)
        journal.record(by, "absorb_volunteer", kept, gone=key, moved=dict(moved))
    return dict(moved)


def _join_conversations(kept: Volunteer, gone: Volunteer) -> None:
    """Of two conversations that become one, the later last note is the last."""
    lasts = Note.objects.filter(volunteer__in=[kept, gone], is_last=True).order_by("-created_at", "-pk")
    Note.objects.filter(pk__in=[note.pk for note in lasts[1:]]).update(is_last=False)


def _take_the_best(kept: Volunteer, gone: Volunteer) -> None:
    order = (
        VolunteerState.ACTIVE,
        VolunteerState.PAUSED,
        VolunteerState.WELCOMED,
        VolunteerState.CANDIDATE,
        VolunteerState.LEFT,
    )
    kept.state = min(kept.state, gone.state, key=lambda state: order.index(VolunteerState(state)))
    if kept.state != VolunteerState.LEFT:
        kept.left_on = None
    kept.accompanied_shifts_left = min(kept.accompanied_shifts_left, gone.accompanied_shifts_left)
    for name in ("started_on", "charter_signed_on"):
        dates = [value for value in (getattr(kept, name), getattr(gone, name)) if value]
        setattr(kept, name, min(dates, default=None))
    if not kept.age_band:
        kept.age_band, kept.age_said_on = gone.age_band, gone.age_said_on
    kept.parent_agreed_on = kept.parent_agreed_on or gone.parent_agreed_on
    kept.insee_code = kept.insee_code or gone.insee_code
    kept.home_space = kept.home_space or gone.home_space
    if kept.status == Status.OTHER:
        kept.status = gone.status
