"""What was found on a cluster, to keep: as Parquet, and as a case of all that it touches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.values.findings import accounts_named, plain_columns, plain_indicators
from moneygraph.spark.trail import hops_from
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable
from moneygraph.store.private import write_whole

if TYPE_CHECKING:
    import pyarrow as pa

    from moneygraph.detect.queries import Findings
    from moneygraph.spark.cluster import Cluster

_NAME: Final = "finding.parquet"
#: The columns of the canonical CSV; see loaders/canonical.toml.
_ROWS: Final = """
select case when t.day_only then date_format(t.ts, 'yyyy-MM-dd')
        else date_format(t.ts, 'yyyy-MM-dd HH:mm:ss') end as ts,
    t.from_account, t.to_account, t.amount, t.currency, t.to_amount, t.to_currency, t.kind,
    f.name as from_name, f.owner as from_id, f.bank as from_bank,
    g.name as to_name, g.owner as to_id, g.bank as to_bank, t.reference
from whole_transfer as t
join account as f on f.id = t.from_account
join account as g on g.id = t.to_account
where t.from_account in (select account from touched_account)
    or t.to_account in (select account from touched_account)
order by t.id
"""


def write_findings(found: Mapping[str, Findings], folder: Path) -> Path:
    """Write ``finding.parquet`` into a folder, a row a finding, as an export of a case has it.

    Raises `CallError` where it is there already or cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    target = folder / _NAME
    shown = printable(str(target))
    if target.exists():
        raise CallError(
            Message("{file} is there already", file=shown), Message("Name another folder.")
        )
    rows = [_plain(name, place, one) for name, place, one in _placed(found)]
    made = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows, _schema()), made)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        write_whole(target, made.getvalue().to_pybytes())
    except OSError as error:
        raise CallError(
            Message("the export {file} cannot be written: {why}", file=shown, why=reason(error)),
            Message("Check its path and rights."),
        ) from error
    return target


def _placed(found: Mapping[str, Findings]) -> Iterable[tuple[str, int, tuple[Any, Any]]]:
    for name, findings in found.items():
        for place, row in enumerate(findings.rows, 1):
            yield name, place, (findings.query, row)


def _schema() -> pa.Schema:
    import pyarrow as pa

    texts, numbers = pa.list_(pa.string()), pa.list_(pa.int64())
    return pa.schema(
        [
            ("query", pa.string()), ("place", pa.int64()), ("score", pa.float64()),
            ("indicators", pa.string()), ("columns", pa.string()), ("transfers", numbers),
            ("accounts", texts),
        ]
    )  # fmt: skip


def _plain(name: str, place: int, one: tuple[Any, Any]) -> dict[str, Any]:
    query, row = one
    return {
        "query": name,
        "place": place,
        "score": row["score"],
        "indicators": json.dumps(plain_indicators(row["indicators"]), ensure_ascii=False),
        "columns": json.dumps(plain_columns(query, row), ensure_ascii=False),
        "transfers": row["transfers"],
        "accounts": accounts_named(row),
    }


def write_touched(cluster: Cluster, found: Mapping[str, Findings], target: Path) -> list[str]:
    """Write all transfers of accounts that findings name, or their money came to, as canonical CSV.

    Returns those of the accounts of which everything is known. What money came to is found on the
    cluster, hop by hop, so that a trace of the case that is made of this ends where it would there.
    """
    import csv

    spark = cluster.spark
    rows = [row for findings in found.values() for row in findings.rows]
    named = {(one,) for row in rows for one in accounts_named(row)}
    ids = sorted({one for row in rows for one in row["transfers"]})
    spark.createDataFrame([(one,) for one in ids], "id bigint").createOrReplaceTempView("found_id")
    amounts = spark.sql(
        "select t.id, t.amount from transfer as t left semi join found_id as f on f.id = t.id"
    ).collect()
    hops = hops_from(cluster, [(one, 0, amount) for one, amount in amounts])
    reached = set() if hops is None else set(hops.select("account").distinct().collect())
    touched = sorted({(str(one[0]),) for one in named | {tuple(row) for row in reached}})
    spark.createDataFrame(touched, "account string").createOrReplaceTempView("touched_account")
    table = spark.sql(_ROWS).toArrow()
    with target.open("x", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table.column_names)
        for batch in table.to_batches(10_000):
            for row in batch.to_pylist():
                for name in ("amount", "to_amount"):
                    row[name] = plain_amount(
                        row[name], row[f"{name.removesuffix('amount')}currency"]
                    )
                writer.writerow(row.values())
    known = spark.sql(
        "select number from account where covered_from is not null"
        " and id in (select account from touched_account) order by number"
    ).collect()
    return [number for (number,) in known]
