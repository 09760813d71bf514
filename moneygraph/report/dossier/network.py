"""The rings of a report: their droppers, what these share, who paid them, and where it left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.dossier.moves import EXITS
from moneygraph.report.dossier.register import Register, names_of
from moneygraph.report.dossier.trail import stays_of
from moneygraph.report.text.numbers import plain_amount
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb

    from moneygraph.casework.laid import Laid

#: How many rings a picture holds, and how many accounts of one.
MOST_RINGS: Final = 5
MOST_MEMBERS: Final = 30


def network_values(
    con: duckdb.DuckDBPyConnection,
    laid: Laid,
    rings: Mapping[int, Sequence[str]],
    register: Register,
) -> dict[str, Any]:
    """Return `rings`, `nodes` and `edges`: who paid whom of the traced money, and what they share.

    `rings` are the accounts of each ring by its number, the highest score first. Payers that are no
    members are one node for each member whom they paid. `left_out` counts the rings and members
    that are too many for a picture.
    """
    shown = {ring: list(rings[ring])[:MOST_MEMBERS] for ring in sorted(rings)[:MOST_RINGS]}
    drawing = _Drawing(laid, register, [one for members in shown.values() for one in members])
    drawing.add_members()
    drawing.add_payments()
    drawing.add_shared(con)
    return {
        "rings": [
            {"ring": ring, "accounts": [register.of(one) for one in members]}
            for ring, members in shown.items()
        ],
        "nodes": drawing.nodes,
        "edges": drawing.edges,
        "left_out": {
            "rings": len(rings) - len(shown),
            "accounts": sum(len(rings[ring]) - len(shown[ring]) for ring in shown),
        },
    }


class _Drawing:
    def __init__(self, laid: Laid, register: Register, members: Sequence[str]) -> None:
        self.laid, self.register, self.members = laid, register, members
        self.nodes: list[dict[str, Any]] = []
        self.edges: list[dict[str, Any]] = []
        self.place: dict[str, int] = {}

    def add_members(self) -> None:
        for number in self.members:
            self.place[number] = self._node({"account": self.register.of(number)})

    def add_payments(self) -> None:
        """Add what members paid each other, who else paid them, and the exits they paid."""
        trace, layers = self.laid.forward
        paid: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        payers: dict[str, set[str]] = defaultdict(set)
        exits: dict[str, str] = {}
        stays = stays_of(layers.stays)
        for step in layers.steps:
            touched = trace.transfers[step.transfer]
            sender, receiver = touched.sender.account, touched.receiver.account
            ends = [end for end in stays.get((step.layer + 1, receiver), ()) if end in EXITS]
            if receiver in self.place and sender not in self.place:
                payers[receiver].add(sender)
                sender = ""
            elif sender not in self.place or (receiver not in self.place and not ends):
                continue
            elif receiver not in self.place:
                exits[receiver] = ends[0]
            paid[sender, receiver]["amount"] += step.amount
            paid[sender, receiver]["transfers"] += 1
        for number in sorted(exits):
            node = {"exit": exits[number], "account": self.register.of(number)}
            self.place[number] = self._node(node)
        self._add_paid(paid, payers)

    def _add_paid(
        self,
        paid: Mapping[tuple[str, str], Counter[str]],
        payers: Mapping[str, set[str]],
    ) -> None:
        currency = self.laid.forward[0].currency
        for (sender, receiver), sums in sorted(paid.items()):
            amount = plain_amount(sums["amount"], currency)
            if sender:
                start = self.place[sender]
            else:
                start = self._node({"payers": len(payers[receiver]), "amount": amount})
            self.edges.append(
                {
                    "from": start,
                    "to": self.place[receiver],
                    "kind": "paid",
                    "amount": amount,
                    "transfers": sums["transfers"],
                }
            )

    def add_shared(self, con: duckdb.DuckDBPyConnection) -> None:
        """Add phones, devices and owners of more than one member."""
        sql = named_sql("report/dossier/accounts.sql")["shared"]
        rows = con.execute(sql, {"numbers": list(self.members)}).fetchall()
        names = names_of(con, [value for what, value, _ in rows if what == "owner"])
        for what, value, numbers in rows:
            is_owner = what == "owner"
            node = (
                {"owner": value, "name": names.get(value)}
                if is_owner
                else {"link": what, "value": value}
            )
            place = self._node(node)
            for number in numbers:
                edge = {"from": place, "to": self.place[number], "amount": None, "transfers": 0}
                self.edges.append(edge | {"kind": "holds" if is_owner else "shares"})

    def _node(self, node: dict[str, Any]) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1
