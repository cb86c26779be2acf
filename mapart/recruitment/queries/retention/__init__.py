"""People whose data must go: who never went on, who left long ago, whom nothing binds to us. For the nightly upkeep.

One file each: which rows, whom to tell that the day comes, whose notice is over.
"""

from mapart.recruitment.queries.retention.applicants import (
    applicants_to_forget,
    applicants_to_warn,
    application_mark,
)
from mapart.recruitment.queries.retention.former import (
    departure_mark,
    volunteers_to_forget,
    volunteers_to_warn,
)
from mapart.recruitment.queries.retention.unbound import unbound_mark, unbound_to_forget, unbound_to_warn

__all__ = [
    "applicants_to_forget",
    "applicants_to_warn",
    "application_mark",
    "departure_mark",
    "unbound_mark",
    "unbound_to_forget",
    "unbound_to_warn",
    "volunteers_to_forget",
    "volunteers_to_warn",
]
