"""A card against a case's own background: what is common here says little, what is rare says much.

An indicator that names `others` has points for a region like those that its card was set on, where
that share of ordinary accounts shows at least such a value. A weight of evidence is the logarithm
of how likely something is of whoever is sought less that of how likely it is of anybody *here*; the
second half is counted in the case. So where ten times as many accounts show a value, its points
fall by ten decibans times the indicator's `weight` (what several indicators say together is no more
than they can say once), and never below nothing.

It is counted twice. First all accounts count; then those that are suspected by what came of that do
not, as they are whoever is sought, not who is compared with them. How many they are tells how rare
such accounts are in this case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from moneygraph.detect.queries.card import Card, Indicator
from moneygraph.detect.queries.query import Query, for_spark
from moneygraph.detect.queries.weigh import fires, unweighed, weighed_rows
from moneygraph.store.sqltext import sql_text

#: Runs a statement with parameters, each used or not, and returns its first row.
Ask: TypeAlias = Callable[[str, Mapping[str, Any]], Sequence[Any]]
#: Returns a query that reads what it measures from a table, by its parameters; see `once`.
Apart: TypeAlias = Callable[[Query, Mapping[str, Any]], Query]

#: The parameter that holds what one payment to an account of the case usually is, in minor units.
TYPICAL: Final = "typical_"
#: The parameter of a query that tells of how many accounts one is sought where nothing is known.
ONE_IN: Final = "one_in"
#: What asks a case for the usual payment, of its features.
USUAL: Final = "detect/queries/usual.sql"
#: The shares of the card count as much as so many accounts of the case.
_AS_MANY_ACCOUNTS: Final = 200
#: Usual in the regions that cards are set on, in minor units, and for how many accounts it counts.
_TYPICAL, _AS_MANY_TYPICAL = 1_000_000, 20
#: The most decibans by which a background lowers points, and raises them.
_LOWER, _RAISE = 20.0, 4.0
#: From this score on an account is suspected in the first round: it is likelier than not.
_SUSPECTED: Final = 0.5
#: At most so many times likelier than where nothing is known do suspects make any other account.
_MOST_TIMES: Final = 2
#: A case of so many accounts is not one that somebody chose: suspects are left out altogether.
_WHOLE_CASE: Final = 500


@dataclass(frozen=True)
class Background:
    """How many accounts of a case show at least each value of `others`, by indicator."""

    accounts: float
    counts: Mapping[str, tuple[float, ...]]

    def without(self, suspects: Background) -> Background:
        """Return the background of all accounts but those suspected, of which the other is.

        A part of them stays in a small case: odds that grow with how few it holds count already
        that somebody chose them.
        """
        part = min(1.0, self.accounts / _WHOLE_CASE)
        counts = {
            name: tuple(a - part * b for a, b in zip(mine, suspects.counts[name], strict=True))
            for name, mine in self.counts.items()
        }
        return Background(self.accounts - part * suspects.accounts, counts)


def query_here(
    query: Query,
    params: dict[str, Any],
    ask: Ask,
    *,
    apart: Apart | None = None,
    spark: bool = False,
) -> tuple[Query, dict[str, Any]]:
    """Return a query with its card against the background of a case, and all its parameters.

    What the query reads must be there; a query whose card compares nothing stays as it is, but for
    what it measures being read `apart`.
    """
    card = query.card
    is_compared = card is not None and bool(compared(card))
    if is_compared and f"${TYPICAL}" in query.sql:
        accounts, median = ask(sql_text(USUAL), params)
        params = {**params, TYPICAL: float(typical_of(accounts, median))}
    if apart is not None:
        query = apart(query, params)
    if card is None or not is_compared:
        return query, params
    counted = ask(_counting(query, card, spark=spark), params)
    everybody = background_of(card, counted)
    first = query.weighed_by(against(card, everybody))
    suspects = background_of(card, ask(_counting_suspects(first, spark=spark), params))
    card = against(card, everybody.without(suspects))
    if ONE_IN in query.params and counted[-1] is not None:
        here = one_here(everybody.accounts, suspects.accounts, params[ONE_IN])
        card = replace(card, likelier=likelier(float(counted[-1]), here))
    return query.weighed_by(card), params


def compared(card: Card) -> list[Indicator]:
    """Return the indicators that a background changes."""
    return [one for one in card.weighed if one.others]


def typical_of(accounts: int, median: float | None) -> int:
    """Return what is usual in a case, in minor units; of few accounts as if more had been seen."""
    if not median:
        return _TYPICAL
    seen = accounts * math.log(median) + _AS_MANY_TYPICAL * math.log(_TYPICAL)
    return max(1, round(math.exp(seen / (accounts + _AS_MANY_TYPICAL))))


def one_here(accounts: float, suspects: float, one_in: float) -> float:
    """Return of how many accounts of a case one is sought, where so many of them are suspected.

    As if one in `one_in` others had been seen before; `one_in` at the most, half of it at least.
    """
    return min(float(one_in), max(one_in / _MOST_TIMES, (accounts + one_in) / (suspects + 1)))


def likelier(begun: float, here: float) -> float:
    """Return the decibans that one in `here` is more than `begun`, to a tenth; 0 where it is less.

    That is what queries begin with: -34 for one in 2,500.
    """
    return round(max(0.0, -math.floor(100 * math.log10(here) + 0.5) / 10 - begun), 1)


def _counting(query: Query, card: Card, *, spark: bool) -> str:
    sql = unweighed(query.text, _counts(card))
    return for_spark(sql) if spark else sql


def _counting_suspects(query: Query, *, spark: bool) -> str:
    """Return what counts the same of those whom a query suspects by its card, without a model."""
    assert query.card is not None, "a query that is compared has a card"
    rows = weighed_rows(query.text, query.card, _counts(query.card), by_model=False, spark=spark)
    sql = f"{rows}\nwhere score >= {_SUSPECTED}"
    return for_spark(sql) if spark else sql


def _counts(card: Card) -> str:
    counts = [
        f"count(case when {fires(one, at)} then 1 end)"  # sooner than with a filter
        for one in compared(card)
        for at, _ in one.others
    ]
    return ", ".join(["count(*)", *counts, "min(begun)"])


def background_of(card: Card, counted: Sequence[int]) -> Background:
    """Return the background that a row of `_counts` tells."""
    counts, at = {}, 1
    for one in compared(card):
        counts[one.name] = tuple(counted[at : at + len(one.others)])
        at += len(one.others)
    return Background(counted[0], counts)


def against(card: Card, background: Background) -> Card:
    """Return a card with the points that its indicators have in a case of that background."""
    changed = {one.name: replace(one, here=_corrections(one, background)) for one in compared(card)}
    return replace(card, indicators={**card.indicators, **changed})


def _corrections(one: Indicator, background: Background) -> tuple[tuple[float, float], ...]:
    """Return what is added to the points from each value on, in tenths of a deciban."""
    added = []
    for (at, share), count in zip(one.others, background.counts[one.name], strict=True):
        seen = count + _AS_MANY_ACCOUNTS * share
        here = seen / (background.accounts + _AS_MANY_ACCOUNTS)
        change = min(_RAISE, max(-_LOWER, -10 * math.log10(here / share)))
        added.append((at, math.floor(10 * one.weight * change + 0.5) / 10))
    return tuple(added)
