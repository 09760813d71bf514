"""Follows what starts under any one rule, and first makes what that stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.finding.prepare import ensure_hops, ensure_traders
from moneygraph.schema import HOP_RULES
from moneygraph.trails import Trace, follow, follow_carried

if TYPE_CHECKING:
    import duckdb

    from moneygraph.trails.starts import Starts


def follow_rule(
    con: duckdb.DuckDBPyConnection, rule: str, begun: Starts, *, back: bool = False
) -> Trace:
    """Follow over hops, or carry through time; only a rule with hops can go back."""
    if rule in HOP_RULES:
        ensure_hops(con, rule)
        return follow(con, rule, begun, back=back)
    from moneygraph.carrying import read_money

    ensure_traders(con)
    return follow_carried(con, read_money(con), rule, begun)
