"""The library as the README shows it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import networkx as nx
import pytest

import moneygraph
from moneygraph.api import Case
from moneygraph.detect.queries import ready_queries
from moneygraph.store.data import OURS
from moneygraph.store.errors import CallError, UnknownStart
from tests.conftest import TESTS

BANK = """ts,from_account,to_account,amount,kind
2026-03-01 10:00:00,LOANS,VICTIM,500.00,loan
2026-03-01 10:05:00,VICTIM,MULE,400.00,transfer
2026-03-01 10:15:00,MULE,OTHER,390.00,transfer
2026-03-01 10:20:00,OTHER,SHOP,40.00,card
2026-03-02 11:00:00,AUNT,COUSIN,5.00,transfer
"""


@pytest.fixture
def loaded(case: Case, tmp_path: Path) -> Case:
    (tmp_path / "bank.csv").write_text(BANK)
    case.load(tmp_path / "bank.csv", covers="VICTIM,MULE")
    return case


def test_load_reports_as_a_frame(case: Case, tmp_path: Path) -> None:
    (tmp_path / "bank.csv").write_text(BANK)
    frame = case.load(tmp_path / "bank.csv").df
    assert list(frame["transfers"]) == [5]


def test_trace_gives_frames_that_add_up(loaded: Case) -> None:
    trace = loaded.trace("VICTIM")
    assert trace.traced == 40000 == trace.df["amount"].sum()
    assert dict(zip(trace.df["account"], trace.df["end"], strict=True)) == {
        "OTHER": "unseen",
        "SHOP": "spent",
        "MULE": "held",
    }
    assert list(trace.hops_df["dwell_s"]) == [600, 300]


def test_find_gives_a_frame_even_of_nothing(loaded: Case) -> None:
    frame = loaded.find("droppers", min_score=0, min_amount="1").df
    assert "passed_on" in frame.columns
    assert list(loaded.find("mule-chains").df.columns)[:2] == ["accounts", "hops"]


def test_graph_of_the_whole_case(loaded: Case) -> None:
    graph = loaded.graph()
    assert isinstance(graph, nx.MultiDiGraph)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (7, 5)
    assert graph.nodes["SHOP"]["kind"] == "merchant"
    assert [data["amount"] for _, _, data in graph.out_edges("MULE", data=True)] == [39000]


def test_graph_around_an_account_stops_at_terminals(loaded: Case) -> None:
    assert set(loaded.graph("MULE", hops=1)) == {"VICTIM", "MULE", "OTHER"}
    assert set(loaded.graph("MULE", hops=2)) == {"VICTIM", "MULE", "OTHER", "SHOP", "LOANS"}
    with pytest.raises(UnknownStart):
        loaded.graph("NOBODY")


def test_wrong_calls_say_what_there_is(loaded: Case) -> None:
    with pytest.raises(CallError, match="droppers"):
        loaded.find("dropers")
    with pytest.raises(CallError, match="within"):
        loaded.find("droppers", witin="6h")
    with pytest.raises(CallError, match="lifo"):
        loaded.trace("VICTIM", rule="filo")
    with pytest.raises(CallError, match="amount"):
        loaded.trace("VICTIM", amount="much")


@pytest.mark.process
def test_import_is_light() -> None:
    heavy = "('duckdb', 'numba', 'pandas')"
    code = f"import moneygraph, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert set(moneygraph.__all__) == {"Case", "Feed", "check_case", "open_case", "__version__"}


def test_reference_names_what_there_is() -> None:
    reference = TESTS.parent / "docs" / "reference"
    for folder, suffix, page in (("loaders", ".toml", "loading"), ("queries", ".sql", "queries")):
        text = (reference / f"{page}.md").read_text(encoding="utf-8")
        for path in (TESTS.parent / folder).glob(f"*{suffix}"):
            assert path.stem in text


_LEFT = """
select table_name from duckdb_tables() where temporary
union all select view_name from duckdb_views() where temporary and not internal
union all select function_name from duckdb_functions()
    where database_name = 'temp' and function_type in ('macro', 'table_macro') and not internal
"""


def test_no_method_leaves_anything_temporary(loaded: Case, tmp_path: Path) -> None:
    calls: list[Callable[[], object]] = [
        lambda: loaded.load(tmp_path / "bank.csv"),
        lambda: loaded.trace("VICTIM"),
        lambda: loaded.trace("VICTIM", rule="pro-rata"),
        lambda: loaded.trace_all("VICTIM"),
        lambda: [loaded.find(name) for name in ready_queries(OURS)],
        lambda: loaded.find("forward", account="VICTIM"),
        loaded.complaints,
        loaded.freeze,
        loaded.requests,
        loaded.series,
        *(
            partial(
                loaded.export, name, tmp_path / f"out.{name}", findings=["droppers"], force=True
            )
            for name in ("csv", "xlsx", "parquet", "ftm", "gexf")
        ),
        loaded.status,
        lambda: loaded.show("VICTIM"),
        lambda: loaded.graph("MULE"),
    ]
    for call in calls:
        with suppress(CallError):
            call()
        assert loaded.con.execute(_LEFT).fetchall() == []
