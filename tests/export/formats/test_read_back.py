"""What others read of what was written: networkx, DuckDB, csv, the canonical loader."""

from __future__ import annotations

import csv
import re
import xml.etree.ElementTree as ElementTree
from io import StringIO
from pathlib import Path

import duckdb
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.loading.vocabulary import make_word_macros
from moneygraph.store.data import OURS
from moneygraph.store.sqltext import run_file
from tests.laws import laws
from tests.small_case import empty_tables

from .conftest import NAMES

GEXF = "{http://gexf.net/1.3}"
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe]")
#: What is left of the names: an apostrophe that guards is taken off when they are loaded.
SHOWN = {NOT_XML.sub("", name.replace("'=already", "=already")) for name in NAMES}
_TOLD = """
select t.ts, t.day_only, f.number, f.owner, f.name, g.number, g.owner, g.name, t.amount, t.currency,
    t.to_amount, t.to_currency, t.kind, t.own, r.purpose, r.knp, r.mcc, r.reference
from transfer as t join account as f on f.id = t.from_account join account as g
    on g.id = t.to_account join row as r on r.id = coalesce(t.debit_row, t.credit_row)
order by all
"""


@pytest.mark.parametrize("name", ["robbery", "hostile"])
def test_the_canonical_csv_makes_the_same_transfers(
    name: str, request: pytest.FixtureRequest, case: Case, tmp_path: Path
) -> None:
    first: Case = request.getfixturevalue(name)
    first.export("csv", tmp_path / "all.csv")
    report = case.load(tmp_path / "all.csv")
    assert not report.df["rejected"].sum()
    assert case.con.execute(_TOLD).fetchall() == first.con.execute(_TOLD).fetchall()
    case.export("csv", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "all.csv").read_bytes()


@pytest.mark.parametrize("table", ["csv", "i2/links.csv", "i2/entities.csv"])
def test_no_cell_is_a_formula(table: str, hostile: Case, tmp_path: Path) -> None:
    name = table.partition("/")[0]
    hostile.export(name, tmp_path / name)
    data = (tmp_path / table).read_bytes()
    assert data.startswith("\ufeff".encode()) == (name == "i2")
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))
    assert len({len(row) for row in rows}) == 1
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    # also where a spreadsheet that splits at semicolons opens it
    assert not re.search(r"(^|[;\t\n])[\"]?[=+@-]", "\n".join(cells))
    assert [row for row in rows if row[0].startswith("2026")] or name == "i2"
    if table == "i2/links.csv":
        amounts = [row[rows[0].index("amount")] for row in rows[1:]]
        assert amounts == [f"{at + 1}.50" for at in range(len(NAMES))]


@laws(100)
@given(st.text("'=+-@;\t\n\r aы", max_size=12))
def test_guarding_is_undone(text: str) -> None:
    ((guarded, back),) = CON.execute(
        "select guarded($1), unguarded(guarded($1))", [text]
    ).fetchall()
    assert back == text
    assert not re.search(r"(^|[;\t\r\n])[=+@-]", guarded)


def macros() -> duckdb.DuckDBPyConnection:
    con = empty_tables()
    make_word_macros(con, OURS)
    run_file(con, "ingest/loading/parse.sql")
    (guarded,) = [
        one.query
        for one in con.extract_statements(
            (Path(__file__).parents[3] / "moneygraph/export/formats/shown.sql").read_text()
        )
        if "macro guarded" in one.query
    ]
    con.execute(guarded).fetchall()
    return con


CON = macros()


def test_graphml_in_networkx(hostile: Case, tmp_path: Path) -> None:
    hostile.export("graphml", tmp_path / "a.graphml")
    graph = nx.read_graphml(tmp_path / "a.graphml", force_multigraph=True)
    names = {data.get("name") for _, data in graph.nodes(data=True)}
    assert names == SHOWN
    (edge,) = [data for *_, data in graph.edges(data=True) if data["purpose"] == NAMES[8]]
    assert edge["amount"] == 9.5 and edge["amount_minor"] == 950
    assert edge["ts"] == "2026-03-01T10:08:00"
    assert edge["debit_source"].endswith("hostile.csv:10")


def test_gexf_times(robbery: Case, hostile: Case, tmp_path: Path) -> None:
    hostile.export("gexf", tmp_path / "a.gexf")
    root = ElementTree.parse(tmp_path / "a.gexf").getroot()
    labels = {node.get("label") for node in root.iter(f"{GEXF}node")}
    assert labels == SHOWN
    robbery.export("gexf", tmp_path / "b.gexf")
    graph = ElementTree.parse(tmp_path / "b.gexf").getroot().find(f"{GEXF}graph")
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    spans = {n.get("id"): (n.get("start"), n.get("end")) for n in graph.iter(f"{GEXF}node")}
    for edge in graph.iter(f"{GEXF}edge"):
        start, end = edge.get("start"), edge.get("end")
        assert start is not None and end is not None and start <= end
        for side in ("source", "target"):
            first, last = spans[edge.get(side)]
            assert first is not None and last is not None and first <= start <= end <= last


def test_gexf_in_networkx(robbery: Case, tmp_path: Path) -> None:
    """Gephi reads times of either name alike, networkx those of one."""
    robbery.export("gexf", tmp_path / "a.gexf")
    graph = nx.read_gexf(tmp_path / "a.gexf")
    ((count, total),) = robbery.con.execute("select count(*), sum(amount) from transfer").fetchall()
    amounts = [data["amount_minor"] for *_, data in graph.edges(data=True)]
    assert (len(amounts), sum(amounts)) == (count, total)


def test_a_day_is_all_of_it(case: Case, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ts,from_account,to_account,amount\n2026-03-01,A,B,1.00\n")
    case.load(tmp_path / "a.csv")
    case.export("gexf", tmp_path / "a.gexf")
    text = (tmp_path / "a.gexf").read_text()
    assert 'start="2026-03-01T00:00:00" end="2026-03-01T23:59:59"' in text
    assert 'for="ts" value="2026-03-01"' in text
