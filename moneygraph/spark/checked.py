"""Refuses rows that no transfer can be, before anything is asked of them: joins would drop them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.schema import ACCOUNT_KINDS, CURRENCIES, KINDS, LARGEST_SUM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import DataFrame


def _one_of(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


_SUM: Final = f"between 0 and {LARGEST_SUM}"


class Laws(NamedTuple):
    """What holds of each row that can be taken, by column, and what to do about others."""

    holds: dict[str, str]
    remedy: Message


TRANSFER: Final = Laws(
    {
        "ts": "ts is not null",
        "from_account": "from_account <> ''",
        "to_account": "to_account <> ''",
        "amount": f"amount {_SUM}",
        "to_amount": f"to_amount {_SUM}",
        "currency": f"currency in ({_one_of(CURRENCIES)})",
        "to_currency": f"to_currency in ({_one_of(CURRENCIES)})",
        "kind": f"kind in ({_one_of(KINDS)})",
    },
    Message(
        "A transfer has a time, two accounts, amounts from 0 up in minor units, and a kind and"
        " currencies of the schema; leave out or mend the others."
    ),
)
ACCOUNT: Final = Laws(
    {"number": "number <> ''", "kind": f"kind in ({_one_of(ACCOUNT_KINDS)})"},
    Message("An account has a number and a kind of the schema; leave out or mend the others."),
)


def check_rows(frame: DataFrame, laws: Laws, named: str) -> None:
    """Raise `CallError` naming the first column that is wrong in some rows, and in how many.

    `named` is the source as the user knows it. What cannot be read at all is named too.
    """
    counts = [f"count_if(({law}) is not true) as {name}" for name, law in laws.holds.items()]
    try:
        (found,) = frame.selectExpr(*counts).collect()
    except Exception as error:  # what Spark and Java raise has no common class
        raise _unreadable(named, error) from error
    for name, count in found.asDict().items():
        if count:
            raise CallError(
                Message(
                    "{source} has rows whose {name} cannot be taken, {count} of them",
                    source=named,
                    name=name,
                    count=count,
                ),
                laws.remedy,
            )


def check_once(frame: DataFrame, name: str, named: str) -> None:
    """Raise `CallError` where two rows of a source have one value of a column, or one has none."""
    repeated = frame.groupBy(name).count().where(f"count > 1 or {name} is null").limit(1).collect()
    for row in repeated:
        raise CallError(
            Message("{source} has the {name} {value} more than once", source=named, name=name,
                    value=str(row[name])),
            Message("Each must stand there once: with two, money would count twice."),
        )  # fmt: skip


def _unreadable(named: str, error: Exception) -> CallError:
    why = str(error).strip().partition("\n")[0]
    return CallError(
        Message("{source} cannot be read: {why}", source=named, why=why),
        Message("Mend it, or name another."),
    )
