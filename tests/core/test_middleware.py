"""What wraps every request: headers, nothing stored of people, and logs that name nobody and no secret."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.log import log_response

from mapart.core import logs
from mapart.core.ids import secret
from mapart.core.middleware import request_log
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def lines(caplog: pytest.LogCaptureFixture) -> str:
    """Everything the console handler would have printed."""
    kept = [record for record in caplog.records if logs.AddressFilter().filter(record)]
    return "\n".join(logs.Formatter("{name} {message}", style="{").format(record) for record in kept)


def test_headers_of_every_answer(client: Client) -> None:
    for address in ("/healthz", "/nowhere", "/static/nothing.css"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", address
        assert headers["Permissions-Policy"].startswith("camera=()"), address
        assert "object-src 'none'" in headers["Content-Security-Policy"], address


def test_trace_and_the_null_letter_are_refused(client: Client) -> None:
    assert client.trace("/healthz").status_code == 405
    assert client.get("/agenda/%00.ics").status_code == 400


def test_an_answer_to_head_has_its_length_and_no_body(rf: RequestFactory) -> None:
    answer = request_log(lambda _: HttpResponse("body", headers={"Content-Length": "4"}))(rf.head("/"))
    assert (answer.content, answer.headers["Content-Length"]) == (b"", "4")


def test_a_public_page_asks_no_query_for_the_session_and_may_be_stored(client: Client) -> None:
    client.force_login(make_person())
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/accessibilite/")
    assert answer.status_code == 200
    assert len(captured) == 0
    assert "Cache-Control" not in answer.headers


def test_a_page_of_somebody_signed_in_is_stored_nowhere(client: Client) -> None:
    client.force_login(make_person())
    assert client.get("/entrer/").headers["Cache-Control"] == "no-store"


def test_a_page_opened_by_a_secret_is_stored_nowhere_and_indexed_nowhere(client: Client) -> None:
    answer = client.get(f"/reunion/{secret()}/")
    assert answer.status_code == 404
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_logs_name_the_pattern_and_no_secret(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    key = secret()
    client.get(f"/reunion/{key}/", {"mail": "camille@example.org"})
    client.get(f"/nothing/{key}", {"mail": "camille@example.org"})
    printed = lines(caplog)
    assert "GET /reunion/<str:secret>/ 404" in printed
    assert "Not Found: /reunion/<str:secret>/" in printed
    assert "GET (unknown address) 404" in printed
    assert key not in printed
    assert "example.org" not in printed


def test_a_failure_is_logged_by_its_class_and_lines_without_its_words(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(request: HttpRequest) -> HttpResponse:
        try:
            raise ValueError("camille@example.org\nforged line")
        except ValueError as exception:
            response = HttpResponse(status=500)
            log_response(
                "%s: %s",
                "Internal Server Error",
                request.path,
                response=response,
                request=request,
                exception=exception,
            )
            return response

    request_log(breaks)(rf.get("/reunion/a-secret/"))
    printed = lines(caplog)
    assert "builtins.ValueError < " in printed
    assert "test_middleware.py" in printed
    assert "example.org" not in printed
    assert "a-secret" not in printed


def test_nobody_forges_a_line_of_log() -> None:
    record = logging.LogRecord("name", logging.INFO, "", 0, "first\nWARNING second", None, None)
    assert logs.Formatter().format(record) == "first\\nWARNING second"


def test_a_refusal_becomes_a_page_that_says_what_to_do(client: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.core.urls_of_tests"
    answer = client.get("/refuses/")
    assert answer.status_code == 409
    assert "Cette adresse ne permet pas" in answer.content.decode()
