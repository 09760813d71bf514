"""Traits: what an account's transfers and hops say of how it deals with money."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from moneygraph.traits.make import Window

__all__ = ["make_traits"]


def make_traits(
    con: duckdb.DuckDBPyConnection, rule: str, table: str = "trait", window: Window | None = None
) -> None:
    """Fill `trait`; see `make.make_traits`. The compiled code is loaded only here."""
    from moneygraph.traits.make import make_traits as make

    make(con, rule, table, window)
