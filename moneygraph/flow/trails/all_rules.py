"""One trace under every rule, side by side, and what none of them can exceed."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.flow.doubts import read_doubts
from moneygraph.flow.matching.undone import is_any_unsure
from moneygraph.flow.taint import Bounds, Money, Tainted, read_money, taint_bounds
from moneygraph.flow.trails.ends import columns_of, read_ends
from moneygraph.flow.trails.starts import Starts
from moneygraph.flow.trails.tainted import claims_of, sum_tainted_money, taint_rule, trace_of
from moneygraph.flow.trails.trace import follow, named_doubts
from moneygraph.flow.trails.trail import Bound, Doubt, RulesTrace, Trace
from moneygraph.flow.trails.victims import VictimAccounts
from moneygraph.store.rows import Rows
from moneygraph.store.schema import HOP_RULES, RULES, TAINT_RULES
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb

#: Compiled code spreads while the database reads; each run takes about 40 bytes a transfer.
_THREADS: Final = 2
_KEPT_ENDS: Final = """
create or replace temp table kept_end (
    run varchar, end_kind varchar, account integer, amount bigint)
"""
_KEEP_ENDS: Final = "insert into kept_end select $run, end_kind, account, amount from end_amount"


def follow_all(con: duckdb.DuckDBPyConnection, starts: Starts) -> RulesTrace:
    """Follow the money of starts under every rule. The hops of `schema.HOP_RULES` must be there.

    The money of all victims is one sum; a trace under one rule has the victims of each end.
    """
    starts = _as_one(con, starts)
    rules: dict[str, Trace] = {}
    con.execute(_KEPT_ENDS).fetchall()
    with ThreadPoolExecutor(_THREADS) as pool:
        read = pool.submit(read_money, con.cursor())
        for rule in HOP_RULES:
            rules[rule] = follow(con, rule, starts)
            _keep_ends(con, rule)
        money = read.result()
        tainted = {  # the longest first: its ends are read while the others spread
            rule: pool.submit(taint_rule, money, rule, starts) for rule in reversed(TAINT_RULES)
        }
        bounded = pool.submit(_bounded, money, starts, tainted["poison"])
        for rule, one in tainted.items():
            sum_tainted_money(con, one.result(), starts.currency)
            rules[rule] = trace_of(rule, starts, one.result(), read_ends(con, ()))
            _keep_ends(con, rule)
        bounds = bounded.result()
    is_wider = bounds.tied or bounds.doubted
    if is_wider:
        sum_tainted_money(con, bounds.most, starts.currency)
        _keep_ends(con, "most")
    sum_tainted_money(con, bounds.least, starts.currency)
    _keep_ends(con, "least")
    most = "most" if is_wider else "poison"
    bounds_of_ends = Rows(Bound, columns_of(con, sql_text("flow/trails/bounds.sql"), most=most))
    con.execute("drop table temp.kept_end").fetchall()
    through = dict(zip(bounds.most.transfer.tolist(), bounds.most.through.tolist(), strict=True))
    hangs_on = named_doubts(read_doubts(con).of(bounds.most.transfer), through)
    hangs_on += _undone(money, bounds)
    return RulesTrace({rule: rules[rule] for rule in RULES}, bounds_of_ends, bounds.tied, hangs_on)


def _as_one(con: duckdb.DuckDBPyConnection, starts: Starts) -> Starts:
    """Name no victims, and keep them apart only where money can come back to one of them."""
    if len(starts.returns(con).keys) or is_any_unsure(con):
        return replace(starts, victims=())
    whole = np.zeros_like(starts.victim)
    return replace(starts, victim=whole, victims=(), accounts=VictimAccounts.none())


def _bounded(money: Money, starts: Starts, poison: Future[Tainted]) -> Bounds:
    return taint_bounds(money, claims_of(starts), poison.result())


def _undone(money: Money, bounds: Bounds) -> tuple[Doubt, ...]:
    places = zip(bounds.most.undone.tolist(), money.undone.place.tolist(), strict=True)
    return tuple(Doubt(None, "undone", amount, place) for amount, place in places if amount)


def _keep_ends(con: duckdb.DuckDBPyConnection, run: str) -> None:
    con.execute(_KEEP_ENDS, {"run": run}).fetchall()
