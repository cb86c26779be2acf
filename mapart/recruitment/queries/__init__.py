"""Reads of this room, each for somebody."""

from mapart.recruitment.queries.applicants import (
    Seated,
    applicants_for,
    attendance_list,
    counts_by_stage,
    export_person,
    meetings_to_come,
    open_applications,
    to_follow,
    waiting_for,
)
from mapart.recruitment.queries.campaigns import (
    campaigns_that_count,
    invitation_of,
    my_sponsors,
    public_campaigns,
    running_campaigns,
    sponsor_of_code,
)
from mapart.recruitment.queries.funnel import (
    Funnel,
    SpaceCount,
    SpaceFunnel,
    SponsorFunnel,
    funnel_by_space,
    funnel_by_sponsor,
    goals_found,
    public_counts,
    recruits_of,
)
from mapart.recruitment.queries.idle import applicants_to_forget

__all__ = [
    "Funnel",
    "Seated",
    "SpaceCount",
    "SpaceFunnel",
    "SponsorFunnel",
    "applicants_for",
    "applicants_to_forget",
    "attendance_list",
    "campaigns_that_count",
    "counts_by_stage",
    "export_person",
    "funnel_by_space",
    "funnel_by_sponsor",
    "goals_found",
    "invitation_of",
    "meetings_to_come",
    "my_sponsors",
    "open_applications",
    "public_campaigns",
    "public_counts",
    "recruits_of",
    "running_campaigns",
    "sponsor_of_code",
    "to_follow",
    "waiting_for",
]
