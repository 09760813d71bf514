"""Where everything stands in the picture of rings: a row an account, a column a shared thing.

A phone or device is an upright line with a dot at every account that has it, so that who belongs
together is read like a table. Payments between accounts are arcs on the right, payers stand on the
left and exits outside; all widths are by amount. No forces: the picture is the same everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moneygraph.report.pages.writing import (
    BOLD,
    fitted,
    plain_sum,
    rounded,
    units,
    who,
)
from moneygraph.report.text.texts import Texts

_MOST_SHARED: Final = 16
_MOST_EXITS: Final = 7  # of a ring one by one; others by kind
_ROW: Final = 44
_NAME: Final = 230  # px, the width of a row's box
_SHARED: Final = 26  # px between two shared things
_HEAD: Final = 17  # px a line above a ring
_ARCS: Final = 130  # px for arcs
_SIDE: Final = 230  # px for exits
_PAYERS: Final = 180  # px for payers
_ARROW: Final = 40  # px, the arrow from payers
_APART: Final = 7  # px between what leaves a row and what reaches it
_THICK: Final = 14.0  # px, the widest line
_GAP: Final = 34


@dataclass(frozen=True)
class Row:
    """An account of a ring."""

    account: int
    y: float
    name: str
    about: str
    says: str


@dataclass(frozen=True)
class Shared:
    """What accounts of a ring share: an upright line with dots."""

    x: float
    label: str
    label_y: float
    kind: str
    first: float
    last: float
    dots: tuple[float, ...]
    says: str


@dataclass(frozen=True)
class Line:
    """Money from one to another."""

    path: str
    thick: float
    says: str
    kind: str  # "in", "arc", "out"
    head: str = ""  # the path of an arrowhead


@dataclass(frozen=True)
class Side:
    """Payers or an exit beside a ring."""

    x: float
    y: float
    lines: tuple[str, ...]
    account: int | None
    kind: str


@dataclass(frozen=True)
class Ring:
    """One ring; positions are those of the whole picture."""

    title: str
    y: float
    rows: tuple[Row, ...]
    shared: tuple[Shared, ...]
    lines: tuple[Line, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Network:
    """The picture of all rings that are drawn."""

    width: float
    height: float
    says: str
    rings: tuple[Ring, ...]
    name_x: float
    name_width: float


def network(result: Mapping[str, Any], texts: Texts, number: int | None = None) -> Network | None:
    """Return the positions of everything in the picture of a report's rings; None without any.

    With `number`, only the ring in that place is drawn.
    """
    rings = result["network"]["rings"]
    rings = rings if number is None else rings[number : number + 1]
    if not rings:
        return None
    layout = _Layout(result, texts, rings)
    y = 8.0
    made = []
    for ring in rings:
        one, y = layout.ring(ring, y)
        made.append(one)
    return Network(
        layout.width,
        rounded(y),
        ", ".join(one.title for one in made),
        tuple(made),
        layout.name_x,
        _NAME,
    )


class _Layout:
    def __init__(
        self, result: Mapping[str, Any], texts: Texts, rings: Sequence[Mapping[str, Any]]
    ) -> None:
        self.accounts = result["accounts"]
        self.currency = result["currency"]
        self.texts = texts
        self.nodes: Sequence[Mapping[str, Any]] = result["network"]["nodes"]
        self.of_account = {
            one["account"]: number
            for number, one in enumerate(self.nodes)
            if "account" in one and "exit" not in one
        }
        self.edges: Sequence[Mapping[str, Any]] = result["network"]["edges"]
        self.most = max([units(edge["amount"]) for edge in self.edges] or [1]) or 1
        shared = max(len(self._shared_of(ring["accounts"])) for ring in rings)
        self.shared_x = 8.0
        self.name_x = self.shared_x + min(shared, _MOST_SHARED) * _SHARED + _PAYERS
        self.arc_x = self.name_x + _NAME
        self.side_x = self.arc_x + _ARCS + 30
        self.width = self.side_x + _SIDE

    def thick(self, edge: Mapping[str, Any]) -> float:
        return max(1.0, rounded(_THICK * units(edge["amount"]) / self.most))

    def _shared_of(self, accounts: Sequence[int]) -> dict[int, list[int]]:
        """Return what at least two of these accounts share, each with its accounts."""
        members = {self.of_account[one]: one for one in accounts if one in self.of_account}
        found: dict[int, list[int]] = defaultdict(list)
        for edge in self.edges:
            if edge["kind"] == "paid":
                continue
            for this, other in ((edge["from"], edge["to"]), (edge["to"], edge["from"])):
                if this in members and other not in members:
                    found[other].append(members[this])
        shared = {node: sorted(set(found[node])) for node in sorted(found)}
        return {node: who for node, who in shared.items() if len(who) > 1}

    def ring(self, ring: Mapping[str, Any], y: float) -> tuple[Ring, float]:
        """Return a ring drawn from `y` on, and where the next one begins."""
        shared = self._shared_of(ring["accounts"])
        order = _rows(ring["accounts"], shared)
        kept = [node for node in shared if sum(one in order for one in shared[node]) > 1]
        kept = sorted(kept, key=lambda node: (order.index(_first(shared[node], order)), node))
        kept = kept[:_MOST_SHARED]
        top = y + 30 + len(kept) * _HEAD + 8
        at = {one: top + place * _ROW + _ROW / 2 for place, one in enumerate(order)}
        rows = tuple(self._row(one, at[one]) for one in order)
        columns = tuple(
            self._column(place, node, [at[one] for one in shared[node] if one in at], y)
            for place, node in enumerate(kept)
        )
        lines, sides = self._money(at, top)
        lowest = max([at[order[-1]] + _ROW / 2, *(side.y + 34 for side in sides)])
        title = self.texts("report.ring", number=str(ring["ring"]), n=len(ring["accounts"]))
        return Ring(title, y + 14, rows, columns, lines, sides), lowest + _GAP

    def _row(self, index: int, y: float) -> Row:
        account = self.accounts[index]
        name = fitted(who(account), (_NAME - 20) / BOLD, 12)
        score = f"{account['score']:.2f}" if account["score"] is not None else ""
        about = " · ".join(part for part in (str(account["label"]), score) if part)
        about = fitted(about, _NAME - 20, 11) if account["name"] else score
        return Row(index, rounded(y), name, about, f"{name}, {about}")

    def _column(self, place: int, node: int, dots: Sequence[float], y: float) -> Shared:
        one = self.nodes[node]
        kind = str(one.get("link", "owner"))
        value = one["value"] if "link" in one else one["name"] or one["owner"]
        label = fitted(f"{self.texts.word('report_link', kind)} {value}", 320, 11)
        says = self.texts("report.shared_says", what=label, n=len(dots))
        label_y = y + 42 + place * _HEAD
        x = self.shared_x + place * _SHARED
        return Shared(x, label, label_y, kind, label_y + 5, max(dots), tuple(sorted(dots)), says)

    def _money(
        self, at: Mapping[int, float], top: float
    ) -> tuple[tuple[Line, ...], tuple[Side, ...]]:
        """Return lines between rows, and from and to what stands beside them."""
        lines: list[Line] = []
        sides: list[Side] = []
        exits: dict[int, list[tuple[Mapping[str, Any], float]]] = defaultdict(list)
        for edge in self.edges:
            if edge["kind"] != "paid":
                continue
            start, end = self._y(edge["from"], at), self._y(edge["to"], at)
            if start is not None and end is not None:
                lines.append(self._arc(edge, start, end))
            elif start is not None and "exit" in self.nodes[edge["to"]]:
                exits[edge["to"]].append((edge, start))
            elif end is not None and "payers" in self.nodes[edge["from"]]:
                sides.append(self._payers(edge, end))
                lines.append(self._from_payers(edge, end))
        y = top
        for group in self._by_kind(exits):
            found = [one for node in group for one in exits[node]]
            side = self._exit(group, y + 4, [edge for edge, _ in found])
            sides.append(side)
            lines += [self._to_exit(edge, row, side) for edge, row in found]
            y += 15 * len(side.lines) + 16
        return tuple(lines), tuple(sides)

    def _by_kind(
        self, exits: Mapping[int, Sequence[tuple[Mapping[str, Any], float]]]
    ) -> list[list[int]]:
        """Return the largest exits one by one, the others together by kind; by where they lie."""
        order = sorted(exits, key=lambda n: (-sum(units(e["amount"]) for e, _ in exits[n]), n))
        groups = [[node] for node in order[:_MOST_EXITS]]
        others: dict[str, list[int]] = defaultdict(list)
        for node in order[_MOST_EXITS:]:
            others[self.nodes[node]["exit"]].append(node)
        groups += others.values()

        def middle(group: list[int]) -> tuple[float, int]:
            rows = [row for node in group for _, row in exits[node]]
            return sum(rows) / len(rows), group[0]

        return sorted(groups, key=middle)

    def _y(self, node: int, at: Mapping[int, float]) -> float | None:
        one = self.nodes[node]
        return at.get(one["account"]) if "account" in one and "exit" not in one else None

    def _arc(self, edge: Mapping[str, Any], start: float, end: float) -> Line:
        reach = rounded(self.arc_x + 24 + min(_ARCS - 24.0, abs(end - start) * 0.5))
        x = self.arc_x
        start, end, tip = start + _APART, end - _APART, x + 9
        path = f"M{x} {start}C{reach} {start} {reach} {end} {tip} {end}"
        thick = self.thick(edge)
        wide = rounded(4 + thick / 2)
        head = f"M{x} {end}L{tip + 1} {end - wide}V{end + wide}Z"
        return Line(path, thick, self._says(edge), "arc", head)

    def _payers(self, edge: Mapping[str, Any], row: float) -> Side:
        title = self.texts("report.payers", n=self.nodes[edge["from"]]["payers"])
        lines = (title, self.texts.short(edge["amount"]))
        return Side(self.name_x - _ARROW - 6, rounded(row - 13), lines, None, "payers")

    def _from_payers(self, edge: Mapping[str, Any], row: float) -> Line:
        path = f"M{self.name_x - _ARROW} {row}H{self.name_x}"
        return Line(path, self.thick(edge), self._says(edge), "in")

    def _exit(self, group: Sequence[int], y: float, edges: Sequence[Mapping[str, Any]]) -> Side:
        one = self.nodes[group[0]]
        total = sum(units(edge["amount"]) for edge in edges)
        amount = self.texts.short(plain_sum(total, edges[0]["amount"]))
        account = one.get("account") if len(group) == 1 else None
        kind = self.texts.word("end", one["exit"])
        if len(group) > 1:
            name = self.texts("report.folded", n=len(group))
        else:
            name = who(self.accounts[account]) if account is not None else ""
        lines = tuple(line for line in (kind, fitted(name, _SIDE - 20, 11), amount) if line)
        return Side(self.side_x, rounded(y), lines, account, str(one["exit"]))

    def _to_exit(self, edge: Mapping[str, Any], row: float, side: Side) -> Line:
        x1, x2 = self.arc_x, self.side_x - 4
        y2 = rounded(side.y + 7.5 * len(side.lines))
        bend = rounded((x1 + x2) / 2)
        row += _APART
        path = f"M{x1} {row}C{bend} {row} {bend} {y2} {x2} {y2}"
        return Line(path, self.thick(edge), self._says(edge), "out")

    def _says(self, edge: Mapping[str, Any]) -> str:
        payer, payee = self._name(edge["from"]), self._name(edge["to"])
        amount = f"{self.texts.short(edge['amount'])} {self.currency}"
        return self.texts(
            "report.flow_says", payer=payer, payee=payee, amount=amount, n=edge["transfers"]
        )

    def _name(self, node: int) -> str:
        one = self.nodes[node]
        if one.get("account") is not None:
            return fitted(who(self.accounts[one["account"]]), 300, 12)
        if "payers" in one:
            return self.texts("report.payers", n=one["payers"])
        return self.texts.word("end", str(one.get("exit", "")))


def _rows(accounts: Sequence[int], shared: Mapping[int, Sequence[int]]) -> list[int]:
    """Order accounts so that those who share something stand next to each other."""
    with_it: dict[int, list[int]] = defaultdict(list)
    for node, owners in shared.items():
        for one in owners:
            with_it[one].append(node)
    left = list(accounts)
    order: list[int] = []
    while left:
        last = set(with_it[order[-1]]) if order else set()
        best = max(left, key=lambda one: (len(last & set(with_it[one])), len(with_it[one]), -one))
        order.append(best)
        left.remove(best)
    return order


def _first(owners: Sequence[int], order: Sequence[int]) -> int:
    return min((one for one in owners if one in order), key=order.index)
