"""What each format writes of the robbery; the files lie in golden/."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from moneygraph.api import Case

from .conftest import FORMATS, VICTIM

GOLDEN = Path(__file__).parent / "golden"


def as_text(path: Path) -> str:
    """Return a file as text; of a table its columns, their types and its rows."""
    if path.suffix != ".parquet":
        return path.read_text(encoding="utf-8")
    table = duckdb.connect().read_parquet(str(path))
    heads = [f"{name} {kind}" for name, kind in zip(table.columns, table.types, strict=True)]
    rows = [json.dumps(row, ensure_ascii=False, default=str) for row in table.fetchall()]
    return "\n".join([", ".join(heads), *rows]) + "\n"


@pytest.mark.parametrize("name", FORMATS)
def test_formats(
    name: str, robbery: Case, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    done = robbery.export(name, tmp_path / name, trace=[VICTIM], findings=["droppers"])
    assert done.files
    for one in done.files:
        assert (one.path.stat().st_mode & 0o777, one.size) == (0o600, one.path.stat().st_size)
        inside = "" if one.path.name == name else f"-{one.path.name}"
        golden(GOLDEN / f"{name}{inside}.txt", as_text(one.path))


def test_tables_of_the_whole_case(robbery: Case, tmp_path: Path) -> None:
    robbery.export("parquet", tmp_path / "all")
    con = duckdb.connect()
    for raw, table in (("raw_row", "row"), ("raw_section", "section"), ("raw_remark", "remark")):
        read = con.read_parquet(str(tmp_path / "all" / f"{raw}.parquet")).fetchall()
        assert sorted(map(str, read)) == sorted(
            map(str, robbery.con.execute(f"select * from {table}").fetchall())
        )
    found = con.read_parquet(str(tmp_path / "all" / "finding.parquet")).fetchall()
    assert {row[0] for row in found} >= {"loan-then-transfer", "crypto-exits"}
