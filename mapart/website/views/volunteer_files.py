"""Files of volunteers: sent, looked at, taken or dropped by whoever sent them; and taken away by who may see them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mapart.core import clock
from mapart.core.refusals import Refusal, sentence
from mapart.core.sheets import writing
from mapart.core.sheets.reading import UnreadableTable
from mapart.people.perms import Permission, asks_code_again, may_somewhere, reader_who_may
from mapart.volunteering import actions
from mapart.volunteering.enums import ImportKind, ImportState
from mapart.volunteering.exchange.columns import COLUMNS
from mapart.volunteering.exchange.export import titles_of
from mapart.volunteering.exchange.faults import Fault
from mapart.volunteering.models import ImportBatch
from mapart.volunteering.perms import load_import
from mapart.website.file_forms import FileForm
from mapart.website.views.volunteers import volunteers_asked

FAULTS_SHOWN = 100
NAMES_SHOWN = 10
_FILE_NAMES = {
    ImportKind.VOLUNTEERS: "benevoles",
    ImportKind.AVAILABILITIES: "disponibilites",
    ImportKind.HOURS: "heures",
}


@require_http_methods(["GET", "HEAD", "POST"])
def volunteer_files(request: HttpRequest) -> HttpResponse:
    """``/equipe/benevoles/fichiers/``: send a file, take one away."""
    person = reader_who_may(request, Permission.SEE_VOLUNTEERS)
    may_write = may_somewhere(person, Permission.EDIT_VOLUNTEERS)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = ImportKind(form.cleaned_data["kind"])
            batch = actions.read_import(
                by=person,
                kind=kind,
                data=form.cleaned_data["file"].read(),
                missions=form.cleaned_data["missions"],
            )
        except UnreadableTable as fault:
            form.add_error("file", fault.sentence)
        else:
            return redirect("website:volunteer_file", pk=batch.pk)
    context = {
        "form": form,
        "may_write": may_write,
        "kinds": [(kind, COLUMNS[kind]) for kind in ImportKind],
        "batches": list(ImportBatch.objects.filter(asked_by=person).defer("lines", "faults")[:5]),
    }
    return render(request, "website/files/home.html", context)


@require_safe
def file_model(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty file with the right titles, to be filled."""
    reader_who_may(request, Permission.SEE_VOLUNTEERS)
    if kind not in ImportKind.values:
        raise Http404
    data = writing.as_csv(titles_of(ImportKind(kind), for_import=True), [])
    return _file(data, f"modele-{_FILE_NAMES[ImportKind(kind)]}.csv", writing.CSV_TYPE)


@require_safe
def volunteer_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One file: what it would do and what is wrong in it; how far it is; what it did."""
    batch = load_import(reader_who_may(request, Permission.EDIT_VOLUNTEERS), pk)
    faults = [Fault(**fault) for fault in batch.faults]
    context = {
        "batch": batch,
        "new": batch.good - batch.known,
        "same": batch.good - batch.created - batch.changed - batch.left_out,
        "faults": faults[:FAULTS_SHOWN],
        "more_faults": max(0, len(faults) - FAULTS_SHOWN),
        "names": _names(batch),
    }
    return render(request, f"website/files/{batch.state}.html", context)


@require_POST
def file_take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the good lines."""
    person = reader_who_may(request, Permission.EDIT_VOLUNTEERS)
    _do(request, lambda: actions.start_import(by=person, batch=load_import(person, pk)))
    return redirect("website:volunteer_file", pk=pk)


@require_POST
def file_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take nothing."""
    person = reader_who_may(request, Permission.EDIT_VOLUNTEERS)
    _do(request, lambda: actions.drop_import(by=person, batch=load_import(person, pk)))
    return redirect("website:volunteer_file", pk=pk)


@asks_code_again
@require_POST
def volunteers_export(request: HttpRequest) -> HttpResponse:
    """A file of the volunteers of a search, or of all those the reader sees."""
    person = reader_who_may(request, Permission.SEE_VOLUNTEERS)
    kind, as_xlsx = request.POST.get("kind", ""), request.POST.get("form") == "xlsx"
    if kind not in ImportKind.values:
        kind = ImportKind.VOLUNTEERS.value
    found = volunteers_asked(request, request.POST)
    try:
        data = actions.export_volunteers(by=person, kind=ImportKind(kind), volunteers=found, as_xlsx=as_xlsx)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("website:volunteer_files")
    name = f"{_FILE_NAMES[ImportKind(kind)]}-{clock.today()}.{'xlsx' if as_xlsx else 'csv'}"
    return _file(data, name, writing.XLSX_TYPE if as_xlsx else writing.CSV_TYPE)


def _do(request: HttpRequest, act: Any) -> None:
    try:
        act()
    except Refusal as refusal:
        messages.error(request, sentence(refusal))


def _names(batch: ImportBatch) -> list[str]:
    """The first people of a file of volunteers, so that a wrong file is seen before it is taken."""
    if batch.kind != ImportKind.VOLUNTEERS or batch.state != ImportState.READ:
        return []
    return [f"{line['first_name']} {line['last_name']}".strip() for line in batch.lines[:NAMES_SHOWN]]


def _file(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
