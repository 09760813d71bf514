"""Who is a victim or a dropper by all that is known of those around him, and by whom each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from moneygraph.detect.network.messages import pass_messages
from moneygraph.detect.network.relations import DECIBAN, DROPPER, SELLER, VICTIM

if TYPE_CHECKING:
    from moneygraph.detect.network.graph import Graph
    from moneygraph.detect.network.messages import Beliefs, Floats, Indices

#: What messages say, by the relation and by whether it leads to their receiver or from him.
_SIDES: Final = {
    "victims": ("paid", True),
    "payers": ("passed", True),
    "payees": ("passed", False),
    "tied": ("tied", None),
    "owned": ("owned", None),
    "habit": ("paying", True),
    "traders": ("cashed", True),
    "customers": ("cashed", False),
    "receivers": ("paid", False),
}
#: Weaker than this, in decibans, nobody is named as a reason.
_LEAST: Final = 1.0
_DIGITS: Final = 4
#: A sign that no name holds.
BETWEEN: Final = "\x1f"
#: So many are named of those who say most.
_NAMED: Final = 20


def judge(graph: Graph) -> dict[str, Any]:
    """Return a row a node, as columns: what it is alone, with others, and who says so.

    Points are decibans, to a tenth. `number` is an account's, "" for an owner; `owner` is the key
    of an owner, "" for an account; `is_trader`: it sells cryptocurrency; `alone` is a score. For
    each of the sides, such as `payers`, there is how many speak for it and the sum of their points;
    `against` is how many speak against it. What receivers are says how likely an owner is a victim,
    and so does what they were seen to do with his money: `seen_points` is how much more the latter
    says. `else_points` is what comes off because an account may be a seller's, and an owner a
    dropper; `else_share` is how likely that is, and `habit_share` how likely it is of who paid from
    an account. `from_whom` and `from_points` are lists of the same length, as texts that `BETWEEN`
    parts: who says most comes first.
    """
    beliefs = pass_messages(graph.alone, graph.factors)
    count = len(graph.accounts["number"])
    is_owner = np.arange(len(graph.alone)) >= count
    state = np.where(is_owner, VICTIM, DROPPER)
    begun = _joined(graph, "begun")
    alone = graph.alone[np.arange(len(graph.alone)), state] / DECIBAN
    messages = _Messages(graph, beliefs, state)
    more = np.zeros(len(alone))
    seen = np.asarray(graph.owners["seen"], np.float64)
    more[count:] = np.where(seen == 0, 0.0, np.maximum(0.0, seen - messages.of("paid")[count:]))
    other = np.where(is_owner, beliefs.nodes[:, DROPPER] + more * DECIBAN, beliefs.nodes[:, SELLER])
    is_else = np.round(_share(other, beliefs.nodes[np.arange(len(state)), state]), _DIGITS)
    columns = {
        "number": [*graph.accounts["number"], *[""] * (len(is_owner) - count)],
        "owner": [*[""] * count, *graph.owners["payer"]],
        "is_owner": is_owner,
        "is_trader": np.append(graph.accounts["is_trader"], is_owner[count:] & False),
        "alone": np.round(1 / (1 + np.exp(-alone * DECIBAN)), _DIGITS),
        "begun": begun,
        "own_points": _tenths(alone - begun),
        "seen_points": _tenths(more),
        "seen_times": np.round(10 ** (more / 10), 1),
        "else_points": _tenths(-np.logaddexp(0.0, other) / DECIBAN),
        "else_share": is_else,
        "habit_share": _paid_by(graph, is_else),
        **messages.sides(),
    }
    whom, points = messages.named()
    return columns | {"from_whom": whom, "from_points": points}


def _share(other: Floats, sought: Floats) -> Floats:
    """Return how likely the other of two states is, beside a third of which nothing is known."""
    most = np.maximum(np.maximum(other, sought), 0.0)
    parts: Floats = np.exp(other - most)
    return parts / (parts + np.exp(sought - most) + np.exp(-most))


def _paid_by(graph: Graph, is_dropper: Floats) -> Floats:
    """Return for each account the most of any owner who paid from it, 0 where none did."""
    paying = np.array(graph.relations) == "paying"
    found = np.zeros(len(is_dropper))
    np.maximum.at(found, graph.factors.second[paying], is_dropper[graph.factors.first[paying]])
    return found


def _joined(graph: Graph, name: str) -> Floats:
    return np.concatenate([graph.accounts[name], graph.owners[name]]).astype(np.float64)


def _tenths(points: Floats) -> Floats:
    found: Floats = np.floor(points * 10 + 0.5) / 10
    return found


class _Messages:
    """All messages of the last round: to whom, by whom, along which relation, how many points."""

    def __init__(self, graph: Graph, beliefs: Beliefs, state: Indices) -> None:
        factors, count = graph.factors, len(graph.relations)
        self._size, self._names = len(graph.alone), graph.names
        self.to = np.concatenate([factors.second, factors.first])
        self.by = np.concatenate([factors.first, factors.second])
        self.leads_to = np.arange(2 * count) < count
        self.relation = np.array([*graph.relations, *graph.relations])
        every = np.concatenate([beliefs.forth, beliefs.back])
        chosen = every[np.arange(2 * count), state[self.to]]
        self.points = _tenths(np.asarray(chosen / DECIBAN, np.float64))

    def of(self, relation: str) -> Floats:
        """Return the sum of the messages to each node along a relation, for and against."""
        here = self.relation == relation
        return np.bincount(self.to[here], self.points[here], self._size).astype(np.float64)

    def sides(self) -> dict[str, Any]:
        """Return, by side, how many speak for each node and their points; and against it."""
        columns: dict[str, Any] = {}
        speaks = self.points > 0
        for side, (relation, leads_to) in _SIDES.items():
            here = speaks & (self.relation == relation)
            if leads_to is not None:
                here &= self.leads_to == leads_to
            columns[side], columns[f"{side}_points"] = self._counted(here)
        columns["against"], columns["against_points"] = self._counted(self.points < 0)
        return columns

    def _counted(self, chosen: Any) -> tuple[Indices, Floats]:
        to, points = self.to[chosen], self.points[chosen]
        return (
            np.bincount(to, minlength=self._size),
            _tenths(np.bincount(to, points, self._size).astype(np.float64)),
        )

    def named(self) -> tuple[list[str], list[str]]:
        """Return, by node, who says most of it, and with how many points, as they are written."""
        whom: list[list[str]] = [[] for _ in range(self._size)]
        points: list[list[str]] = [[] for _ in range(self._size)]
        strong = np.flatnonzero(np.abs(self.points) >= _LEAST)
        for at in strong[np.lexsort((self.by[strong], -np.abs(self.points[strong])))]:
            to = self.to[at]
            if len(whom[to]) < _NAMED:
                whom[to].append(self._names[self.by[at]])
                points[to].append(f"{self.points[at]:+.1f}")
        return [BETWEEN.join(one) for one in whom], [BETWEEN.join(one) for one in points]
