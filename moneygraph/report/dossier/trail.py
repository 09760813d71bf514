"""The picture of a trail by layers: its nodes and flows, small ones folded with their sums."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.dossier.register import Register
from moneygraph.report.text.numbers import plain_amount

if TYPE_CHECKING:
    from moneygraph.flow.trails import Trace
    from moneygraph.flow.trails.layers import Layers, Stay, Step

#: How many accounts a layer shows, and of these at least so many with the most that is held there.
MOST_NODES: Final = 10
_LEAST_HELD: Final = 3
#: The last layer that is shown by account; what goes further is one node.
DEEPEST: Final = 6

#: A layer and an account; no account where others are folded.
_Key = tuple[int, str | None]
#: The least and the most of an end (its kind, its account) under all rules.
Bounds = Mapping[tuple[str, str], tuple[int, int]]


@dataclass
class _Node:
    amount: int = 0
    restarts: int = 0
    accounts: set[str] = field(default_factory=set)
    ends: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)


def trail_values(
    trace: Trace,
    layers: Layers,
    register: Register,
    bounds: Bounds,
    frozen: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Return a trail as plain values: `ends` by kind, `nodes` and `flows`; amounts as text.

    What enters a node is what ends there, goes on by its flows, and `restarts`: that money ran
    into a payment with which the trail starts too, and is counted there. Of what is held at an
    account, as much as is `frozen` is an end of its own.
    """
    stopped = frozen or {}
    stays = apart(layers.stays, stopped)
    return _Fold(trace, layers, register, bounds_apart(bounds, stopped), stays).values()


def bounds_apart(bounds: Bounds, frozen: Mapping[str, int]) -> Bounds:
    """Return bounds in which those of what is held and of what of it is frozen are apart."""
    found = dict(bounds)
    for account, amount in frozen.items():
        if (span := bounds.get(("held", account))) is not None:
            found["frozen", account] = min(span[0], amount), min(span[1], amount)
            found["held", account] = max(span[0] - amount, 0), max(span[1] - amount, 0)
    return found


def apart(stays: Sequence[Stay], frozen: Mapping[str, int]) -> list[Stay]:
    """Return stays in which what is frozen at an account, of its first layers, is apart.

    Of a stay in part, what is not sure counts to the part that is not frozen first.
    """
    left = dict(frozen)
    found: list[Stay] = []
    for stay in stays:
        stopped = min(stay.amount, left.get(stay.account, 0)) if stay.end == "held" else 0
        if not stopped:
            found.append(stay)
            continue
        left[stay.account] -= stopped
        rest = stay.amount - stopped
        unsure = min(stay.unsure, rest)
        found.append(stay._replace(end="frozen", amount=stopped, unsure=stay.unsure - unsure))
        if rest:
            found.append(stay._replace(amount=rest, unsure=unsure))
    return found


class _Fold:
    def __init__(
        self,
        trace: Trace,
        layers: Layers,
        register: Register,
        bounds: Bounds,
        stays: Sequence[Stay],
    ) -> None:
        self.trace, self.layers, self.register, self.bounds = trace, layers, register, bounds
        self.stays = stays
        self.chosen = self._choose()
        self.layers_of: dict[tuple[str, str], set[int]] = defaultdict(set)
        for stay in stays:
            self.layers_of[stay.end, stay.account].add(stay.layer)

    def values(self) -> dict[str, Any]:
        nodes = self._nodes()
        order = sorted(nodes, key=lambda key: (key[0], key[1] is None, -nodes[key].amount, key[1]))
        place = {key: index for index, key in enumerate(order)}
        return {
            "direction": "back" if self.trace.back else "forward",
            "traced": self._text(self.trace.traced),
            "returned": self._text(self.trace.returned),
            "tied": self._text(self.trace.tied),
            "ends": self._sums(),
            "layers": max((layer for layer, _ in order), default=0),
            "nodes": [self._node(key, nodes[key]) for key in order],
            "flows": self._flows(place),
        }

    def _text(self, amount: int) -> str:
        return plain_amount(amount, self.trace.currency)

    def _sides(self, step: Step) -> tuple[str, str]:
        """Return the accounts of a step: of its layer, and of the next."""
        touched = self.trace.transfers[step.transfer]
        near, far = touched.sender.account, touched.receiver.account
        return (far, near) if self.trace.back else (near, far)

    def _amounts(self) -> dict[int, Counter[str]]:
        """Return what enters each account in each layer; in layer 0, what starts there."""
        amounts: dict[int, Counter[str]] = defaultdict(Counter)
        for step in self.layers.steps:
            near, far = self._sides(step)
            if step.layer == 0:
                amounts[0][near] += step.amount + step.restarts
            amounts[step.layer + 1][far] += step.amount
        return amounts

    def _choose(self) -> set[_Key]:
        """Return the accounts that are shown: those with most money, and with most that is held."""
        held: dict[int, Counter[str]] = defaultdict(Counter)
        for stay in self.stays:
            if stay.end in ("held", "frozen"):
                held[stay.layer][stay.account] += stay.amount
        chosen: set[_Key] = set()
        for layer, amounts in self._amounts().items():
            first = _largest(held[layer])[:_LEAST_HELD]
            shown = dict.fromkeys([*first, *_largest(amounts)])
            most = len(shown) if len(shown) <= MOST_NODES + 1 else MOST_NODES
            chosen.update((layer, account) for account in list(shown)[:most])
        return {key for key in chosen if key[0] <= DEEPEST}

    def _key(self, layer: int, account: str) -> _Key:
        if layer > DEEPEST:
            return DEEPEST + 1, None
        return (layer, account) if (layer, account) in self.chosen else (layer, None)

    def _nodes(self) -> dict[_Key, _Node]:
        nodes: dict[_Key, _Node] = defaultdict(_Node)
        for layer, amounts in self._amounts().items():
            for account, amount in amounts.items():
                node = nodes[self._key(layer, account)]
                node.accounts.add(account)
                node.amount += amount if layer <= DEEPEST + 1 else 0
        for step in self.layers.steps:
            nodes[self._key(step.layer, self._sides(step)[0])].restarts += step.restarts
        for stay in self.stays:
            node = nodes[self._key(stay.layer, stay.account)]
            node.ends[stay.end] += stay.amount
            node.unsure[stay.end] += stay.unsure
        return {key: node for key, node in nodes.items() if node.amount or node.ends}

    def _node(self, key: _Key, node: _Node) -> dict[str, Any]:
        layer, account = key
        return {
            "layer": layer,
            "account": None if account is None else self.register.of(account),
            "folded": len(node.accounts) if account is None else 0,
            "beyond": layer > DEEPEST,
            "amount": self._text(node.amount),
            "restarts": self._text(node.restarts),
            "ends": [
                {
                    "end": end,
                    "amount": self._text(amount),
                    "unsure": self._text(node.unsure[end]),
                    **self._bounds(end, account),
                }
                for end, amount in sorted(node.ends.items(), key=lambda one: (-one[1], one[0]))
            ],
        }

    def _bounds(self, end: str, account: str | None) -> dict[str, str | None]:
        """Return the bounds of an end, where all of it is in one layer."""
        if account is None or len(self.layers_of[end, account]) != 1:
            return {"least": None, "most": None}
        return bound_values(self.bounds, end, account, self.trace.currency)

    def _flows(self, place: Mapping[_Key, int]) -> list[dict[str, Any]]:
        sums: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
        for step, (near, far) in self._moving():
            start = self._key(step.layer, near)
            if start[0] > DEEPEST:
                continue
            flow = sums[place[start], place[self._key(step.layer + 1, far)]]
            flow["amount"] += step.amount
            flow["unsure"] += step.amount if step.transfer in self.layers.doubted else 0
            flow["tied"] += step.tied
            flow["transfers"] += 1
        return [
            {
                "from": start,
                "to": end,
                **{name: self._text(flow[name]) for name in ("amount", "unsure", "tied")},
                "transfers": flow["transfers"],
            }
            for (start, end), flow in sorted(sums.items())
        ]

    def _moving(self) -> Iterator[tuple[Step, tuple[str, str]]]:
        return ((step, self._sides(step)) for step in self.layers.steps if step.amount)

    def _sums(self) -> list[dict[str, Any]]:
        sums: Counter[str] = Counter()
        accounts: dict[str, set[str]] = defaultdict(set)
        for stay in self.stays:
            sums[stay.end] += stay.amount
            accounts[stay.end].add(stay.account)
        return [
            {"end": end, "amount": self._text(amount), "accounts": len(accounts[end])}
            for end, amount in sorted(sums.items(), key=lambda one: (-one[1], one[0]))
        ]


def _largest(amounts: Counter[str]) -> list[str]:
    return sorted(amounts, key=lambda account: (-amounts[account], account))


def bound_values(bounds: Bounds, end: str, account: str, currency: str) -> dict[str, str | None]:
    """Return the least and the most of an end under all rules, as text."""
    least, most = bounds.get((end, account), (None, None))
    return {
        "least": None if least is None else plain_amount(least, currency),
        "most": None if most is None else plain_amount(most, currency),
    }


def stays_of(stays: list[Stay]) -> defaultdict[tuple[int, str], Counter[str]]:
    """Return what stays at each account of each layer, by kind of end; nothing elsewhere."""
    found: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for stay in stays:
        found[stay.layer, stay.account][stay.end] += stay.amount
    return found
