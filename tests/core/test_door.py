"""The door of the web server: what cannot be read is the caller's mistake, and the rest comes in."""

import subprocess
import sys
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from mapart.core.door import refuse_unreadable

pytestmark = pytest.mark.django_db


def answer(content_type: str, method: str = "GET") -> str:
    """The status of a page that reads its query, asked as the web server asks."""
    environ = RequestFactory()._base_environ(  # type: ignore[attr-defined]
        PATH_INFO="/connexion/", QUERY_STRING="next=/%C3%A9", REQUEST_METHOD=method
    )
    body = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": "3", "wsgi.input": BytesIO(b"a=b")}
    statuses: list[str] = []
    application = refuse_unreadable(WSGIHandler())
    b"".join(application(environ | body, lambda status, _headers: statuses.append(status)))
    return statuses[0][:3]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "content_type",
    [
        *(
            f"text/html; charset={name}"
            for name in ("rot13", "hex", "idna", "punycode", "undefined", "nothing")
        ),
        "text/html; charset=utf-16",
        "text/html; charset=\x00",
        "text/\x00html",
        "text/html; charset=\ud800",
        "text/html; charset=",
        "text/html; charset*=nothing''utf-8",
        "text/html; charset*=utf-8''rot13",
        f"text/html; charset={'x' * 5000}",
    ],
)
def test_letters_that_nobody_can_read_are_refused(content_type: str, method: str) -> None:
    assert answer(content_type, method) == "400"


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/html",
        "text/html; charset=utf-8",
        'application/x-www-form-urlencoded; charset="UTF-8"',
        "text/plain;charset=US-ASCII",
        "text/plain; charset=ISO-8859-1",
        "multipart/form-data; boundary=----WebKitFormBoundary",
    ],
)
def test_what_browsers_send_comes_in(content_type: str) -> None:
    assert answer(content_type) == "200"


def test_the_web_server_stands_behind_this_door() -> None:
    asked = "{'REQUEST_METHOD': 'GET', 'CONTENT_TYPE': 'a; charset=rot13'}, lambda status, _: print(status)"
    told = subprocess.run(
        [sys.executable, "-c", f"from mapart.wsgi import application; application({asked})"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "400 Bad Request\n"
