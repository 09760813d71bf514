"""Who has not the address with its token, or comes from elsewhere, learns nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.serve.guard import Guard, is_loopback

TOKEN = "t" * 43
HERE = "127.0.0.1:8000"


def answered(path: str, host: str = HERE, listens: str = "127.0.0.1", **headers: str) -> str:
    """Return the status that a request gets, of an application that says 200 to all."""
    said: list[tuple[str, dict[str, str]]] = []

    def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        assert environ["SCRIPT_NAME"] == f"/{TOKEN}"
        start(f"200 {environ['PATH_INFO']}", [("Content-Type", "text/html")])
        return [b"all that is known"]

    environ = {"PATH_INFO": path, "HTTP_HOST": host, "REQUEST_METHOD": "POST", **headers}
    guard = Guard(app, TOKEN, listens, 8000)
    body = b"".join(guard(environ, lambda status, more, *_: said.append((status, dict(more)))))
    (status, sent) = said[0]
    assert status[:3] == "200" or b"known" not in body
    assert "frame-ancestors 'none'" in sent["Content-Security-Policy"]
    assert sent["Cache-Control"] == "no-store" and sent["Referrer-Policy"] == "same-origin"
    return status


def test_who_has_the_address_is_let_in() -> None:
    assert answered(f"/{TOKEN}/show") == "200 /show"
    assert answered(f"/{TOKEN}/") == "200 /"
    for host in ("localhost:8000", "[::1]:8000"):
        assert answered(f"/{TOKEN}/", host) == "200 /"
    own = {"HTTP_ORIGIN": f"http://{HERE}", "HTTP_SEC_FETCH_SITE": "same-origin"}
    assert answered(f"/{TOKEN}/load", **own) == "200 /load"
    assert answered(f"/{TOKEN}/", HTTP_SEC_FETCH_SITE="none") == "200 /"


@given(st.text(max_size=60))
def test_another_token_is_no_token(token: str) -> None:
    if token.lstrip("/").partition("/")[0] != TOKEN:
        assert answered(f"/{token}/").startswith("404")
        assert answered(token).startswith("404")


@pytest.mark.parametrize(
    "host", ["evil.example:8000", "127.0.0.1", "127.0.0.1:80", "", "127.0.0.1.evil.example:8000"]
)
def test_another_name_that_points_here_is_refused(host: str) -> None:
    assert answered(f"/{TOKEN}/", host).startswith("404")


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://127.0.0.1:9000"},
    ],
)
def test_a_request_of_another_site_is_refused(headers: dict[str, str]) -> None:
    assert answered(f"/{TOKEN}/load", **headers).startswith("404")


def test_a_machine_of_a_network_is_named_by_its_number() -> None:
    assert answered(f"/{TOKEN}/", "10.0.0.7:8000", listens="0.0.0.0") == "200 /"
    assert answered(f"/{TOKEN}/", "evil.example:8000", listens="0.0.0.0").startswith("404")
    assert answered(f"/{TOKEN}/", "desk.local:8000", listens="desk.local") == "200 /"


def test_what_only_this_machine_reaches() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "localhost", "::1", "[::1]", "127.3.2.1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.7", "desk.local")))
