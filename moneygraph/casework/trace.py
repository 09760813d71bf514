"""Follows what starts under any one rule, and first makes what that stands on.

What the library does for a trace: makes what it stands on, finds the starts, follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from moneygraph.detect.derived import ensure_hops, ensure_traders
from moneygraph.flow.trails import Trace, follow, follow_carried
from moneygraph.store.errors import CallError
from moneygraph.store.schema import HOP_RULES, RULES

if TYPE_CHECKING:
    import duckdb

    from moneygraph.flow.trails import RulesTrace, Trace
    from moneygraph.flow.trails.starts import Starts


def follow_rule(
    con: duckdb.DuckDBPyConnection, rule: str, begun: Starts, *, back: bool = False
) -> Trace:
    """Follow over hops, or carry through time; only a rule with hops can go back."""
    if rule in HOP_RULES:
        ensure_hops(con, rule)
        return follow(con, rule, begun, back=back)
    from moneygraph.flow.taint import read_money

    ensure_traders(con)
    return follow_carried(con, read_money(con), rule, begun)


#: Numbers of complaints, or all of them.
Numbers = Sequence[str] | Literal["all"]


@dataclass(frozen=True)
class Asked:
    """What is to be traced: `starts` or `complaints`, bounded in time, amount and currency."""

    starts: tuple[str, ...] = ()
    complaints: Numbers | None = None
    back: bool = False
    since: str | None = None
    until: str | None = None
    amount: str | None = None
    currency: str | None = None


def trace_case(con: duckdb.DuckDBPyConnection, asked: Asked, rule: str) -> Trace:
    """Follow what was asked for under one rule."""

    if rule not in RULES:
        raise CallError(f"there is no rule '{rule}'", f"Rules are: {', '.join(RULES)}.")
    if rule not in HOP_RULES:
        _forward_only(asked, rule)
    return follow_rule(con, rule, _begin(con, asked), back=asked.back)


def trace_case_all(con: duckdb.DuckDBPyConnection, asked: Asked) -> RulesTrace:
    """Follow what was asked for under every rule."""
    from moneygraph.detect.derived import ensure_hops
    from moneygraph.flow.trails.all_rules import follow_all

    _forward_only(asked, "all")
    for rule in HOP_RULES:
        ensure_hops(con, rule)
    return follow_all(con, _begin(con, asked))


def _forward_only(asked: Asked, rule: str) -> None:
    if asked.back:
        raise CallError(
            f"rule {rule} cannot trace money back: it says where money went, not hop by hop",
            f"Choose one of: {', '.join(HOP_RULES)}.",
        )


def _begin(con: duckdb.DuckDBPyConnection, asked: Asked) -> Starts:
    from moneygraph.flow.trails.starts import find_claims, find_starts
    from moneygraph.store.amounts import moment, tiyn

    since = moment("since", asked.since, end_of_day=False)
    until = moment("until", asked.until, end_of_day=True)
    units = None if asked.amount is None else tiyn(asked.amount)
    if asked.amount is not None and (units is None or units <= 0):
        raise CallError(
            f"the amount '{asked.amount}' cannot be read", "Write it like 150000 or 99.50."
        )
    if asked.complaints is None:
        return find_starts(
            con,
            asked.starts,
            back=asked.back,
            since=since,
            until=until,
            amount=units,
            currency=asked.currency,
        )
    if asked.starts or asked.back or units is not None:
        raise CallError(
            "complaints are traced whole, forward, and by themselves",
            "Leave out START, --back and --amount.",
        )
    from moneygraph.ingest.complaints import ensure_claims

    ensure_claims(con)
    numbers = None if asked.complaints == "all" else list(asked.complaints)
    return find_claims(con, numbers, since=since, until=until, currency=asked.currency)
