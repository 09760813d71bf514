"""The truth of the mess: which rows are one transfer, which were taken back, whose clock is wrong.

A row is named as moneygraph names it: FILE:ROW, or FILE [SHEET]:ROW in a workbook.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from moneygraph.demo.ledger import DAY
from moneygraph.demo.manners import DAY_ONLY, MANNERS
from moneygraph.demo.mess.answer import MessyAnswer
from moneygraph.demo.mess.books import MINUS, SIDE
from moneygraph.demo.mess.real import Mess
from moneygraph.demo.statements.answer import START
from moneygraph.demo.statements.files import write_csv
from moneygraph.demo.truth import Rows, money


def write_mess_truth(mess: Mess, answers: Sequence[MessyAnswer], folder: Path) -> None:
    """Write a table for each thing that the mess makes hard to see."""
    tables = {
        "rows": _rows(answers),
        "undone": _undone(answers),
        "copies": _copies(answers),
        "reversals": _reversals(mess),
        "fees": _fees(mess),
        "currency": _currency(mess),
        "clocks": _clocks(answers),
        "aliases": _aliases(answers),
    }
    for name, rows in tables.items():
        write_csv(folder / f"{name}.csv", rows)


#: The tables that only a messy region has.
TABLES = ("rows", "undone", "copies", "reversals", "fees", "currency", "clocks", "aliases")


def _rows(answers: Sequence[MessyAnswer]) -> Rows:
    """A transfer and its rows, the payer's side and the payee's; "" for a side without one.

    The times are when each side posted it, by the true clock; at the end of the day where the
    side shows no more than the day.
    """
    yield ("transfer", "debit_row", "credit_row", "debit_ts", "credit_ts")
    sides: dict[int, dict[bool, tuple[str, str]]] = defaultdict(dict)
    for answer in answers:
        reported = (answer.transfers["id"].tolist(), answer.debit.tolist())
        rest = (answer.transfers["form"].tolist(), _posted(answer))
        for at, (id_, debit, form, when) in enumerate(zip(*reported, *rest, strict=True)):
            if id_ >= 0:
                sides[id_][debit and form != SIDE] = (answer.places[at], when)
    for id_, of in sorted(sides.items()):
        (debit, left), (credit, came) = of.get(True, ("", "")), of.get(False, ("", ""))
        yield (str(id_ + 1), debit, credit, left, came)


def _posted(answer: MessyAnswer) -> list[str]:
    moved = answer.transfers
    time = np.where(answer.debit, moved["ts"], moved["credit_ts"])
    days = ~answer.debit & ~answer.inside & (answer.bank == DAY_ONLY)
    time = np.where(days | (moved["batch"] & ~answer.debit), time // DAY * DAY + DAY - 1, time)
    shown: list[str] = np.datetime_as_string(
        np.datetime64(START) + time.astype("m8[s]"), "s"
    ).tolist()
    return shown


def _undone(answers: Sequence[MessyAnswer]) -> Rows:
    """A payment that was taken back, what takes it back, and a transfer of that sum and parties."""
    yield ("row", "undone_by", "like")
    for answer in answers:
        ties: dict[int, dict[bool, str]] = defaultdict(dict)
        moved = answer.transfers
        for at in np.flatnonzero(moved["tie"] >= 0).tolist():
            back = moved["form"][at] in (MINUS, SIDE)
            ties[int(moved["tie"][at])][back] = answer.places[at]
        like = dict(zip(moved["tie"].tolist(), (moved["like"] + 1).tolist(), strict=True))
        yield from ((ties[tie][False], ties[tie][True], str(like[tie])) for tie in sorted(ties))


def _copies(answers: Sequence[MessyAnswer]) -> Rows:
    yield ("row", "copy_of")
    for answer in answers:
        yield from ((where, answer.places[index]) for where, index in answer.copies)


def _reversals(mess: Mess) -> Rows:
    yield ("transfer", "reverses", "kind", "amount")
    moved = mess.region.transfers
    for one, other in mess.back:
        kind = "returned" if moved["order"][one] >= 0 else MANNERS[moved["manner"][one]].kind
        yield (str(one + 1), str(other + 1), kind, money(int(moved["amount"][one])))


def _fees(mess: Mess) -> Rows:
    yield ("transfer", "fee")
    for index in mess.fees.nonzero()[0].tolist():
        yield (str(index + 1), money(int(mess.fees[index])))


def _currency(mess: Mess) -> Rows:
    yield ("transfer", "usd", "kzt")
    moved = mess.region.transfers
    for index in mess.cents.nonzero()[0].tolist():
        sums = (money(int(mess.cents[index])), money(int(moved["amount"][index])))
        yield (str(index + 1), *sums)


def _clocks(answers: Sequence[MessyAnswer]) -> Rows:
    yield ("bank", "ahead_s", "jump_s", "from_day", "before_day")
    for answer in answers:
        clock = answer.clock
        last = min(clock.before_day, answer.world.days)
        yield (answer.bank, *map(str, (clock.skew, clock.ahead, clock.from_day, last)))


def _aliases(answers: Sequence[MessyAnswer]) -> Rows:
    yield ("bank", "account", "written")
    for answer in answers:
        for number in sorted(answer.aliases):
            for written in sorted(answer.aliases[number]):
                yield (answer.bank, number, written)
