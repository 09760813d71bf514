"""Small made-up cases: written as lists, put into the tables of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from hypothesis import strategies as st

from moneygraph.detect.derived import made_with
from moneygraph.store.data import OURS
from moneygraph.store.file import CaseFile
from moneygraph.store.schema import tables

FIRST_DAY = date(2025, 3, 1)
_FILLED = ("transfer", "account", "cover", "stated", "trader", "reversal", "holder", "doubt")
#: Tables that a test may fill itself; they are emptied as well.
_MORE = ("undone", "net_hop")


@dataclass(frozen=True)
class Move:
    """A transfer as it is drawn; the case gives it its id. Accounts are their numbers."""

    ts: datetime
    sender: str
    receiver: str
    amount: int
    currency: str = "KZT"
    to_amount: int | None = None
    to_currency: str | None = None
    credit_ts: datetime | None = None
    day_only: bool = False
    credit_day_only: bool = False
    kind: str = "transfer"

    @property
    def credited_ts(self) -> datetime:
        return self.credit_ts or self.ts

    @property
    def credited(self) -> int:
        return self.amount if self.to_amount is None else self.to_amount

    @property
    def credited_currency(self) -> str:
        return self.to_currency or self.currency


@dataclass(frozen=True)
class SmallCase:
    """A case. Accounts that no other field names are covered persons without owner."""

    moves: list[Move] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    uncovered: set[str] = field(default_factory=set)
    traders: set[str] = field(default_factory=set)
    balances: list[tuple[str, date, str, int]] = field(default_factory=list)
    #: (transfer, the earlier one whose money it gives back, how much), as `reversal`
    refunds: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def transfers(self) -> dict[int, Move]:
        """Return the moves by transfer id: dense from 1, in the order of ts."""
        return dict(enumerate(sorted(self.moves, key=lambda move: move.ts), start=1))

    @property
    def accounts(self) -> list[str]:
        named = {*self.kinds, *self.owners, *self.uncovered, *self.traders}
        named |= {balance[0] for balance in self.balances}
        sides = {side for move in self.moves for side in (move.sender, move.receiver)}
        return sorted(named | sides)


def at(minute: float = 0, day: int = 0) -> datetime:
    """Return a moment: minutes after noon of a day counted from 0."""
    noon = datetime.combine(FIRST_DAY, datetime.min.time()) + timedelta(days=day, hours=12)
    return noon + timedelta(minutes=minute)


def move(minute: float, sender: str, receiver: str, amount: int) -> Move:
    """Return a transfer at a minute of the first day."""
    return Move(at(minute), sender, receiver, amount)


def empty_tables() -> duckdb.DuckDBPyConnection:
    """Return a connection to the empty tables of a case, in memory."""
    con = duckdb.connect(config={"threads": 1})
    for statement in con.extract_statements(tables()):
        con.execute(statement).fetchall()
    return con


def case_of(con: duckdb.DuckDBPyConnection) -> CaseFile:
    """Return tables in memory as an open case with our own data files."""
    return CaseFile(con, Path("none"))


def say_made(con: duckdb.DuckDBPyConnection, *names: str) -> None:
    """Record derived tables as current, so that they are used as they are."""
    made = made_with(OURS)
    con.executemany("insert into meta values (?, ?)", [[name, made[name]] for name in names])


def fill(
    con: duckdb.DuckDBPyConnection, case: SmallCase, ids: Iterable[int] | None = None
) -> duckdb.DuckDBPyConnection:
    """Put a case into emptied tables; ``ids`` are the account ids, in the order of numbers."""
    for table in (*_FILLED, *_MORE):
        con.execute(f"delete from {table}").fetchall()
    for rule in ("fifo", "lifo"):
        con.execute(f"drop table if exists hop_{rule}").fetchall()
    id_of = dict(zip(case.accounts, ids or range(1, 1 + len(case.accounts)), strict=False))
    _insert(con, "account", [
        (id_of[number], number, "722", case.owners.get(number), f"name of {number}",
         case.kinds.get(number, "person"), None, None)
        for number in case.accounts
    ])  # fmt: skip
    _insert(con, "holder", [
        (id_of[number], owner, f"name of {number}", 1, True)
        for number, owner in sorted(case.owners.items())
    ])  # fmt: skip
    _insert(con, "transfer", [
        (one, m.ts, m.credited_ts, m.day_only, m.credit_day_only, id_of[m.sender],
         id_of[m.receiver], m.amount, m.currency, m.credited, m.credited_currency, m.kind,
         False, one, one, None, None)
        for one, m in case.transfers.items()
    ])  # fmt: skip
    whole = (FIRST_DAY - timedelta(days=400), FIRST_DAY + timedelta(days=400))
    covered = [number for number in case.accounts if number not in case.uncovered]
    _insert(con, "cover", [(id_of[number], *whole, 1) for number in covered])
    _insert(
        con,
        "stated",
        [
            (1, id_of[number], currency, "opening", day, amount, None)
            for number, day, currency, amount in case.balances
        ],
    )
    _insert(con, "reversal", [(*refund, 1.0, "test") for refund in case.refunds])
    _insert(con, "trader", [(id_of[number],) for number in sorted(case.traders)])
    return con


def _insert(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join(["(" + ", ".join("?" * len(rows[0])) + ")"] * len(rows))
        flat = [value for row in rows for value in row]
        con.execute(f"insert into {table} values {marks}", flat).fetchall()


NUMBERS = ("A", "B", "C", "D", "E", "X")


@st.composite
def moves(draw: st.DrawFn, *, in_order: bool = False, exchange: bool = False) -> Move:
    """Draw a transfer among few accounts: few moments, small amounts, so that much collides.

    ``in_order`` draws only times known to the minute, with both sides at once. From some a fee is
    deducted on the way.
    """
    moment = at(draw(st.integers(0, 3)), draw(st.integers(0, 2)))
    sender, receiver = draw(st.sampled_from(NUMBERS)), draw(st.sampled_from(NUMBERS))
    amount = draw(st.integers(0, 9))
    drawn = Move(moment, sender, receiver, amount, draw(st.sampled_from(["KZT"] * 4 + ["USD"])))
    values = dict(vars(drawn))
    if not in_order:
        shape = draw(st.sampled_from(["plain"] * 4 + ["late", "early", "day", "day in", "day out"]))
        midnight = moment.replace(hour=0, minute=0)
        if shape in ("late", "early"):
            shift = timedelta(minutes=1 if shape == "late" else -1)
            values |= {"credit_ts": moment + shift}
        if shape in ("day", "day out"):
            values |= {"ts": midnight, "day_only": True, "credit_ts": moment}
        if shape in ("day", "day in"):
            values |= {"credit_ts": midnight, "credit_day_only": True}
    if draw(st.integers(0, 5)) == 0 and amount > 1 and sender != receiver:
        values |= {"to_amount": draw(st.integers(1, amount - 1))}
    if exchange and draw(st.integers(0, 3)) == 0:
        values |= {"to_currency": draw(st.sampled_from(["KZT", "USD", "EUR"]))}
        values |= {"to_amount": draw(st.integers(0, 25))}
    return Move(**values)


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    in_order: bool = False,
    exchange: bool = False,
    refunded: bool = True,
    stated: bool = True,
) -> SmallCase:
    """Draw a small case.

    ``in_order``: no two transfers at one moment, no day-only rows. Some transfers are
    ``refunded``, and for some accounts a balance is ``stated``, unless told otherwise.
    """
    drawn = draw(st.lists(moves(in_order=in_order, exchange=exchange), max_size=14))
    if draw(st.booleans()):
        drawn += draw(sent_back(drawn))
        drawn.sort(key=lambda move: move.ts)
    if in_order:
        drawn = [Move(**{**vars(m), "ts": at(place)}) for place, m in enumerate(drawn)]
    special = st.sampled_from(
        ["exchange", "cash", "merchant", "loan desk", "abroad", "state", "acquirer"]
    )
    balance = st.tuples(
        st.sampled_from(NUMBERS),
        st.integers(-2, 2).map(lambda day: FIRST_DAY + timedelta(days=day)),
        st.sampled_from(["KZT", "USD"]),
        st.integers(-3, 12),
    )
    return SmallCase(
        moves=drawn,
        kinds={"X": draw(special), "E": draw(st.sampled_from(["person", "company", "unknown"]))},
        uncovered=draw(st.sets(st.sampled_from(NUMBERS), max_size=2)),
        traders=draw(st.sets(st.just("D"), max_size=1)),
        balances=draw(st.lists(balance, max_size=3)) if stated else [],
        refunds=draw(refunds(drawn)) if refunded else [],
    )


@st.composite
def sent_back(draw: st.DrawFn, drawn: list[Move]) -> list[Move]:
    """Draw payments back from the accounts where trails may end."""
    return [
        Move(
            m.ts + timedelta(minutes=draw(st.integers(0, 20))),
            m.receiver,
            m.sender,
            draw(st.integers(1, 9)),
            m.credited_currency,
        )
        for m in drawn
        if m.receiver in "DX" and draw(st.booleans())
    ]


@st.composite
def refunds(draw: st.DrawFn, drawn: list[Move]) -> list[tuple[int, int, int]]:
    """Draw refunds of transfers by later ones between the same accounts, most of them closed."""
    ordered = list(enumerate(sorted(drawn, key=lambda move: move.ts), start=1))
    pairs = [
        (refund, earlier)
        for refund, back in ordered
        for earlier, there in ordered
        if earlier < refund and (there.sender, there.receiver) == (back.receiver, back.sender)
    ]
    if not pairs:
        return []
    chosen = draw(st.sets(st.sampled_from(pairs), max_size=3))
    return [(*pair, draw(st.integers(1, 9))) for pair in sorted(chosen)]
