"""Serves the pages of one case until it is stopped."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.serve.guard import Guard
from moneygraph.serve.jobs import Desk, Place
from moneygraph.serve.site import make_app
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason

if TYPE_CHECKING:
    from waitress.server import BaseWSGIServer

_TOKEN_BYTES: Final = 32
_OPTIONS: Final[dict[str, Any]] = {"threads": 6, "max_request_body_size": 4 << 30, "ident": ""}


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

    token = secrets.token_urlsafe(_TOKEN_BYTES)
    desk = Desk(place)
    late = _Late()
    try:
        server: Any = create_server(
            late,
            host=host,
            port=port,
            **_OPTIONS,
        )
    except OSError as error:
        raise CallError(
            Message(
                "{host}:{port} cannot be listened on: {why}",
                host=host,
                port=port,
                why=reason(error),
            ),
            Message("Name another with --host and --port."),
        ) from error
    bound = int(server.effective_port)
    late.app = Guard(make_app(desk, lang).wsgi_app, token, host, bound)
    shown = f"[{host}]" if ":" in host else host
    return Server(f"http://{shown}:{bound}/{token}/", desk, server)


class _Late:
    """Stands for the application until its port is known."""

    app: Callable[..., Any]

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        return self.app(environ, start)
