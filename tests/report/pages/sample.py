"""Made-up records of reports of several sizes, the same each time; names may be hostile."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.values.json import json_text

HOSTILE = (
    "<script>window.hurt = 1</script>",
    "</script><script>window.hurt = 1</script>",
    "--><img src=x onerror=window.hurt=1>",
    "</svg><svg onload=window.hurt=1>",
    "=HYPERLINK(1)",
    "'\"&<>`{{ 7*7 }}\u2028\u202e",
)
_NAMES = ("Әлімбеков Санжар", "Сейітова Жанар", "Волков Серик", "Өтегенов Нұрсұлтан", "Ким Ольга")
_BANKS = (
    ("722", "Kaspi Bank"),
    ("601", "Halyk Bank"),
    ("965", "ForteBank"),
    ("856", "CenterCredit"),
)
_FIRST = datetime(2026, 3, 2, 9, 41)
_LAST_ENDS = ("cash", "exchange", "abroad", "unseen", "p2p", "spent")


@dataclass
class _Node:
    layer: int
    account: int | None
    folded: int = 0
    amount: int = 0
    ends: dict[str, int] = field(default_factory=dict)
    beyond: bool = False


class _Maker:
    """Draws a trail from the top: each node keeps a part and sends the rest one layer on."""

    def __init__(
        self,
        seed: int,
        victims: int,
        width: int,
        layers: int,
        *,
        hostile: bool,
        stays: bool,
        pieces: int,
    ) -> None:
        self.random = random.Random(seed)
        self.hostile = hostile
        self.stays = stays
        self.pieces = pieces
        self.layers = layers
        self.accounts: list[dict[str, Any]] = []
        self.nodes: list[_Node] = []
        self.flows: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.transfers: list[list[Any]] = []
        self.hops: list[list[Any]] = []
        self.into: dict[int, list[tuple[int, int, datetime]]] = defaultdict(list)
        self.inside: dict[int, int] = {}
        for _ in range(victims):
            amount = self.random.randrange(30_000_00, 3_000_000_00)
            self.nodes.append(_Node(0, self.account("person", victim=True), amount=amount))
        level = list(range(victims))
        for layer in range(1, layers + 1):
            level = self.next_level(level, layer, max(2, round(width / (1 + abs(layer - 2) / 2))))

    def account(self, kind: str, victim: bool = False) -> int:
        index = len(self.accounts)
        bank, bank_name = self.random.choice(_BANKS)
        name: str = HOSTILE[index % len(HOSTILE)] if self.hostile else self.random.choice(_NAMES)
        number = f"KZ{self.random.randrange(100):02}{bank}{index:013}"
        dropper = kind == "person" and not victim
        links = [{"kind": "phone", "value": f"+7701000{index // 3:04}"}] if dropper else []
        if dropper and index % 2:
            links.append({"kind": "device", "value": f"device-{index // 5}"})
        reasons = [
            {"says": "4 senders paid it 2.2 million", "points": 31.5},
            {"says": "wages come to it", "points": -8.0},
        ]
        self.accounts.append(
            {
                "number": number,
                "bank": bank,
                "bank_name": bank_name,
                "owner": f"{800101300000 + index}",
                "name": name,
                "kind": kind,
                "label": number if kind != "cash" else "cash desk",
                "held": self.random.random() < 0.7,
                "victim": victim,
                "score": round(0.99 - index % 40 / 80, 2) if dropper else None,
                "ring": 1 + index // 12 if dropper else None,
                "why": f"4 senders paid it; {name} sent 96% on in 11 min." if dropper else None,
                "reasons": reasons if dropper else [],
                "links": links,
            }
        )
        return index

    def next_level(self, level: list[int], layer: int, width: int) -> list[int]:
        last = layer == self.layers
        made = []
        for place in range(width):
            kind = ("exchange", "person", "company")[place % 3] if last else "person"
            earlier = [n for n in self.nodes if n.layer == layer - 2 and n.account is not None]
            if place == 1 and earlier and layer > 2:
                account: int | None = earlier[0].account  # money comes back to it
            else:
                account = None if place == width - 1 and width > 3 else self.account(kind)
            self.nodes.append(_Node(layer, account, 0 if account is not None else 7))
            made.append(len(self.nodes) - 1)
        for index in level:
            self.spread(index, made)
        for index in made:
            node = self.nodes[index]
            if last:
                self.stay(node, node.amount, self.random.choice(_LAST_ENDS))
        return [index for index in made if self.nodes[index].amount]

    def stay(self, node: _Node, amount: int, end: str) -> None:
        if amount:
            node.ends[end] = node.ends.get(end, 0) + amount

    def spread(self, index: int, made: list[int]) -> None:
        node = self.nodes[index]
        left = node.amount
        if self.stays and node.layer and self.random.random() < 0.6:
            part = left * self.random.randrange(1, 40) // 100
            self.stay(node, part, self.random.choice(("held", "held", "cash", "frozen", "fee")))
            left -= part
        for target in self.random.sample(made, min(len(made), self.random.randrange(1, 4))):
            part = left * self.random.randrange(30, 100) // 100
            if part:
                left -= part
                self.pay(index, target, part)
        if left:
            self.pay(index, made[0], left)

    def pay(self, source: int, target: int, amount: int) -> None:
        pieces = self.random.randrange(1, self.pieces + 1)
        start = max([one[2] for one in self.into[source]], default=_FIRST)
        for piece in range(pieces):
            part = amount // pieces if piece else amount - amount // pieces * (pieces - 1)
            if not part:
                continue
            ts = start + timedelta(seconds=self.random.randrange(120, 5400))
            number = len(self.transfers)
            self.transfers.append([number, ts, source, target, part])
            self.flows[source, target].append(number)
            self.nodes[target].amount += part
            self.match(source, number, part, ts)
            self.into[target].append((number, part, ts))

    def match(self, source: int, out: int, amount: int, ts: datetime) -> None:
        for place, (came, open_part, at) in enumerate(self.into[source]):
            taken = min(open_part, amount)
            if taken:
                dwell = int((ts - at).total_seconds())
                self.hops.append([came, out, plain_amount(taken), dwell, out % 11 == 0])
                self.into[source][place] = (came, open_part - taken, at)
                amount -= taken

    # the record

    def renumber(self) -> None:
        order = sorted(range(len(self.transfers)), key=lambda one: (self.transfers[one][1], one))
        new = {old: place + 1 for place, old in enumerate(order)}
        self.transfers = [[new[old], *self.transfers[old][1:]] for old in order]
        self.hops = [[new[one[0]], new[one[1]], *one[2:]] for one in self.hops]
        self.flows = {key: [new[old] for old in ids] for key, ids in self.flows.items()}

    def party(self, index: int) -> int:
        """Return the account of a node; of one that folds others, one of these."""
        account = self.nodes[index].account
        if account is not None:
            return account
        if index not in self.inside:
            self.inside[index] = self.account("person")
        return self.inside[index]


def _ends(node: _Node) -> list[dict[str, Any]]:
    return [
        {
            "end": end,
            "amount": plain_amount(amount),
            "unsure": plain_amount(amount // 3 if end == "held" else 0),
            "least": plain_amount(amount // 2) if end == "held" else None,
            "most": plain_amount(amount * 2) if end == "held" else None,
        }
        for end, amount in sorted(node.ends.items(), key=lambda one: (-one[1], one[0]))
    ]


def _back(trail: dict[str, Any]) -> dict[str, Any]:
    """Return a trail in which nothing stays on the way as one from its last layer back."""
    layers = trail["layers"]
    nodes = [node | {"layer": layers - node["layer"], "ends": []} for node in trail["nodes"]]
    loan = {"end": "loan", "unsure": "0.00", "least": None, "most": None}
    for node in nodes:
        if node["layer"] == layers:
            node["ends"] = [loan | {"amount": node["amount"]}]
    return trail | {
        "direction": "back",
        "ends": [{"end": "loan", "amount": trail["traced"], "accounts": 3}],
        "nodes": nodes,
        "flows": [flow | {"from": flow["to"], "to": flow["from"]} for flow in trail["flows"]],
    }


def _trail(made: _Maker) -> dict[str, Any]:
    ends: dict[str, list[int]] = defaultdict(list)
    for node in made.nodes:
        for end, amount in node.ends.items():
            ends[end].append(amount)
    amounts = {one[0]: one[4] for one in made.transfers}
    return {
        "direction": "forward",
        "traced": plain_amount(sum(n.amount for n in made.nodes if n.layer == 0)),
        "returned": plain_amount(0),
        "tied": plain_amount(1_000_00),
        "ends": [
            {"end": end, "amount": plain_amount(sum(found)), "accounts": len(found)}
            for end, found in sorted(ends.items(), key=lambda one: -sum(one[1]))
        ],
        "layers": made.layers,
        "nodes": [
            {
                "layer": node.layer,
                "account": node.account,
                "folded": node.folded,
                "amount": plain_amount(node.amount),
                "beyond": node.beyond,
                "restarts": "0.00",
                "ends": _ends(node),
            }
            for node in made.nodes
        ],
        "flows": [
            {
                "from": source,
                "to": target,
                "amount": plain_amount(sum(amounts[one] for one in ids)),
                "unsure": plain_amount(amounts[ids[0]] if ids[0] % 7 == 0 else 0),
                "tied": plain_amount(amounts[ids[0]] if ids[0] % 11 == 0 else 0),
                "transfers": len(ids),
            }
            for (source, target), ids in made.flows.items()
        ],
    }


def _iso(ts: datetime) -> str:
    return ts.isoformat(timespec="seconds")


def _layer(made: _Maker, source: int, *, back: bool) -> int:
    layer = made.nodes[source].layer
    return layer - made.layers if back else layer


def _transfers(made: _Maker, *, back: bool) -> dict[str, Any]:
    rows = [
        [
            id_,
            _iso(ts),
            made.party(source),
            made.party(target),
            plain_amount(amount),
            "KZT",
            "transfer",
            plain_amount(amount),
            [[_layer(made, source, back=back), plain_amount(amount)]],
            [f"kaspi.xlsx:{id_ + 1}"] + ([f"halyk <b>.csv:{id_ + 4}"] if id_ % 2 else []),
            "one-sided" if id_ % 7 == 0 else None,
        ]
        for id_, ts, source, target, amount in made.transfers
    ]
    columns = "id ts from to amount currency kind traced layers places doubt".split()
    return {"columns": columns, "rows": rows, "left_out": 3, "left_out_amount": "12.50"}


def _events(made: _Maker) -> list[dict[str, Any]]:
    found: list[tuple[datetime, dict[str, Any]]] = []
    for node in made.nodes:
        if node.layer == 0:
            event = {"lane": "loan", "layer": None, "transfer": None, "end": None}
            found.append((_FIRST, event | {"amount": plain_amount(node.amount)}))
    for id_, ts, source, target, amount in made.transfers:
        layer = made.nodes[source].layer
        lane = "layer" if layer else "stolen"
        event = {"lane": lane, "layer": layer, "transfer": id_, "end": None}
        found.append((ts, event | {"amount": plain_amount(amount)}))
        ends = made.nodes[target].ends
        if ends and "held" not in ends:
            event = {"lane": "exit", "layer": layer + 1, "transfer": id_, "end": next(iter(ends))}
            found.append((ts, event | {"amount": plain_amount(amount)}))
    found.sort(key=lambda one: one[0])
    return [{"ts": _iso(ts), **event} for ts, event in found]


def _network(made: _Maker) -> dict[str, Any]:
    rings: dict[int, list[int]] = defaultdict(list)
    for index, one in enumerate(made.accounts):
        if one["ring"]:
            rings[one["ring"]].append(index)
    nodes: list[dict[str, Any]] = []
    place: dict[Any, int] = {}
    edges: dict[tuple[int, int, str], list[int]] = defaultdict(list)

    def node(key: Any, value: dict[str, Any]) -> int:
        if key not in place:
            place[key] = len(nodes)
            nodes.append(value)
        return place[key]

    members = {index for found in rings.values() for index in found}
    for index in sorted(members):
        this = node(index, {"account": index})
        for link in made.accounts[index]["links"]:
            other = node(
                (link["kind"], link["value"]), {"link": link["kind"], "value": link["value"]}
            )
            edges[this, other, "shares"].append(0)
    for _, _, source, target, amount in made.transfers:
        payer, payee = made.party(source), made.party(target)
        if payee in members:
            payers = {"payers": 2, "amount": plain_amount(amount)}
            start = place[payer] if payer in members else node(("payers", payee), payers)
            edges[start, place[payee], "paid"].append(amount)
        elif payer in members:
            out = node(payee, {"exit": made.accounts[payee]["kind"], "account": payee})
            edges[place[payer], out, "paid"].append(amount)
    return {
        "rings": [{"ring": ring, "accounts": found} for ring, found in list(rings.items())[:5]],
        "left_out": {"rings": max(0, len(rings) - 5), "accounts": 0},
        "nodes": nodes,
        "edges": [
            {
                "from": source,
                "to": target,
                "kind": kind,
                "amount": plain_amount(sum(amounts)) if kind == "paid" else None,
                "transfers": len(amounts) if kind == "paid" else 0,
            }
            for (source, target, kind), amounts in edges.items()
        ],
    }


def _tables(made: _Maker, claims: int) -> dict[str, Any]:
    victims = [node for node in made.nodes if node.layer == 0] * claims
    stays = [node for node in made.nodes if node.ends and node.account is not None]
    on = [node for node in made.nodes if node.layer and node.account is not None]
    span = {"first_ts": _iso(_FIRST), "last_ts": _iso(_FIRST + timedelta(hours=7))}
    ids = [one[0] for one in made.transfers]
    return {
        "victims": [
            {
                "complaint": f"25190{number:04}",
                "name": made.accounts[node.account or 0]["name"],
                "owner": made.accounts[node.account or 0]["owner"],
                "account": node.account,
                "amount": plain_amount(node.amount),
                "ts": _iso(_FIRST + timedelta(minutes=number)),
                "ends": [{"end": "held", "amount": "10.00"}, {"end": "cash", "amount": "2.50"}],
            }
            for number, node in enumerate(victims)
        ],
        "droppers": [
            {
                "account": node.account,
                "layers": [node.layer],
                "score": made.accounts[node.account or 0]["score"],
                "ring": made.accounts[node.account or 0]["ring"],
                "received": plain_amount(node.amount),
                "passed_on": plain_amount(node.amount - sum(node.ends.values())),
                "stays": plain_amount(sum(node.ends.values())),
                "why": made.accounts[node.account or 0]["why"],
                **span,
            }
            for node in on
            if made.accounts[node.account or 0]["kind"] == "person"
        ],
        "exits": [
            {
                "account": node.account,
                "end": end,
                "layer": node.layer,
                "amount": plain_amount(amount),
                "least": plain_amount(amount // 2),
                "most": plain_amount(amount),
                "unsure": plain_amount(amount // 5),
                **span,
            }
            for node in stays
            for end, amount in node.ends.items()
            if end not in ("held", "unseen")
        ],
        "freeze": [
            {
                "account": node.account,
                "amount": plain_amount(node.ends["held"]),
                "stated": plain_amount(node.ends["held"] + 100),
                "unsure": "0.00",
                "since": _iso(_FIRST + timedelta(hours=2)),
                "minutes": 12 + node.layer,
                "victims": [["251900000", plain_amount(node.ends["held"])]],
            }
            for node in stays
            if "held" in node.ends
        ],
        "requests": [
            {
                "bank": made.accounts[node.account or 0]["bank"],
                "bank_name": made.accounts[node.account or 0]["bank_name"],
                "account": node.account,
                "amount": plain_amount(node.ends["unseen"]),
                "complaints": ["251900000"],
                **span,
            }
            for node in stays
            if "unseen" in node.ends
        ],
        "passed_on": [
            {
                "bank": made.accounts[node.account or 0]["bank"],
                "bank_name": made.accounts[node.account or 0]["bank_name"],
                "account": node.account,
                "amount": plain_amount(node.ends["unseen"]),
                "currency": "KZT",
                "payers": [one.account for one in victims],
                **span,
            }
            for node in stays
            if "unseen" in node.ends
        ],
        "complaints": [
            {
                "complaint": f"25190{number:04}",
                "registered": "2026-03-03",
                "victim": made.accounts[node.account or 0]["name"],
                "account": made.accounts[node.account or 0]["number"],
                "amount": plain_amount(node.amount),
                "ts": _iso(_FIRST),
                "place": f"complaints.csv:{number + 2}",
                "transfer": ids[number % len(ids)] if number % 5 else None,
                "why": "Found by account, amount and day.",
            }
            for number, node in enumerate(victims)
        ],
        "findings": [
            {
                "query": "droppers",
                "title": "Droppers",
                "about": made.accounts[node.account or 0]["number"],
                "account": node.account,
                "score": made.accounts[node.account or 0]["score"] or 0.5,
                "why": "4 senders paid it 2.2 million; 96% went on.",
                "reasons": made.accounts[node.account or 0]["reasons"],
                "transfers": [one[0] for one in made.transfers if one[3] == place][:8],
            }
            for place, node in enumerate(made.nodes)
            if node.layer == 1 and node.account is not None
        ],
    }


def result(
    seed: int = 24,
    victims: int = 3,
    width: int = 4,
    layers: int = 3,
    *,
    hostile: bool = False,
    back: bool = False,
    pieces: int = 3,
    claims: int = 1,
) -> dict[str, Any]:
    """Return what a report holds, drawn by a seed; with a trail back, nothing stays on the way.

    A flow has up to so many `pieces`, its transfers, and a victim so many `claims`.
    """
    made = _Maker(seed, victims, width, layers, hostile=hostile, stays=not back, pieces=pieces)
    made.renumber()
    trail = _trail(made)
    rows = _transfers(made, back=back)
    name = HOSTILE[0] if hostile else "C-17"
    times = [row[1] for row in rows["rows"]]
    unknown = [
        {
            "kind": "bank",
            "says": "No statement of Halyk Bank is held; 250 000.00 KZT went there.",
            "account": victims,
            "transfer": None,
            "amount": "250000.00",
            "place": None,
        },
        {
            "kind": "one-sided",
            "says": "Transfer 7 is reported by the payer's bank alone.",
            "account": None,
            "transfer": 7,
            "amount": "12.00",
            "place": "kaspi.xlsx:8",
        },
    ]
    return {
        "scope": {"kind": "account" if back else "complaints", "names": [name]},
        "title": f"Complaint {name}",
        "sentences": [
            f"Asked: where the money of complaint {name} went, by lifo.",
            "3 victims paid 4 805 000.00 KZT to 4 accounts on 2 March 2026.",
            "1 200 000.00 KZT is still held, on 3 accounts; it can be frozen.",
            "2 900 000.00 KZT left: 1 900 000.00 to exchanges, 1 000 000.00 in cash.",
            "250 000.00 KZT is out of sight: no statement of Halyk Bank is held.",
        ],
        "rule": "lifo",
        "currency": "KZT",
        "stand_in": False,
        "first_ts": min(times),
        "last_ts": max(times),
        "trails": [_back(trail) if back else trail],
        "transfers": rows,
        "hops": made.hops,
        "events": _events(made),
        "network": _network(made),
        "tables": _tables(made, claims),
        "unknown": unknown,
        "accounts": made.accounts,
    }


def record(lang: str = "en", **drawn: Any) -> tuple[dict[str, Any], str]:
    """Return a record and its text."""
    found = result(**drawn)
    whole = {
        "moneygraph_manifest": 2,
        "version": "0.1.0",
        "written": "2026-03-04T08:00:00+00:00",
        "command": "report",
        "parameters": {"complaint": found["scope"]["names"], "rule": "lifo", "lang": lang},
        "exports": [
            {
                "name": "kaspi <march>.xlsx",
                "path": "/evidence/kaspi <march>.xlsx",
                "sha256": "ab" * 32,
                "rows": 120,
                "sheets": [{"sheet": "1", "loader": "kaspi", "rows": 120}],
            }
        ],
        "loaders": {"kaspi": "cd" * 32},
        "files": {"queries/droppers.sql": "ef" * 32},
        "own_files": {},
        "decisions": [],
        "result": found,
        "result_sha256": "01" * 32,
    }
    return whole, json_text(whole)
