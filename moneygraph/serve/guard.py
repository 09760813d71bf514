"""Lets in who has the address with its token, from this machine's own pages, and nobody else."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

Start = Callable[..., Any]
App = Callable[[dict[str, Any], Start], Iterable[bytes]]

#: What a page may do: use our style and script, and send forms to us. It is in no other's frame.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Guard:
    """The application behind its token, for requests by one of `hosts` as a browser names it.

    A page of another site that has its name point here (DNS rebinding) names another host, and one
    that sends a form here says where it comes from.
    """

    app: App
    token: str
    host: str
    port: int

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a request, or refuse it without a word on what is here."""
        first, _, rest = environ.get("PATH_INFO", "").lstrip("/").partition("/")
        known = hmac.compare_digest(first.encode("utf-8", "replace"), self.token.encode())
        if not (known and self._is_ours(environ.get("HTTP_HOST", "")) and _is_own(environ)):
            start("404 Not Found", [("Content-Type", "text/plain"), *_HEADERS.items()])
            return [b"There is nothing here.\n"]
        environ |= {"SCRIPT_NAME": f"/{self.token}", "PATH_INFO": f"/{rest}"}

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            own = {name for name, _ in headers}
            headers += [item for item in _HEADERS.items() if item[0] not in own]
            return start(status, headers, *more)

        return self.app(environ, begin)

    def _is_ours(self, named: str) -> bool:
        name, _, port = named.rpartition(":")
        if port != str(self.port):
            return False
        return name.strip("[]") == self.host.strip("[]") or (
            name in _LOOPBACK if is_loopback(self.host) else _is_address(name)
        )


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches an address."""
    if host == "localhost":
        return True
    return _is_address(host) and ipaddress.ip_address(host.strip("[]")).is_loopback


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_own(environ: dict[str, Any]) -> bool:
    """Say whether a request is a page's of ours, or typed in; browsers say which it is."""
    if environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("none", "same-origin"):
        return False
    origin = environ.get("HTTP_ORIGIN")
    return origin is None or origin == f"http://{environ.get('HTTP_HOST', '')}"
