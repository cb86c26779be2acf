"""What a supervisor asks: does the process live, and can it serve?"""

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mapart.core import clock, outages
from mapart.core.jobs.models import WorkerBeat

_LATE_SECONDS = 60


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is migrated, 503 otherwise, with the state of each part.

    A worker that is late is told but is no 503: pages must not go away because messages wait.
    """
    try:
        migrated = outages.is_migrated()
        beat = WorkerBeat.objects.aggregate(last=Max("seen_at"))["last"] if migrated else None
    except Error:
        return JsonResponse({"database": False, "migrations": False, "worker": False}, status=503)
    seconds = (clock.now() - beat).total_seconds() if beat is not None else None
    answer = {
        "database": True,
        "migrations": migrated,
        "worker": seconds is not None and seconds <= _LATE_SECONDS,
        "worker_seen_seconds_ago": None if seconds is None else round(seconds),
    }
    return JsonResponse(answer, status=200 if migrated else 503)
