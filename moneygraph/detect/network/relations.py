"""How much more often each relation stands between two kinds than between any two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.detect.checked import is_number
from moneygraph.store.data import table_error
from moneygraph.store.errors import LoaderError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.detect.network.messages import Floats
    from moneygraph.store.data import DataFiles

#: The states of a node. An owner is a victim, a dropper or neither; an account a dropper's, a
#: seller's or neither, and who sells cryptocurrency for droppers counts as one of them.
OTHER, VICTIM, SELLER, DROPPER = 0, 1, 1, 2
STATES: Final = 3
#: A tenth of the logarithm of ten: a deciban as a natural logarithm.
DECIBAN: Final = float(np.log(10) / 10)
_TABLE: Final = "relations"
_FILE: Final = f"{_TABLE}.toml"
_RELATIONS: Final = ("paid", "passed", "tied", "owned", "own", "paying", "cashed")
#: These lead both ways.
_MUTUAL: Final = ("tied", "owned")
_FROM: Final = {"other": OTHER, "victim": VICTIM, "seller": SELLER, "dropper": DROPPER}
_TO: Final = {"other": OTHER, "seller": SELLER, "dropper": DROPPER}


@dataclass(frozen=True)
class Relations:
    """Natural logarithms: odds of a seller, of a trader who is one of a ring, and of each relation.

    `seller_alike` is how much of what a dropper shows, as points, a seller shows.

    `factors` are by the states of the node that a relation leads from and of the one it leads to.
    """

    seller: float
    seller_alike: float
    trader: float
    factors: Mapping[str, Floats]


def read_relations(data: DataFiles, begun: float) -> Relations:
    """Read ``tables/relations.toml``, for a case where droppers are as rare as `begun` decibans.

    A share counts by how much it is more than what is usual. Raises `LoaderError` where the user's
    own table has a number that is no share.
    """
    written = data.table(_TABLE)
    for name in ("seller", "seller_alike", "trader"):
        _check_share(name, written[name])
    usual = {"seller": written["seller"], "dropper": 1 / (1 + 10 ** (-begun / 10))}
    factors = {name: _factor(name, written[name], usual) for name in _RELATIONS}
    factors |= {name: _both_ways(factors[name]) for name in _MUTUAL}
    seller, trader = (_odds(written[name]) for name in ("seller", "trader"))
    return Relations(seller, written["seller_alike"], trader, factors)


def _odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def _factor(name: str, entry: Mapping[str, Any], usual: Mapping[str, float]) -> Floats:
    table = np.zeros((STATES, STATES))
    for kind in (one for one in entry if one != "times"):
        key, said = f"{name}.{kind}", entry[kind]
        row = table[_place(_FROM, kind, key)]
        columns = [_place(_TO, other, f"{key}.{other}") for other in said]
        if entry.get("times"):
            row[columns] = [_log_times(f"{key}.{other}", times) for other, times in said.items()]
            continue
        for other, share in said.items():
            _check_share(f"{key}.{other}", share)
        _check_share(key, rest := 1 - sum(said.values()))
        row[:] = np.log(rest / (1 - sum(usual[other] for other in said)))
        row[columns] = [np.log(share / usual[other]) for other, share in said.items()]
    return table


def _both_ways(table: Floats) -> Floats:
    """Return what is said whichever node comes first."""
    turned = table.T
    both: Floats = np.where(np.abs(table) >= np.abs(turned), table, turned)
    return both


def _place(places: Mapping[str, int], name: str, key: str) -> int:
    if name not in places:
        wrong = Message("has the unknown key {key}", key=key)
        raise table_error(_FILE, wrong, Message("There can be: {names}.", names=sorted(places)))
    return places[name]


def _log_times(key: str, value: Any) -> float:
    if not is_number(value) or value <= 0:
        raise _no_number(key, value)
    return float(np.log(value))


def _check_share(key: str, value: Any) -> None:
    if not is_number(value) or not 0 < value < 1:
        raise _no_number(key, value)


def _no_number(key: str, value: Any) -> LoaderError:
    return table_error(
        _FILE,
        Message("has {key} = {value}, which cannot be", key=key, value=str(value)),
        Message(
            "Write a share between 0 and 1, where those of one kind leave some for others; or,"
            " where 'times' stands, a number above 0."
        ),
    )
