"""What a person decides: which rows are one transfer, undone, how clocks stand, what is frozen.

Decisions are kept in the case by files' digests and rows' numbers, so that they hold whatever is
loaded later and in any order. Each is taken back by the same words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.adding import joins_as_written
from moneygraph.ingest.loading.coverage import make_bank_macro
from moneygraph.ingest.loading.rows import prepare
from moneygraph.ingest.loading.settle import settle
from moneygraph.ingest.loading.spelling import spelt_number
from moneygraph.store.amounts import asked_amount
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.file import transaction
from moneygraph.store.masking import is_masked
from moneygraph.store.message import Message
from moneygraph.store.printable import printable
from moneygraph.store.sqltext import named_sql, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import duckdb

    from moneygraph.store.file import CaseFile

KINDS: Final = ("same", "not-same", "undone", "clock", "frozen")
_SQL: Final = "ingest/loading/decided.sql"
_PLACES_SHOWN: Final = 3
_ACCOUNT: Final = "select number from account where number in ($1, $2) order by number"
_MOVES: Final = """
select 1 from transfer, account where number = $1 and account.id in (from_account, to_account)
    and $2 in (currency::varchar, to_currency::varchar) limit 1
"""
_BANKS: Final = "select distinct bank from section where bank is not null order by bank"
#: What makes two decisions the same one; `is not distinct from` for each.
_KEY: Final = (
    *("kind", "first_sha256", "first_row", "second_sha256", "second_row"),
    *("bank", "first_day", "last_day", "account", "currency"),
)


@dataclass(frozen=True)
class Wanted:
    """What a person decides, as it is named: ``kind`` is one of `KINDS`.

    ``names`` are two rows, each FILE:ROW or FILE [SHEET]:ROW (for undone the second takes the first
    back), or for clock one bank's code, whose clock is ``seconds`` ahead from ``first_day`` to
    ``last_day``, None for no limit; or for frozen one account, on which a bank has stopped
    ``amount`` (as text; None for all that is there) in ``currency``.
    """

    kind: str
    names: Sequence[str]
    who: str = ""
    why: str = ""
    seconds: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    amount: str | None = None
    currency: str = "KZT"


_SPAN: Final = re.compile(r"(?P<sign>[+-]?)(?:(?P<hours>\d{1,2})h)?(?:(?P<minutes>\d{1,3})m)?")
_MOST_AHEAD_S: Final = 14 * 3600


def ahead_of(text: str) -> int:
    """Return how far a clock is ahead, in seconds; raises `CallError` for what is no span.

    >>> ahead_of("+1h"), ahead_of("-7m"), ahead_of("1h30m")
    (3600, -420, 5400)
    """
    found = _SPAN.fullmatch(text)
    seconds = 0
    if found:
        hours, minutes = int(found["hours"] or 0), int(found["minutes"] or 0)
        seconds = (hours * 60 + minutes) * 60 * (-1 if found["sign"] == "-" else 1)
    if not seconds or abs(seconds) > _MOST_AHEAD_S:
        raise CallError(
            Message(
                "{value} is no span: write it like +1h, -7m or +1h30m, up to 14h", value=repr(text)
            )
        )
    return seconds


@dataclass(frozen=True)
class Decision:
    """One decision; rows are named by their file's SHA-256 and their number in it."""

    kind: str
    first_sha256: str | None = None
    first_row: int | None = None
    second_sha256: str | None = None
    second_row: int | None = None
    bank: str | None = None
    seconds: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    account: str | None = None
    amount: int | None = None
    currency: str | None = None
    who: str = ""
    decided_at: datetime | None = None
    why: str = ""


def _decision_of(con: duckdb.DuckDBPyConnection, wanted: Wanted) -> Decision:
    """Return the decision; raises `CallError` where what it names is not there, or not one."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    if wanted.kind == "clock":
        (bank,) = wanted.names
        known = [code for (code,) in rows_of(con, _BANKS)]
        if bank not in known:
            raise CallError(
                Message("there is no statement file of a bank {bank}", bank=bank),
                Message("Give the bank's code: {names}.", names=known or Message("none is known")),
            )
        return Decision(
            "clock",
            bank=bank,
            seconds=wanted.seconds,
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            who=wanted.who,
            decided_at=now,
            why=wanted.why,
        )
    if wanted.kind == "frozen":
        return _frozen(con, wanted, now)
    one, other = (_find(con, name) for name in wanted.names)
    if one == other:
        raise CallError(
            Message("{name} is named twice", name=wanted.names[0]), Message("Name two rows.")
        )
    _check_alike(con, wanted, one, other)
    return Decision(wanted.kind, *one, *other, who=wanted.who, decided_at=now, why=wanted.why)


def _frozen(con: duckdb.DuckDBPyConnection, wanted: Wanted, now: datetime) -> Decision:
    (name,) = wanted.names
    found = rows_of(con, _ACCOUNT, spelt_number(name), name)
    if not found:
        raise UnknownStart(
            Message("there is no account {name} in the case", name=name),
            Message("Name it as `moneygraph freeze` prints it."),
        )
    if not rows_of(con, _MOVES, found[0][0], wanted.currency):
        raise CallError(
            Message(
                "nothing moved on {account} in {currency}",
                account=found[0][0],
                currency=wanted.currency,
            ),
            Message("Give the currency with --currency."),
        )
    units = None if wanted.amount is None else asked_amount(wanted.amount, wanted.currency)
    return Decision(
        "frozen",
        account=found[0][0],
        amount=units,
        currency=wanted.currency,
        who=wanted.who,
        decided_at=now,
        why=wanted.why,
    )


def _check_clear(con: duckdb.DuckDBPyConnection) -> None:
    if is_masked(con):
        raise CallError(
            Message("nothing can be decided in a masked case"), Message("Open it without a mask.")
        )


def _check_alike(
    con: duckdb.DuckDBPyConnection, wanted: Wanted, one: tuple[str, int], other: tuple[str, int]
) -> None:
    """Raise `CallError` where two rows can by no means be what a person says they are."""
    if wanted.kind == "not-same":
        return
    rows = [con.execute(named_sql(_SQL)["row"], [*name]).fetchall()[0] for name in (one, other)]
    (amount, currency, *parties), (other_amount, other_currency, *others) = rows
    less, more = sorted((amount, other_amount))
    is_same = currency == other_currency
    if is_same and (less < more / 2 or (wanted.kind == "undone" and less != more)):
        wrong = Message("are of amounts too different")
    elif not {*parties} & {*others}:
        wrong = Message("have no account in common")
    else:
        return
    raise CallError(
        Message(
            "{one} and {other} {wrong}", one=wanted.names[0], other=wanted.names[1], wrong=wrong
        ),
        Message("Look at both with `moneygraph show FILE:ROW`."),
    )


def _find(con: duckdb.DuckDBPyConnection, name: str) -> tuple[str, int]:
    file, _, number = name.rpartition(":")
    row = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    found = con.execute(named_sql(_SQL)["find_row"], {"file": file, "row": row}).fetchall()
    if not found:
        raise CallError(
            Message("there is no row {name} in the case", name=name),
            Message("Name it as FILE:ROW, as `moneygraph show` prints it."),
        )
    if len(found) > 1:
        places = ", ".join(printable(place) for place, _, _ in found[:_PLACES_SHOWN])
        raise CallError(
            Message("{name} is in {n} places", name=name, n=len(found)),
            Message("Choose: {places}.", places=places),
        )
    return found[0][1], found[0][2]


def decide(
    case: CaseFile,
    wanted: Wanted,
    *,
    undo: bool,
    settled: Callable[[duckdb.DuckDBPyConnection], None],
) -> None:
    """Keep a decision, or take it back, and join the rows of the case anew, in one transaction.

    Deciding again replaces who, when and why. `settled` is called once transfers are made. Raises
    `CallError` where what it names is not in the case, there is none to take back, or the case is
    masked or only read.
    """
    _check_clear(case.con)
    case.check_written()
    decision = _decision_of(case.con, wanted)
    same = " and ".join(f"{name} is not distinct from ${name}" for name in _KEY)
    values = vars(decision)
    key = {name: values[name] for name in _KEY}
    with joins_as_written(case.con), transaction(case.con):
        known = case.con.execute(f"select 1 from decision where {same}", key).fetchall()
        if undo and not known:
            raise CallError(
                Message("there is no such decision to take back"),
                Message("`moneygraph status` lists them."),
            )
        case.con.execute(f"delete from decision where {same}", key).fetchall()
        if not undo:
            _keep(case.con, decision)
        _settle_anew(case)
        settled(case.con)


def decide_all(
    case: CaseFile,
    decisions: Sequence[Decision],
    *,
    settled: Callable[[duckdb.DuckDBPyConnection], None],
) -> None:
    """Keep decisions in a case that has none, as `decide` does one."""
    if not decisions:
        return
    with joins_as_written(case.con), transaction(case.con):
        for decision in decisions:
            _keep(case.con, decision)
        _settle_anew(case)
        settled(case.con)


def _keep(con: duckdb.DuckDBPyConnection, decision: Decision) -> None:
    values = [*vars(decision).values()]
    con.execute(f"insert into decision values ({', '.join('?' * len(values))})", values).fetchall()


def _settle_anew(case: CaseFile) -> None:
    prepare(case)
    make_bank_macro(case)
    settle(case)


def decisions_of(con: duckdb.DuckDBPyConnection) -> list[Decision]:
    """Return all decisions of a case, in an order that nothing but they decides."""
    names = ", ".join(Decision.__dataclass_fields__)
    rows = rows_of(con, f"select {names} from decision order by {', '.join(_KEY)}")
    return [Decision(*row) for row in rows]
