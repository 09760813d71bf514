"""Where everything stands in the picture of a trail: one column a layer, one card an account.

A card has on its left edge a strip as high as the money that came, on its right edge the ribbons
of what went on and, below them, a stub for each end of what stays, all on one scale. A card is
higher than its strip where its words need the room. A trail back is the mirror image. Lengths are
px; amounts become lengths by one division, so that two machines draw the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moneygraph.report.pages.columns import columns_of, tops_of
from moneygraph.report.pages.writing import (
    BOLD,
    fitted,
    plain_sum,
    rounded,
    units,
    who,
    with_amount,
)
from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import safe

CARD: Final = 200  # px, the width of a card
GAP: Final = 72  # px between two columns
_STUB: Final = 16
_TOP: Final = 46  # px for the headings
_STRIP: Final = 380  # px for all that is traced
_LEAST: Final = 2.0  # px, the least height of a strip, a stub
_LINE: Final = 15  # px
_PAD: Final = 7
_TEXT: Final = 12  # px, font size
_ROOM: Final = CARD - 24
#: Scopes of which the trail does not begin with victims.
_OWN: Final = ("account", "owner", "trace")


@dataclass(frozen=True)
class Stub:
    """What stays at an account, as it lies on the edge of its card."""

    end: str
    y: float
    height: float
    text: str
    text_y: float
    bounds: str
    unsure: float  # px of the height


@dataclass(frozen=True)
class Card:
    """An account, or several folded, in one column."""

    node: int
    x: float
    y: float
    height: float
    strip_y: float
    strip: float
    lines: tuple[str, ...]
    says: str
    stubs: tuple[Stub, ...]
    account: int | None
    held: bool
    folded: bool
    doubts: int


@dataclass(frozen=True)
class Ribbon:
    """Money from a card to one of the next column."""

    flow: int
    start: int
    end: int
    path: str
    unsure: str  # the path of the part that is not sure, or nothing
    marks: tuple[tuple[float, float], ...]
    says: str


@dataclass(frozen=True)
class Heading:
    """What stands above a column."""

    x: float
    title: str
    amount: str


@dataclass(frozen=True)
class TrailPicture:
    """A trail with all positions."""

    width: float
    height: float
    says: str
    headings: tuple[Heading, ...]
    cards: tuple[Card, ...]
    ribbons: tuple[Ribbon, ...]
    mirrored: bool


def with_money(result: Mapping[str, Any]) -> list[int]:
    """Return the places of the trails that have money: none may have come, or gone."""
    return [number for number, trail in enumerate(result["trails"]) if trail["nodes"]]


def trail_picture(result: Mapping[str, Any], number: int, texts: Texts) -> TrailPicture:
    """Return the positions of everything in the picture of ``result["trails"][number]``."""
    return _Layout(result, number, texts).picture()


def trail_title(result: Mapping[str, Any], number: int) -> str:
    """Return the key of what the picture of a trail is called."""
    if result["trails"][number]["direction"] == "back":
        return "report.trail_back"
    return "report.own_trail" if result["scope"]["kind"] in _OWN else "report.trail"


class _Layout:
    def __init__(self, result: Mapping[str, Any], number: int, texts: Texts) -> None:
        self.accounts: Sequence[Mapping[str, Any]] = result["accounts"]
        self.currency = str(result["currency"])
        self.texts = texts
        trail = result["trails"][number]
        self.trail = trail
        self.nodes: Sequence[Mapping[str, Any]] = trail["nodes"]
        self.flows: Sequence[Mapping[str, Any]] = trail["flows"]
        self.own = result["scope"]["kind"] in _OWN
        self.back = trail["direction"] == "back"
        self.doubts = _doubts(result["unknown"])
        self.columns = columns_of(trail)
        sums = [self._sum(column) for column in self.columns]
        self.scale = _STRIP / max(units(trail["traced"]), *sums, 1)
        self.heights = [self._height(node) for node in range(len(self.nodes))]
        self.tops = tops_of(self.columns, self.heights, self.flows)

    def px(self, amount: str | None) -> float:
        return units(amount) * self.scale

    def _sum(self, column: Sequence[int]) -> int:
        return sum(units(self.nodes[node]["amount"]) for node in column)

    def _lines(self, node: Mapping[str, Any]) -> tuple[str, ...]:
        amount = self.texts.short(node["amount"])
        if node["account"] is None:
            key = "report.beyond" if node["beyond"] else "report.folded"
            return fitted(self.texts(key, n=node["folded"]), _ROOM, _TEXT), amount
        account = self.accounts[node["account"]]
        first, second = who(account), ""
        if account["name"]:
            second = safe(account["label"])
        elif account["bank_name"]:
            second = safe(account["bank_name"])
        lines = [fitted(first, _ROOM / BOLD, _TEXT), fitted(second, _ROOM, _TEXT - 1), amount]
        return tuple(line for line in lines if line)

    def _height(self, index: int) -> float:
        node = self.nodes[index]
        ends = _stays(node)
        bounds = sum(bool(_bounds(self.texts, end)) for end in ends)
        count = len(self._lines(node)) + len(ends) + bounds
        return max(count * _LINE + 2 * _PAD, self._edge(index))

    def _edge(self, index: int) -> float:
        """Return how much of an edge the money of a node takes, thin stubs made visible."""
        node = self.nodes[index]
        gone = sum(self.px(f["amount"]) for f in self.flows if f["from"] == index)
        stubs = sum(max(_LEAST, self.px(end["amount"])) for end in _stays(node))
        return max(_LEAST, self.px(node["amount"]), gone + stubs)

    # what is drawn

    def picture(self) -> TrailPicture:
        height = _TOP + max(self.tops[n] + self.heights[n] for n in self.tops) + 4
        width = len(self.columns) * (CARD + GAP) - GAP + 2 * _STUB + 4
        self.width = width
        self.x = {n: self._left(c) for c, column in enumerate(self.columns) for n in column}
        starts, ends = self._ports()
        return TrailPicture(
            width,
            rounded(height),
            self._says(),
            tuple(self._heading(number) for number in range(len(self.columns))),
            tuple(self._card(n, starts) for column in self.columns for n in column),
            tuple(self._ribbon(f, starts, ends) for f in range(len(self.flows))),
            self.back,
        )

    def _left(self, column: int) -> float:
        left = _STUB + 2 + column * (CARD + GAP)
        return self.width - left - CARD if self.back else left

    def _says(self) -> str:
        own = "report.own_trail_says" if self.own else "report.trail_says"
        key = "report.trail_back_says" if self.back else own
        amount = f"{self.texts.short(self.trail['traced'])} {self.currency}"
        return self.texts(key, amount=amount)

    def _heading(self, number: int) -> Heading:
        first = self.nodes[self.columns[number][0]]
        if first["beyond"]:
            title = self.texts("report.further")
        elif first["layer"]:
            title = self.texts("report.layer", n=first["layer"])
        else:
            title = self.texts("report.start_own" if self.own else "report.start")
        total = self._sum(self.columns[number])
        text = self.texts.short(plain_sum(total, self.trail["traced"]))
        return Heading(self._left(number), title, f"{text} {self.currency}")

    def _ports(self) -> tuple[dict[int, float], dict[int, float]]:
        """Return where each flow starts and ends: its upper corner there."""
        starts: dict[int, float] = {}
        ends: dict[int, float] = {}
        numbers = range(len(self.flows))
        for ports, here, there, edge in (
            (starts, "from", "to", self._edge),
            (ends, "to", "from", lambda n: self.px(self.nodes[n]["amount"])),
        ):
            used: dict[int, float] = {}
            for number in sorted(
                numbers,
                key=lambda f, there=there: (self.tops[self.flows[f][there]], f),  # type: ignore[misc]
            ):
                node = self.flows[number][here]
                top = used.get(node, self._middle(node, edge(node)))
                ports[number] = top
                used[node] = top + self.px(self.flows[number]["amount"])
        return starts, ends

    def _middle(self, node: int, length: float) -> float:
        return _TOP + self.tops[node] + (self.heights[node] - length) / 2

    def _card(self, index: int, starts: Mapping[int, float]) -> Card:
        node = self.nodes[index]
        account = self.accounts[node["account"]] if node["account"] is not None else None
        strip = max(_LEAST, self.px(node["amount"]))
        lines = self._lines(node)
        y = _TOP + self.tops[index]
        return Card(
            index,
            self.x[index],
            rounded(y),
            rounded(self.heights[index]),
            rounded(self._middle(index, strip)),
            rounded(strip),
            lines,
            self._card_says(node, lines),
            tuple(self._stubs(index, y + _PAD + len(lines) * _LINE)),
            node["account"],
            account is None or bool(account["held"]),
            account is None,
            self.doubts.get(node["account"], 0) if account is not None else 0,
        )

    def _card_says(self, node: Mapping[str, Any], lines: Sequence[str]) -> str:
        """Return a card in words, for whoever hears the page."""
        parts = [", ".join(lines)]
        parts += [f"{self._end(end)} {self.texts.short(end['amount'])}" for end in _stays(node)]
        return "; ".join(parts)

    def _end(self, end: Mapping[str, Any]) -> str:
        return self.texts.word("end", end["end"])

    def _stubs(self, index: int, text_y: float) -> list[Stub]:
        found = []
        y = self._middle(index, self._edge(index))
        y += sum(self.px(f["amount"]) for f in self.flows if f["from"] == index)
        for end in _stays(self.nodes[index]):
            height = max(_LEAST, self.px(end["amount"]))
            amount = self.texts.short(end["amount"])
            text = with_amount(self._end(end), amount, _ROOM - 12, _TEXT - 1)
            bounds = _bounds(self.texts, end)
            found.append(
                Stub(
                    end["end"],
                    rounded(y),
                    rounded(height),
                    text,
                    rounded(text_y + 11),
                    bounds,
                    rounded(min(height, self.px(end["unsure"]))),
                )
            )
            y += height
            text_y += _LINE * (2 if bounds else 1)
        return found

    def _ribbon(
        self, number: int, starts: Mapping[int, float], ends: Mapping[int, float]
    ) -> Ribbon:
        flow = self.flows[number]
        thick = self.px(flow["amount"])
        x1 = self.x[flow["from"]] + (0 if self.back else CARD)
        x2 = self.x[flow["to"]] + (CARD if self.back else 0)
        y1, y2 = starts[number], ends[number]
        thin = min(thick, self.px(flow["unsure"]))
        marks = []
        if units(flow["tied"]):
            marks.append((rounded((x1 + x2) / 2), rounded((y1 + y2 + thick) / 2)))
        return Ribbon(
            number,
            flow["from"],
            flow["to"],
            _band(x1, y1, x2, y2, thick),
            _band(x1, y1 + thick - thin, x2, y2 + thick - thin, thin) if thin else "",
            tuple(marks),
            self._ribbon_says(flow),
        )

    def _ribbon_says(self, flow: Mapping[str, Any]) -> str:
        start, end = self.nodes[flow["from"]], self.nodes[flow["to"]]
        if self.back:
            start, end = end, start
        return self.texts(
            "report.flow_says",
            payer=self._lines(start)[0],
            payee=self._lines(end)[0],
            amount=f"{self.texts.short(flow['amount'])} {self.currency}",
            n=int(flow["transfers"]),
        )


def _stays(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what does not go on from a node: its ends, and what is counted at the start again."""
    ends = list(node["ends"])
    if units(node.get("restarts")):
        again = {"end": "restarts", "amount": node["restarts"], "unsure": "0.00"}
        ends.append(again | {"least": None, "most": None})
    return ends


def _bounds(texts: Texts, end: Mapping[str, Any]) -> str:
    """Return between what amounts an end is under the rules; nothing where they agree."""
    if end["least"] is None or end["least"] == end["most"]:
        return ""
    return f"{_whole(texts, end['least'], 0)} – {_whole(texts, end['most'], 1)}"


def _whole(texts: Texts, amount: str, up: int) -> str:
    """Return a bound without its fraction, rounded outwards so that it still holds."""
    whole, _, part = amount.partition(".")
    return texts.short(str(int(whole) + (up if part.strip("0") else 0)))


def _doubts(unknown: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for one in unknown:
        if one["account"] is not None:
            found[one["account"]] += 1
    return found


def _band(x1: float, y1: float, x2: float, y2: float, thick: float) -> str:
    """Return the outline of a ribbon between two upper corners."""
    middle = rounded((x1 + x2) / 2)
    a, b, c, d = (rounded(y) for y in (y1, y2, y2 + thick, y1 + thick))
    x1, x2 = rounded(x1), rounded(x2)
    return (
        f"M{x1} {a}C{middle} {a} {middle} {b} {x2} {b}L{x2} {c}C{middle} {c} {middle} {d} {x1} {d}Z"
    )
