"""Serves the pages of one case until it is stopped."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.serve.guard import Guard
from moneygraph.serve.jobs import Desk, Place
from moneygraph.serve.site import MOST_BYTES, make_app
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer

_TOKEN_BYTES: Final = 32
_OPTIONS: Final[dict[str, Any]] = {
    "threads": 6,
    "max_request_body_size": MOST_BYTES,
    "ident": "",
}


@dataclass(frozen=True)
class Server:
    """Pages that wait for requests at `address`, which holds the token."""

    address: str
    desk: Desk
    _server: BaseWSGIServer

    def run(self) -> None:
        """Answer requests until Ctrl-C or `close`; what is being done then is stopped."""
        try:
            self._server.run()
        finally:
            self.desk.stop()

    def close(self) -> None:
        """Take no more requests."""
        self._server.close()


def listen(place: Place, *, host: str, port: int, lang: str) -> Server:
    """Begin to listen; `port` 0 takes any that is free. Raises `CallError`."""
    from waitress.server import create_server

    listening = _socket(host, port)
    bound = listening.getsockname()[1]
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    desk = Desk(place)
    guard = Guard(make_app(desk, lang).wsgi_app, token, host, bound)
    server: Any = create_server(guard, sockets=[listening], **_OPTIONS)
    shown = f"[{host}]" if ":" in host else host
    return Server(f"http://{shown}:{bound}/{token}/", desk, server)


def _socket(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        number = error.errno or 0  # below zero where nobody knows the name
        why = os.strerror(number) if number > 0 else reason(error)
        raise CallError(
            Message(
                "{host}:{port} cannot be listened on: {why}",
                host=host,
                port=port,
                why=why,
            ),
            Message("Name another with --host and --port."),
        ) from error
