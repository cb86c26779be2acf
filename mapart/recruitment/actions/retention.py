"""Telling applicants who never came back that their data will go."""

from django.db import transaction

from mapart.core import clock, journal
from mapart.recruitment import mails
from mapart.recruitment.queries.idle import applicants_to_warn, notice_mark
from mapart.recruitment.rules import NOTICE_OF_FORGETTING


def warn_idle_applicants(*, by: None) -> int:
    """Tell each idle applicant, once, the day after which what we know of her goes; returns how many are told.

    Upkeep of the worker.
    """
    goes_after = clock.today() + NOTICE_OF_FORGETTING
    with transaction.atomic():
        warned = applicants_to_warn()
        for application in warned:
            mails.tell_forgetting(application, notice_mark(application), goes_after)
        if warned:
            journal.record(by, "warn_idle_applicants", count=len(warned))
    return len(warned)
