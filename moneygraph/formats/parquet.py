"""Parquet files, one a table, for pandas, DuckDB, Spark or whatever else a notebook has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.formats.copying import sql_path
from moneygraph.sqltext import rows_of, run_file

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.formats.part import Part

_TABLES: Final = ("transfer", "account", "link", "export", "hop", "finding")
#: Tables as they stand in the case, with its own ids; see `schema`.
_RAW: Final = (
    *("section", "row", "remark", "duplicate", "number", "cover", "balance"),
    *("opening", "proved", "complaint", "claim", "trader", "stolen"),
)


def write(case: Case, part: Part, target: Path) -> None:
    """Write the tables of the part and, where that is all of the case, what they were made of."""
    from moneygraph.finding.prepare import ensure_findings, ensure_hops
    from moneygraph.formats.part_findings import add_findings, find_every
    from moneygraph.schema import HOP_RULES

    rule = part.choice.rule if part.choice.rule in HOP_RULES else "lifo"
    ensure_findings(case.con)
    ensure_hops(case.con, rule)
    case.con.execute(f"create or replace temp view part_hop as select * from hop_{rule}").fetchall()
    if part.choice.is_all and not rows_of(case.con, "select 1 from part_finding limit 1"):
        add_findings(case.con, find_every(case))
    run_file(case.con, "formats/parquet.sql")
    sources = {name: f"select * from parquet_{name}" for name in _TABLES}
    if part.choice.is_all:
        sources |= {f"raw_{name}": f"select * from {name} order by all" for name in _RAW}
    for name, query in sources.items():
        path = sql_path(target / f"{name}.parquet")
        case.con.execute(f"copy ({query}) to '{path}' (format parquet)").fetchall()
