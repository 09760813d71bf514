"""The truth beside the statement files: all transfers, who took part, where money ended.

Amounts are tenge with two decimals, times ISO 8601 by the region's true clock.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moneygraph.demo.manners import BANKS, COVERED, MANNERS
from moneygraph.demo.region import Region
from moneygraph.demo.scams.orders import Order
from moneygraph.demo.statements.answer import START
from moneygraph.demo.statements.files import write_csv

Rows = Iterator[Sequence[str]]


def money(amount: int) -> str:
    """Return tiyn as tenge with two decimals."""
    return f"{amount // 100}.{amount % 100:02d}"


def visible(region: Region) -> NDArray[np.bool_]:
    """Return which transfers at least one statement file holds (a boolean for each transfer)."""
    covered = np.isin(region.world.bank_of(), COVERED)
    moved = region.transfers
    seen: NDArray[np.bool_] = covered[moved["from_account"]] | covered[moved["to_account"]]
    return seen


def write_truth(region: Region, folder: Path, files: dict[str, int], skews: dict[str, int]) -> None:
    """Write all tables of the truth; `files`: data rows by file, `skews`: seconds by bank."""
    seen = visible(region)
    counts = {
        "files": files,
        "transfers": region.transfers.size,
        "visible_transfers": int(seen.sum()),
        "clock_skew_s": skews,
    }
    text = json.dumps(counts, indent=1, sort_keys=True)
    (folder / "counts.json").write_text(text + "\n", encoding="utf-8")
    tables = {
        "transfers": _transfers(region, seen),
        "accounts": _accounts(region),
        "victims": _victims(region),
        "droppers": _droppers(region),
        "exits": _exits(region),
        "ends": _ends(region),
    }
    for name, rows in tables.items():
        write_csv(folder / f"{name}.csv", rows)


def _time(seconds: int) -> str:
    return (START + timedelta(seconds=seconds)).isoformat()


def _transfers(region: Region, seen: NDArray[np.bool_]) -> Rows:
    yield ("id", "ts", "from_account", "to_account", "amount", "kind", "scam", "visible")
    numbers = [account.number for account in region.world.accounts]
    stolen = np.array([bool(order.parcels) for order in region.run.orders] + [False])
    moved = region.transfers
    columns = (moved[name].tolist() for name in ("ts", "from_account", "to_account"))
    rest = (moved["amount"].tolist(), moved["manner"].tolist(), stolen[moved["order"]].tolist())
    for id_, (ts, payer, payee, amount, manner, scam, known) in enumerate(
        zip(*columns, *rest, seen.tolist(), strict=True), 1
    ):
        ends = (numbers[payer], numbers[payee], money(amount), MANNERS[manner].kind)
        yield (str(id_), _time(ts), *ends, str(int(scam)), str(int(known)))


def _accounts(region: Region) -> Rows:
    yield ("number", "bank", "owner", "name", "kind", "role", "ring", "level", "opening")
    moved = region.transfers
    for index in np.union1d(moved["from_account"], moved["to_account"]).tolist():
        account = region.world.accounts[index]
        party = region.world.parties[account.party]
        part = (str(account.ring or ""), str(account.level or ""))
        opening = money(int(region.opening[index]))
        who = (party.id, party.name, account.kind, account.role)
        yield (account.number, account.bank, *who, *part, opening)


def ids(region: Region) -> dict[int, str]:
    """Return the transfer id of each scammers' order by the index of the order."""
    orders = region.transfers["order"]
    return {int(orders[at]): str(at + 1) for at in np.flatnonzero(orders >= 0)}


def _victims(region: Region) -> Rows:
    yield ("owner", "ring", "lost", "loans", "first_ts", "last_ts", "transfers", "loan_transfers")
    id_of, world = ids(region), region.world
    theft: dict[int, list[tuple[int, Order]]] = defaultdict(list)
    loans: dict[int, list[tuple[int, Order]]] = defaultdict(list)
    for index, order in enumerate(region.run.orders):
        if world.accounts[order.from_account].role == "victim" and order.parcels:
            theft[world.accounts[order.from_account].party].append((index, order))
        elif order.manner == "quick_loan":
            loans[world.accounts[order.to_account].party].append((index, order))
    for ring in region.cast:
        for victim in ring.victims:
            taken, lent = theft[victim.party], loans[victim.party]
            times = [order.ts for _, order in taken]
            yield (
                world.parties[victim.party].id,
                str(ring.number),
                money(sum(order.amount for _, order in taken)),
                money(sum(order.amount for _, order in lent)),
                _time(min(times)),
                _time(max(times)),
                " ".join(id_of[index] for index, _ in taken),
                " ".join(id_of[index] for index, _ in lent),
            )


def _droppers(region: Region) -> Rows:
    yield ("account", "owner", "ring", "level", "bank", "visible", "fresh", "received", "passed_on")
    world, received, paid = region.world, Counter[int](), Counter[int]()
    moved = region.transfers[visible(region)]
    for order in region.run.orders:
        if order.parcels:
            received[order.to_account] += order.amount
            paid[order.from_account] += order.amount
    appears = np.union1d(moved["from_account"], moved["to_account"])
    for ring in region.cast:
        for dropper in ring.droppers:
            if not received[dropper.account]:
                continue
            account = world.accounts[dropper.account]
            yield (
                account.number,
                world.parties[account.party].id,
                str(ring.number),
                str(dropper.level),
                account.bank,
                str(int(dropper.account in appears)),
                str(int(dropper.fresh)),
                money(received[dropper.account]),
                money(paid[dropper.account]),
            )


def _exits(region: Region) -> Rows:
    yield ("account", "name", "how", "bank", "stolen", "stolen_amount", "amount")
    world, stolen, total = region.world, Counter[int](), Counter[int]()
    for (_, end, account), amount in region.run.ends.items():
        if end in ("exchange", "p2p"):
            stolen[account] += amount
    for index in [*world.having("exchange").tolist(), *world.having("trader").tolist()]:
        total[index] = int(
            region.transfers["amount"][region.transfers["to_account"] == index].sum()
        )
        if total[index]:
            account = world.accounts[index]
            how = "named" if account.role == "exchange" else "inferred"
            name, bank = world.parties[account.party].name, BANKS[account.bank].code
            sums = (str(int(bool(stolen[index]))), money(stolen[index]), money(total[index]))
            yield (account.number, name, how, bank, *sums)


def _ends(region: Region) -> Rows:
    yield ("victim", "end", "account", "amount")
    world = region.world
    victims = [world.parties[victim.party].id for ring in region.cast for victim in ring.victims]
    for (victim, end, account), amount in sorted(region.run.ends.items()):
        yield (victims[victim], end, world.accounts[account].number, money(amount))
