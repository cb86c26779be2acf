"""Counts kept beside rows: what each test that reads one believes only when the rows say the same."""

from mapart.planning.models import Assignment, StaffingNeed


def count_of(need: StaffingNeed) -> int:
    """How many hold a place of ``need``, read anew."""
    need.refresh_from_db()
    assert need.filled == Assignment.objects.filter(need=need).count()
    return need.filled
