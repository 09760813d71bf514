"""Files that DuckDB writes by itself, from SQL that ends in ``to '{target}'``.

The canonical CSV, FollowTheMoney, GEXF, GraphML, CSV files for i2, and Parquet.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.flow.matching.low import low_sql
from moneygraph.store.sqltext import rows_of, run_file, sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.export.formats.part import Part
    from moneygraph.store.file import CaseFile


def copy(con: duckdb.DuckDBPyConnection, name: str, target: Path) -> None:
    """Run a file's ``copy (...) to '{target}'``; a path cannot be a parameter there.

    ``{bom}`` before the first column's name is the byte order mark, by which Excel finds UTF-8.
    """
    sql = sql_text(name).replace("{bom}", "\ufeff")
    con.execute(sql.replace("{target}", sql_path(target))).fetchall()


def sql_path(path: Path) -> str:
    """Return a path as written between quotes in SQL."""
    return str(path.absolute()).replace("'", "''")


def write_csv(case: CaseFile, part: Part, target: Path, lang: str) -> None:
    """Write a row a transfer, in the order of time; accounts without transfers are left out."""
    copy(case.con, "export/formats/csv.sql", target)


def write_ftm(case: CaseFile, part: Part, target: Path, lang: str) -> None:
    """Write documents, people and companies, accounts, wallets and payments, one a line.

    An id follows from what the entity is: an IIN, a number, a row of a statement file. So what is
    exported again, or from another case, meets itself.
    """
    run_file(case.con, "export/formats/ftm.sql")
    copy(case.con, "export/formats/ftm_copy.sql", target)


def write_gexf(case: CaseFile, part: Part, target: Path, lang: str) -> None:
    """Write a node an account and an edge a transfer, each with the time in which it is there."""
    run_file(case.con, "export/formats/xml.sql")
    copy(case.con, "export/formats/gexf.sql", target)


def write_graphml(case: CaseFile, part: Part, target: Path, lang: str) -> None:
    """Write a node an account and an edge a transfer, straight from DuckDB."""
    run_file(case.con, "export/formats/xml.sql")
    copy(case.con, "export/formats/graphml.sql", target)


def write_i2(case: CaseFile, part: Part, target: Path, lang: str) -> None:
    """Write ``entities.csv``, ``links.csv`` and ``undone.csv``.

    They are UTF-8 with a byte order mark; no cell is a formula.
    """
    copy(case.con, "export/formats/i2_entities.sql", target / "entities.csv")
    copy(case.con, "export/formats/i2_links.sql", target / "links.csv")
    copy(case.con, "export/formats/i2_undone.sql", target / "undone.csv")


_TABLES: Final = (
    *("transfer", "account", "link", "export", "hop", "finding"),
    *("reversal", "undone"),
)
#: Tables as they are in the case, with its own ids; see `schema`.
_RAW: Final = (
    *("section", "row", "remark", "duplicate", "number", "cover", "stated", "balance"),
    *("opening", "proved", "complaint", "claim", "trader", "stolen"),
    *("undone", "reversal"),
)


def write_parquet(case: CaseFile, part: Part, target: Path, lang: str) -> None:
    """Write the tables of the part and, where that is all of the case, what they were made of."""
    from moneygraph.detect.counted import counted
    from moneygraph.detect.derived import ensure_findings, ensure_hops
    from moneygraph.export.formats.part import add_findings, find_every
    from moneygraph.store.schema import HOP_RULES

    rule = part.choice.rule if part.choice.rule in HOP_RULES else "lifo"
    ensure_findings(case)
    ensure_hops(case, rule)
    case.con.execute(f"create or replace temp view part_hop as select * from hop_{rule}").fetchall()
    if part.choice.is_all and not rows_of(case.con, "select 1 from part_finding limit 1"):
        add_findings(case.con, find_every(case))
    run_file(case.con, "export/formats/parquet.sql")
    sources = {name: f"select * from parquet_{name}" for name in _TABLES}
    if part.choice.is_all:
        sources |= {f"raw_{name}": f"select * from {name} order by all" for name in _RAW}
    for name, query in sources.items():
        _write_table(case.con, query, target / f"{name}.parquet")
    if part.choice.is_all:
        with counted(case.con, converted=False):  # hops are matched without refunds
            _write_table(case.con, _balance_low(), target / "raw_balance_low.parquet")


def _write_table(con: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    con.execute(f"copy ({query}) to '{sql_path(path)}' (format parquet)").fetchall()


def _balance_low() -> str:
    """Return SQL of the balances below zero that are stated, which matching starts from."""
    return sql_text("export/formats/balance_low.sql").format(low=low_sql())
