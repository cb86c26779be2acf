"""The forecast of the coming weeks, for the rooms above: the solver is reached through actions alone."""

import datetime
from collections.abc import Collection

from mapart.core.refusals import Refusal
from mapart.planning import bridge
from mapart.planning.bridge import Forecast
from mapart.spaces.models import Space


def forecast_weeks(
    *,
    spaces: Collection[Space],
    starts_on: datetime.date,
    weeks: int,
    top: int,
) -> Forecast:
    """Coverage of these weeks by the best plan, and the ``top`` people whom the spaces lack most. Writes nothing.

    Minutes of computation for a city: call it from a job, of somebody who may. Raises
    ``Refusal("planning.cannot_forecast")`` when the needs or the people cannot be read as a problem.
    """
    try:
        return bridge.forecast_of(spaces, starts_on, weeks, top)
    except bridge.ProblemError as error:
        raise Refusal("planning.cannot_forecast") from error
