"""The graph of who is judged by whom: accounts, owners who may be victims, and what joins them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from moneygraph.detect.network.messages import Factors
from moneygraph.detect.network.relations import (
    DECIBAN,
    DROPPER,
    OTHER,
    SELLER,
    STATES,
    VICTIM,
    Relations,
)
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    from moneygraph.detect.network.messages import Floats, Indices

Columns: TypeAlias = Mapping[str, Any]
#: Makes a table of a name of what a select returns, and gives its columns as arrays.
Make: TypeAlias = Callable[[str, str], Columns]
SQL: Final = "detect/network/graph.sql"
_IMPOSSIBLE: Final = -1e3
#: Of what left, such a share that went one way counts in full.
_MOST: Final = 0.5


@dataclass(frozen=True)
class Graph:
    """Accounts come first, by number, then owners, by their key; `alone` is nodes by states.

    `relations` are the names of the factors' relations, one a factor.
    """

    accounts: Columns
    owners: Columns
    alone: Floats
    factors: Factors
    relations: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The account's number, or the key of the owner, of each node."""
        return [*self.accounts["number"], *self.owners["payer"]]


def read_graph(make: Make, relations: Relations) -> Graph:
    """Make the tables of ``graph.sql`` and join what they hold."""
    tables = {name: make(name, sql.strip()) for name, sql in named_sql(SQL).items()}
    accounts = _sorted(tables["network_account"], "number")
    owners = _sorted(tables["network_owner"], "payer")
    alone = _alone(accounts, owners, relations)
    found = _edges(_Numbers(accounts, owners), tables)
    cashed = found["cashed"]
    # who paid a trader and is nothing else speaks against him, too many of them to be nodes
    strangers = cashed.second < 0
    said = relations.factors["cashed"][DROPPER, OTHER]
    alone[:, DROPPER] += said * np.bincount(cashed.first[strangers], minlength=len(alone))
    found["cashed"] = cashed.where(~strangers)
    return Graph(accounts, owners, alone, *_factors(found, relations))


@dataclass(frozen=True)
class _Edges:
    """Pairs of nodes, and how much each counts."""

    first: Indices
    second: Indices
    weight: Floats

    def where(self, chosen: Any) -> _Edges:
        return _Edges(self.first[chosen], self.second[chosen], self.weight[chosen])


class _Numbers:
    """The nodes' numbers by ids of accounts and keys of owners."""

    def __init__(self, accounts: Columns, owners: Columns) -> None:
        ids = np.asarray(accounts["account"])
        self.count = len(ids)
        self._order = np.argsort(ids)
        self._ids = ids[self._order]
        keys = {key: self.count + at for at, key in enumerate(owners["payer"])}
        self._keys = keys
        self.owner_of = np.array([keys.get(key, -1) for key in accounts["owner_key"]], np.int64)

    def accounts(self, ids: Any) -> Indices:
        """Return the nodes of accounts, -1 for one that is none."""
        wanted = np.asarray(ids)
        if not len(self._ids) or not len(wanted):
            return np.full(len(wanted), -1, np.int64)
        at = np.minimum(np.searchsorted(self._ids, wanted), len(self._ids) - 1)
        found: Indices = np.where(self._ids[at] == wanted, self._order[at], -1)
        return found

    def owners(self, keys: Any) -> Indices:
        return np.array([self._keys[key] for key in keys], np.int64)


def _sorted(columns: Columns, by: str) -> Columns:
    order = np.argsort(columns[by].astype(str), kind="stable")
    return {name: values[order] for name, values in columns.items()}


def _alone(accounts: Columns, owners: Columns, relations: Relations) -> Floats:
    alone = np.zeros((len(accounts["number"]) + len(owners["payer"]), STATES))
    count = len(accounts["number"])
    own = np.asarray(accounts["points"], np.float64) * DECIBAN
    alike = np.asarray(accounts["alike"], np.float64) * DECIBAN
    is_trader = np.asarray(accounts["is_trader"], np.bool_)
    alone[:count, DROPPER] = np.where(is_trader, relations.trader, own)
    alone[:count, SELLER] = np.where(
        is_trader, _IMPOSSIBLE, relations.seller + relations.seller_alike * alike
    )
    alone[count:, VICTIM] = np.asarray(owners["points"], np.float64) * DECIBAN
    # what a dropper shows as a victim does is no sign of either
    as_dropper = np.asarray(owners["begun"] + owners["alike"], np.float64)
    alone[count:, DROPPER] = as_dropper * DECIBAN
    return alone


def _edges(numbers: _Numbers, tables: Mapping[str, Columns]) -> dict[str, _Edges]:
    paid, passed = tables["network_paid"], tables["network_passed"]
    tied, cashed = tables["network_tied"], tables["network_cashed"]
    paying = tables["network_paying"]
    robbed = np.flatnonzero(numbers.owner_of >= 0)
    return {
        "paid": _Edges(
            numbers.owners(paid["payer"]), numbers.accounts(paid["account"]), _part(paid["share"])
        ),
        "passed": _Edges(
            numbers.accounts(passed["account"]),
            numbers.accounts(passed["next_account"]),
            _part(passed["share"]),
        ),
        "tied": _once(numbers, tied, 2 / np.asarray(tied["sharing"], np.float64)),
        "owned": _once(numbers, tables["network_owned"]),
        "own": _Edges(numbers.owner_of[robbed], robbed, np.ones(len(robbed))),
        "paying": _Edges(
            numbers.owners(paying["payer"]),
            numbers.accounts(paying["account"]),
            np.ones(len(paying["payer"])),
        ),
        "cashed": _Edges(
            numbers.accounts(cashed["trader"]),
            numbers.accounts(cashed["account"]),
            np.ones(len(cashed["trader"])),
        ),
    }


def _part(share: Any) -> Floats:
    return np.minimum(1.0, np.asarray(share, np.float64) / _MOST)


def _once(numbers: _Numbers, pairs: Columns, weight: Floats | None = None) -> _Edges:
    """Return pairs of accounts, each once, whichever comes first."""
    sides = [numbers.accounts(pairs[name]) for name in ("account", "other")]
    first, second = np.minimum(*sides), np.maximum(*sides)
    _, at = np.unique(first * numbers.count + second, return_index=True)
    chosen = np.ones(len(first)) if weight is None else weight
    return _Edges(first[at], second[at], chosen[at])


def _factors(found: Mapping[str, _Edges], relations: Relations) -> tuple[Factors, tuple[str, ...]]:
    """Return all edges as factors, relation by relation and in the order of their nodes."""
    firsts, seconds, tables, names = [], [], [], []
    for name, edges in found.items():
        order = np.lexsort((edges.second, edges.first))
        firsts.append(edges.first[order])
        seconds.append(edges.second[order])
        weight = edges.weight[order][:, np.newaxis, np.newaxis]
        tables.append(relations.factors[name][np.newaxis] * weight)
        names += [name] * len(order)
    factors = Factors(np.concatenate(firsts), np.concatenate(seconds), np.concatenate(tables))
    return factors, tuple(names)
