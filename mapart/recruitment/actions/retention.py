"""Telling people that their data will go: applicants who never came back, volunteers who left long ago."""

from django.db import transaction

from mapart.core import clock, journal
from mapart.recruitment import mails
from mapart.recruitment.queries.idle import (
    applicants_to_warn,
    application_mark,
    departure_mark,
    volunteers_to_warn,
)
from mapart.recruitment.rules import NOTICE_OF_FORGETTING


def warn_idle_applicants(*, by: None) -> int:
    """Tell each idle applicant, once, the day after which what we know of her goes; returns how many are told.

    Upkeep of the worker.
    """
    goes_after = clock.today() + NOTICE_OF_FORGETTING
    with transaction.atomic():
        warned = applicants_to_warn()
        for application in warned:
            mails.tell_forgetting(application, application_mark(application), goes_after)
        if warned:
            journal.record(by, "warn_idle_applicants", count=len(warned))
    return len(warned)


def warn_former_volunteers(*, by: None) -> int:
    """The same for volunteers who left almost five years ago."""
    goes_after = clock.today() + NOTICE_OF_FORGETTING
    with transaction.atomic():
        warned = volunteers_to_warn()
        for volunteer in warned:
            mails.tell_former(volunteer, departure_mark(volunteer), goes_after)
        if warned:
            journal.record(by, "warn_former_volunteers", count=len(warned))
    return len(warned)
