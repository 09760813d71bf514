"""Reads transfers and accounts as a caller gives them: one as a mapping, many as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from moneygraph.live.feed.engine import Taken
from moneygraph.live.feed.times import us_of
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.printable import printable
from moneygraph.store.schema import ACCOUNT_KINDS, CURRENCIES, KINDS, LARGEST_SUM

if TYPE_CHECKING:
    import duckdb

#: Of an account: number, kind, owner, bank, name, and whether its movements are held.
Declared = tuple[str, str, str | None, str | None, str | None, bool]

_NEEDED: Final = ("ts", "from_account", "to_account", "amount")
#: The columns of a batch, in the order of `Taken`, and what a missing one is.
_COLUMNS: Final = {
    "ts": "",
    "credit_ts": "ts",
    "from_account": "",
    "to_account": "",
    "amount": "",
    "currency": "'KZT'",
    "to_amount": "amount",
    "to_currency": "currency",
    "kind": "'transfer'",
    "day_only": "false",
    "credit_day_only": "false",
    "own": "null",
    "gives_back": "null",
}
_TYPES: Final = {
    **dict.fromkeys(("ts", "credit_ts"), "timestamp"),
    **dict.fromkeys(("from_account", "to_account", "currency", "to_currency", "kind"), "varchar"),
    **dict.fromkeys(("amount", "to_amount"), "bigint"),
    **dict.fromkeys(("day_only", "credit_day_only", "own"), "boolean"),
}
_WHOLE: Final = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "HUGEINT"}
)
_KINDS, _CODES = frozenset(KINDS), frozenset(CURRENCIES)
_ACCOUNT: Final = ("number", "kind", "owner", "bank", "name", "covered")


def transfer_of(given: Mapping[str, Any], position: int) -> Taken:
    """Return a transfer from a mapping; raises `CallError` that says what is wrong with which."""
    unknown = [name for name in given if name not in _COLUMNS]
    missing = [name for name in _NEEDED if given.get(name) is None]
    if unknown or missing:
        raise _wrong(position, (unknown or missing)[0])
    amount, currency = given["amount"], given.get("currency") or "KZT"
    try:
        ts = us_of(given["ts"])
        credit = given.get("credit_ts")
        taken = Taken(
            ts,
            ts if credit is None else us_of(credit),
            given["from_account"],
            given["to_account"],
            amount,
            currency,
            amount if given.get("to_amount") is None else given["to_amount"],
            given.get("to_currency") or currency,
            given.get("kind") or "transfer",
            bool(given.get("day_only")),
            bool(given.get("credit_day_only")),
            given.get("own"),
            tuple((given.get("gives_back") or {}).items()),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise _wrong(position, "ts") from error
    check(taken, position)
    return taken


def check(one: Taken, position: int) -> None:
    """Raise `CallError` where a transfer has what no transfer can have."""
    (ts, credit_ts, payer, payee, amount, currency, to_amount, to_currency,
     kind, _, _, _, gives_back) = one  # fmt: skip
    if (
        type(amount) is not int
        or type(to_amount) is not int
        or not 0 <= amount <= LARGEST_SUM
        or not 0 <= to_amount <= LARGEST_SUM
        or not -LARGEST_SUM < ts < LARGEST_SUM
        or not -LARGEST_SUM < credit_ts < LARGEST_SUM
        or type(payer) is not str
        or type(payee) is not str
        or not (payer and payee)
        or kind not in _KINDS
        or currency not in _CODES
        or to_currency not in _CODES
    ):
        raise _wrong(position, _wrong_column(one))
    for earlier, given in gives_back:
        if type(earlier) is not int or type(given) is not int or not 0 < earlier < position:
            raise _wrong(position, "gives_back")


def _wrong_column(one: Taken) -> str:
    """Return the first column in which a transfer has what none can have."""
    for name, amount in (("amount", one.amount), ("to_amount", one.to_amount)):
        if type(amount) is not int or not 0 <= amount <= LARGEST_SUM:
            return name
    for name, us in (("ts", one.ts), ("credit_ts", one.credit_ts)):
        if not -LARGEST_SUM < us < LARGEST_SUM:
            return name
    for name, number in (("from_account", one.payer), ("to_account", one.payee)):
        if type(number) is not str or not number:
            return name
    return "kind" if one.kind not in _KINDS else "currency"


def _wrong(position: int, name: str) -> CallError:
    return CallError(
        Message(
            "transfer {position} cannot be taken for its {column}",
            position=position,
            column=printable(str(name)),
        ),
        Message(
            "It has ts, from_account, to_account and a whole amount in minor units, and may have:"
            " {names}.",
            names=[name for name in _COLUMNS if name not in _NEEDED],
        ),
    )


def transfers_of(batch: Any, position: int) -> list[Taken]:
    """Return the transfers of a batch, in its order; `position` is that of the first.

    A batch is what gives an Arrow stream (a table or record batch of pyarrow, polars, DuckDB), a
    data frame, or a mapping of columns. Raises `CallError`; then none of it is taken.
    """
    batch, given_back = _without_ties(batch)
    relation = _relation(batch)
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    for name in [*(one for one in _NEEDED if one not in types), *types]:
        if name not in types or name not in _COLUMNS:
            raise _wrong(position, name)
        if name in ("amount", "to_amount") and types[name] not in _WHOLE:
            raise _wrong(position, name)
    read = _read(relation, types)
    columns = [read[name].tolist() for name in _COLUMNS if name != "gives_back"]
    columns[11] = [None if one < 0 else bool(one) for one in columns[11]]
    if "gives_back" in types:
        given_back = read["gives_back"].tolist()
    ties: list[tuple[tuple[int, int], ...]] = [()] * len(columns[0])
    if given_back is not None:
        ties = [tuple(one.items()) if isinstance(one, dict) else () for one in given_back]
    taken = list(zip(*columns, ties, strict=True))
    if not _are_right(read) or any(ties):
        for place, one in enumerate(taken, position):
            check(Taken(*one), place)
    return cast("list[Taken]", taken)  # plain tuples: each would be made twice


def _are_right(read: Mapping[str, Any]) -> bool:
    """Tell, column by column, whether all of a batch can be taken, but for what is given back."""
    amounts = all(
        (read[name] >= 0).all() and (read[name] <= LARGEST_SUM).all()
        for name in ("amount", "to_amount")
    )
    times = all((read[name] > -LARGEST_SUM).all() for name in ("ts", "credit_ts"))
    numbers = all((read[name] != "").all() for name in ("from_account", "to_account"))
    codes = all(_CODES.issuperset(read[name].tolist()) for name in ("currency", "to_currency"))
    return amounts and times and numbers and codes and _KINDS.issuperset(read["kind"].tolist())


def _without_ties(batch: Any) -> tuple[Any, list[Any] | None]:
    """Take what is given back from a batch of Python's own objects: maps have no type there."""
    if isinstance(batch, Mapping) or _is_frame(batch):
        import pandas as pd

        frame = batch if _is_frame(batch) else pd.DataFrame(dict(batch))
        if "gives_back" in frame:
            return frame.drop(columns="gives_back"), frame["gives_back"].tolist()
        return frame, None
    return batch, None


def _is_frame(batch: Any) -> bool:
    return type(batch).__module__.partition(".")[0] == "pandas"


def _relation(batch: Any) -> duckdb.DuckDBPyRelation:
    con = _database().cursor()
    if hasattr(batch, "__arrow_c_stream__") and not _is_frame(batch):
        return con.from_arrow(_Stream(batch))
    if isinstance(batch, Mapping):
        import pandas as pd

        batch = pd.DataFrame(dict(batch))
    return con.from_df(batch)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return the database in memory that reads batches; to make one takes milliseconds."""
    import duckdb

    return duckdb.connect(":memory:", config={"threads": 1})


class _Stream:
    """Whatever gives an Arrow stream, and nothing else of it."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._source.__arrow_c_stream__(requested_schema)


def _read(relation: duckdb.DuckDBPyRelation, types: dict[str, str]) -> dict[str, Any]:
    parts = []
    for name, missing in _COLUMNS.items():
        value = missing if name not in types else f'"{name}"'
        if name in types and missing not in ("", "null"):
            value = f"coalesce({value}, {missing})"
        if name == "gives_back":
            parts.append(f"{value} as gives_back")
            continue
        value = f"cast({value} as {_TYPES[name]})"
        if name == "own":
            value = f"coalesce(cast({value} as tinyint), -1)"
        elif _TYPES[name] == "timestamp":
            value = f"coalesce(epoch_us({value}), {-LARGEST_SUM})"
        elif _TYPES[name] in ("varchar", "bigint"):
            value = f"coalesce({value}, {_NOTHING[_TYPES[name]]})"
        parts.append(f"{value} as {name}")
    return dict(relation.project(", ".join(parts)).fetchnumpy())


_NOTHING: Final = {"varchar": "''", "bigint": "-1"}


def accounts_of(given: Any) -> list[Declared]:
    """Return what is known of accounts, from mappings or columns; raises `CallError`."""
    if isinstance(given, Mapping) or not isinstance(given, Iterable) or hasattr(given, "columns"):
        relation = _relation(given)
        names = relation.columns
        rows: Iterable[Mapping[str, Any]] = (
            dict(zip(names, row, strict=True)) for row in relation.fetchall()
        )
    else:
        rows = given
    return [_account(row) for row in rows]


def _account(row: Mapping[str, Any]) -> Declared:
    number, kind = row.get("number"), row.get("kind") or "unknown"
    unknown = [name for name in row if name not in _ACCOUNT]
    texts = [row.get(name) for name in ("owner", "bank", "name")]
    is_text = all(one is None or type(one) is str for one in texts)
    if unknown or not number or type(number) is not str or kind not in ACCOUNT_KINDS or not is_text:
        raise CallError(
            Message("the account {number} cannot be taken", number=printable(str(number))),
            Message("It has a number, and may have: {names}.", names=_ACCOUNT[1:]),
        )
    owner, bank, name = (one or None for one in texts)
    return number, kind, owner, bank, name, bool(row.get("covered"))
