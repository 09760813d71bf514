"""Traces money: derives what a trace depends on, finds its starts, follows them under a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from moneygraph.detect.derived import ensure_hops, ensure_traders, tell
from moneygraph.flow.trails import Trace, follow, follow_tainted
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.schema import HOP_RULES, RULES

if TYPE_CHECKING:
    import duckdb

    from moneygraph.flow.trails import RulesTrace, Trace
    from moneygraph.flow.trails.starts import Starts
    from moneygraph.store.file import CaseFile


FOLLOWING: Final = Message("following the money")
#: How long all rules take for a million transfers on an ordinary computer.
ALL_RULES_S: Final = 2.2


def follow_rule(case: CaseFile, rule: str, starts: Starts, *, back: bool = False) -> Trace:
    """Follow over hops, or by taint; only a rule with hops can go back."""
    if rule in HOP_RULES:
        ensure_hops(case, rule)
        case.tell(FOLLOWING)
        return follow(case.con, rule, starts, back=back)
    from moneygraph.flow.taint import read_money

    ensure_traders(case)
    tell(case, FOLLOWING, 0.6)
    return follow_tainted(case.con, read_money(case.con), rule, starts)


#: Numbers of complaints, or all of them.
Numbers = Sequence[str] | Literal["all"]


@dataclass(frozen=True)
class TraceOptions:
    """What is to be traced: `starts` or `complaints`, bounded in time, amount and currency."""

    starts: tuple[str, ...] = ()
    complaints: Numbers | None = None
    back: bool = False
    since: str | None = None
    until: str | None = None
    amount: str | None = None
    currency: str | None = None


def trace_case(case: CaseFile, options: TraceOptions, rule: str) -> Trace:
    """Follow what the options name under one rule."""
    check_rule(options, rule)
    return follow_rule(case, rule, starts_for(case.con, options), back=options.back)


def check_rule(options: TraceOptions, rule: str) -> None:
    """Raise `CallError` for a rule that there is not, or that cannot follow what is asked."""
    if rule not in RULES:
        raise CallError(
            Message("there is no rule '{rule}'", rule=rule),
            Message("Rules are: {names}.", names=RULES),
        )
    if rule not in HOP_RULES:
        _forward_only(options, rule)


def trace_case_all(case: CaseFile, options: TraceOptions) -> RulesTrace:
    """Follow what the options name under every rule."""
    from moneygraph.detect.derived import ensure_hops
    from moneygraph.flow.trails.all_rules import follow_all

    _forward_only(options, "all")
    for rule in HOP_RULES:
        ensure_hops(case, rule)
    tell(case, FOLLOWING, ALL_RULES_S)
    return follow_all(case.con, starts_for(case.con, options))


def _forward_only(options: TraceOptions, rule: str) -> None:
    if options.back:
        raise CallError(
            Message(
                "rule {rule} cannot trace money back: it says where money went, not hop by hop",
                rule=rule,
            ),
            Message("Choose one of: {names}.", names=HOP_RULES),
        )


def starts_for(con: duckdb.DuckDBPyConnection, options: TraceOptions) -> Starts:
    """Return the starting transfers that options name, each with what is followed of it."""
    from moneygraph.flow.trails.starts import find_claims, find_starts
    from moneygraph.store.amounts import moment

    since = moment("since", options.since, end_of_day=False)
    until = moment("until", options.until, end_of_day=True)
    if options.complaints is None:
        return find_starts(
            con,
            options.starts,
            back=options.back,
            since=since,
            until=until,
            amount=options.amount,
            currency=options.currency,
        )
    if options.starts or options.back or options.amount is not None:
        raise CallError(
            Message("complaints are traced whole, forward, and by themselves"),
            Message("Leave out START, --back and --amount."),
        )
    from moneygraph.ingest.complaints import ensure_claims

    ensure_claims(con)
    numbers = None if options.complaints == "all" else list(options.complaints)
    return find_claims(con, numbers, since=since, until=until, currency=options.currency)
