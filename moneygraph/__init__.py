"""moneygraph follows stolen money through bank accounts.

    >>> import moneygraph
    >>> with moneygraph.open_case("case.duckdb", create=True) as case:   # doctest: +SKIP
    ...     case.load("exports/")
    ...     print(case.trace("KZ86125KZT5004100100").df)
    ...     print(case.find("droppers").df)

Everything heavy is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.store.version import __version__

if TYPE_CHECKING:
    from moneygraph.api import Case, open_case
    from moneygraph.live.feed import Feed
    from moneygraph.store.check import check_case

__all__ = ["Case", "Feed", "__version__", "check_case", "open_case"]


def __getattr__(name: str) -> Any:
    if name in ("Case", "open_case"):
        from moneygraph import api

        return getattr(api, name)
    if name == "Feed":
        from moneygraph.live import feed

        return feed.Feed
    if name == "check_case":
        from moneygraph.store import check

        return check.check_case
    raise AttributeError(f"module 'moneygraph' has no attribute '{name}'")
