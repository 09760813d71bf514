"""One trace under every rule, side by side, and what none of them can exceed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from moneygraph.carrying import Money, carry_bound, is_tied
from moneygraph.schema import CARRIED_RULES, HOP_RULES
from moneygraph.trails.carried import claims_of, follow_carried, stands_as_ends
from moneygraph.trails.starts import Starts
from moneygraph.trails.trace import follow
from moneygraph.trails.trail import Bound, End, RulesTrace, Trace

if TYPE_CHECKING:
    import duckdb


def follow_all(con: duckdb.DuckDBPyConnection, money: Money, begun: Starts) -> RulesTrace:
    """Follow what starts under every rule. The hops of `schema.HOP_RULES` must be there.

    All of it as one sum: whose each end is, a trace under one rule says.
    """
    begun = replace(begun, victim=np.zeros_like(begun.victim), victims=())
    rules = {rule: follow(con, rule, begun) for rule in HOP_RULES}
    rules |= {rule: follow_carried(con, money, rule, begun) for rule in CARRIED_RULES}
    claims, most_ends, tied = claims_of(begun), rules["poison"].ends, False
    if money.joined.any():
        most = carry_bound(money, claims, any_order=True)
        tied = is_tied(money, most)
        most_ends = stands_as_ends(con, most) if tied else most_ends
    least = carry_bound(money, claims, least=True, any_order=tied)
    return RulesTrace(rules, _bounds(rules, most_ends, stands_as_ends(con, least)), tied)


def _bounds(rules: dict[str, Trace], most_ends: list[End], least_ends: list[End]) -> list[Bound]:
    """Return the bounds by end and account, from what stands there at most and at least.

    An account whose statement we hold for some days only can be "held" and "unseen" at once:
    what may stand there at the most may be either, and no part of it must be.
    """
    told: dict[tuple[str, str], End] = {}
    for end in [end for trace in rules.values() for end in trace.ends] + most_ends:
        told.setdefault((end.end, end.account), end)
    words = Counter(account for _, account in told)
    most, least = _by_account(most_ends), _by_account(least_ends)
    bounds = [
        Bound(
            word,
            account,
            end.bank,
            end.owner,
            end.name,
            least[account] if words[account] == 1 else 0,
            most[account],
        )
        for (word, account), end in told.items()
    ]
    return sorted(bounds, key=lambda one: (-one.most, -one.least, one.account, one.end))


def _by_account(ends: list[End]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for end in ends:
        sums[end.account] += end.amount
    return sums
