"""Reads transfers and what belongs to them: a folder of Parquet files, or tables of Spark.

A folder is as `moneygraph export --format parquet` writes it: ``transfer.parquet`` and, where they
are there, ``account``, ``link``, ``raw_reversal``, ``raw_proved`` and ``raw_balance_low``. Each may
be one file or a folder of files. A schema of Spark (``bank.``) holds tables of the same names. What
is neither is one file, folder of files or table of transfers alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moneygraph.spark import checked
from moneygraph.spark.checked import check_once, check_rows
from moneygraph.spark.typed import Wanted, typed
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

TRANSFER: Final = (
    Wanted("id", "bigint", None),
    Wanted("ts", "timestamp_ntz"),
    Wanted("credit_ts", "timestamp_ntz", "ts"),
    Wanted("day_only", "boolean", "false"),
    Wanted("credit_day_only", "boolean", "day_only"),
    Wanted("from_account", "string", other="from_number"),
    Wanted("to_account", "string", other="to_number"),
    Wanted("amount", "money"),
    Wanted("to_amount", "money", "amount"),
    Wanted("currency", "string", "'KZT'"),
    Wanted("to_currency", "string", "currency"),
    Wanted("kind", "string", "'transfer'"),
    Wanted("own", "boolean", "null"),
    Wanted("reference", "string", "null"),
)
_ACCOUNT: Final = (
    Wanted("number", "string"),
    Wanted("bank", "string", "null"),
    Wanted("owner", "string", "null"),
    Wanted("name", "string", "null"),
    Wanted("kind", "string", "'unknown'"),
    Wanted("covered_from", "date", "null"),
    Wanted("covered_to", "date", "null"),
)
_LINK: Final = (
    Wanted("account", "string", other="number"),
    Wanted("kind", "string"),
    Wanted("value", "string"),
)
_REVERSAL: Final = (
    Wanted("transfer", "bigint"),
    Wanted("reverses", "bigint"),
    Wanted("amount", "money"),
)
_PROVED: Final = (
    Wanted("transfer", "bigint"),
    Wanted("credit", "boolean"),
    Wanted("tie", "bigint"),
    Wanted("position", "bigint"),
)
_LOW: Final = (
    Wanted("account", "string", other="number"),
    Wanted("currency", "string"),
    Wanted("lowest", "money"),
    Wanted("known", "money"),
)


@dataclass(frozen=True)
class Source:
    """What was read, with the columns that `TRANSFER` and the others name; None: not there.

    ``low`` has the lowest balance below zero that is stated of an account in a currency, and the
    opening balance, 0 where none is stated.
    """

    transfer: DataFrame
    account: DataFrame | None
    link: DataFrame | None
    reversal: DataFrame | None
    proved: DataFrame | None
    low: DataFrame | None


def read_source(spark: SparkSession, named: str) -> Source:
    """Read what a path or a name of Spark's catalogue holds; raises `CallError`."""
    transfer = _at(spark, named, "transfer")
    if transfer is None:
        alone = _parquet(spark, named)
        if alone is None:
            alone = _table(spark, named)
        if alone is None:
            raise CallError(
                Message("there are no transfers in {source}", source=named),
                Message(
                    "Name a folder that `moneygraph export --format parquet` wrote, Parquet with"
                    " ts, from_account, to_account and amount, or a table or schema of Spark."
                ),
            )
        return Source(_transfers(alone, named), None, None, None, None, None)

    def other(name: str, wanted: tuple[Wanted, ...]) -> DataFrame | None:
        frame = _at(spark, named, name)
        return None if frame is None else typed(frame, wanted, f"{named} ({name})")

    account = other("account", _ACCOUNT)
    if account is not None:
        check_rows(account, checked.ACCOUNT, f"{named} (account)")
        check_once(account, "number", f"{named} (account)")
    return Source(
        transfer=_transfers(transfer, f"{named} (transfer)"),
        account=account,
        link=other("link", _LINK),
        reversal=other("raw_reversal", _REVERSAL),
        proved=other("raw_proved", _PROVED),
        low=other("raw_balance_low", _LOW),
    )


def _transfers(frame: DataFrame, named: str) -> DataFrame:
    made = typed(frame, TRANSFER, named)
    check_rows(made, checked.TRANSFER, named)
    if "id" in made.columns:
        check_once(made, "id", named)
    return made


def _at(spark: SparkSession, named: str, name: str) -> DataFrame | None:
    """Return a table of a folder or of a schema."""
    frame = _parquet(spark, f"{named.rstrip('/')}/{name}.parquet")
    return _table(spark, f"{named}.{name}") if frame is None else frame


def _parquet(spark: SparkSession, path: str) -> DataFrame | None:
    from pyspark.errors import AnalysisException

    try:
        frame = spark.read.parquet(path)
        return frame if frame.columns else None  # Sail gives no error for what is not there
    except AnalysisException as error:
        if error.getCondition() in ("PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA"):
            return None
        raise
    except Exception as error:
        raise CallError(
            Message("{file} cannot be read as Parquet: {why}", file=path, why=_why(error)),
            Message("Name another, or write it anew."),
        ) from error


def _why(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]


def _table(spark: SparkSession, name: str) -> DataFrame | None:
    from pyspark.errors import PySparkException

    try:
        return spark.table(name)
    except PySparkException:  # no such table, or no name of one
        return None
