"""`python -m benchmarks peers`: equal work gives equal answers; the page says what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import networkx as nx
import pytest

from benchmarks.made import make_csv
from benchmarks.peers import chains, reach
from benchmarks.peers.page import LINES, lines, page
from benchmarks.peers.picture import picture
from benchmarks.peers.run import PAIRS, Row, Stopped, busiest_account, worked
from benchmarks.peers.watch import HOPS, Task, edges
from benchmarks.peers.work import WORKS
from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of

ROOT = Path(__file__).parents[2]
_PAID_MOST = "select max(n) from (select count(*) as n from read_csv(?) group by from_account)"


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Task:
    folder = tmp_path_factory.mktemp("peers")
    source = folder / "made.csv"
    make_csv(source, 20_000, heavy=True)
    return Task(source, folder, busiest_account(source))


@pytest.fixture(scope="module")
def ours(task: Task) -> dict[str, Any]:
    """Our chains as the moments of their payments, and the accounts our reach ends at."""
    with Case.open(task.loaded, create=True) as case:
        case.load(task.source)
        moments = dict(rows_of(case.con, "select id, epoch(ts)::bigint from transfer"))
        found = [row["transfers"] for row in case.find("mule-chains", min_score=0).rows]
        ends = {end.account for end in case.trace(task.account, rule="poison").ends}
    return {"chains": [[moments[one] for one in chain] for chain in found], "ends": ends}


def test_few_accounts_pay_often_only_with_heavy_tails(task: Task, tmp_path: Path) -> None:
    make_csv(tmp_path / "plain.csv", 20_000)
    with duckdb.connect() as con:
        ((heavy,),) = con.execute(_PAID_MOST, [str(task.source)]).fetchall()
        ((plain,),) = con.execute(_PAID_MOST, [str(tmp_path / "plain.csv")]).fetchall()
    assert heavy > 10 * plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (chains.duckdb_two, chains.pandas_two),
        (chains.duckdb_three, chains.pandas_three),
        (chains.duckdb_three, chains.duckdb_slots),
    ],
)
def test_peers_answer_the_same_of_chains(task: Task, one: Any, other: Any) -> None:
    first, second = one(task), other(task)
    assert first["found"] > 100
    assert (first["found"], first["amount"]) == (second["found"], second["amount"])


def test_every_three_payments_of_our_chains_are_among_theirs(
    task: Task, ours: dict[str, Any]
) -> None:
    with duckdb.connect() as con:
        con.execute(chains.table_sql(task)).fetchall()
        moment = dict(rows_of(con, "select id, moment from payment"))
        theirs = {
            tuple(moment[one] for one in row[:3]) for row in rows_of(con, chains.chain_sql(3))
        }
    assert len(ours["chains"]) > 3
    for chain in ours["chains"]:
        assert {tuple(chain[at : at + 3]) for at in range(len(chain) - 2)} <= theirs


@pytest.fixture(scope="module")
def graph(task: Task) -> tuple[Any, dict[str, Any]]:
    read = edges(task.source)
    made = nx.MultiDiGraph()
    columns = (read[name].tolist() for name in ("from", "to", "at"))
    made.add_edges_from((a, b, {"at": at}) for a, b, at in zip(*columns, strict=True))
    return made, read


def test_what_we_reach_is_reached_without_a_bound(
    task: Task, ours: dict[str, Any], graph: tuple[Any, dict[str, Any]]
) -> None:
    made, read = graph
    reached = reach.arrivals(made, int(read["number"].get_loc(task.account)), len(made))
    assert ours["ends"] <= {read["number"][one] for one in reached}
    assert len(ours["ends"]) > 50


def test_raphtory_reaches_what_networkx_does_and_a_little_more(
    task: Task, graph: tuple[Any, dict[str, Any]]
) -> None:
    pytest.importorskip("raphtory")
    made, read = graph
    seed = int(read["number"].get_loc(task.account))
    sharp, every = (len(reach.arrivals(made, seed, hops)) for hops in (HOPS, len(made)))
    assert sharp <= reach.raphtory(task)["found"] <= every
    assert reach.networkx(task)["found"] == sharp


def test_gfp_makes_features_of_every_family(task: Task, tmp_path: Path) -> None:
    pytest.importorskip("snapml")
    small = Task(tmp_path / "small.csv", tmp_path, task.account)
    make_csv(small.source, 300, heavy=True)
    assert WORKS["GFP, windows of a day"](small)["found"] > 150


def test_every_work_that_is_compared_is_there() -> None:
    assert {name for pair in PAIRS for name in (pair.ours, pair.peer)} <= set(WORKS)


@pytest.mark.process
def test_a_work_that_takes_too_long_is_stopped(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.peers.run._LOOK_S", 0.001)
    with pytest.raises(Stopped, match=r"not ready in 0 s") as stopped:
        worked("DuckDB, two payments", task.source, task.folder, task.account, 0.01)
    assert stopped.value.limit is None  # it had not been asked yet, so nothing is known


@pytest.mark.process
def test_a_work_runs_in_a_process_of_its_own(task: Task) -> None:
    done = worked("DuckDB, two payments", task.source, task.folder, task.account, 60)
    assert done["found"] == chains.duckdb_two(task)["found"]
    assert done["peak"] > 0.01


def _rows() -> list[Row]:
    turns = [{"answer": 2.0, "peak": 0.1, "ready": 1.0, "found": 7}] * 3
    slower = [{**turns[0], "answer": 2.0 * times} for times in (1, 3, 90)]
    stopped = Row(1_000_000, "our findings", "GFP", "", turns[:1], [], "over 600 s", 600.0)
    absent = Row(1_000_000, "our reach", "Raphtory", "", turns[:1], [], "not installed")
    return [
        stopped,
        Row(1_000_000, "our chains", "DuckDB, three payments", "", turns, slower),
        absent,
    ]


def test_the_page_says_medians_bounds_and_what_is_absent() -> None:
    rows = _rows()
    assert [row.ratio for row in rows] == [300.0, 3.0, None]
    text = page(rows, {1_000_000: {"our load": {"answer": 1.0}}})
    assert "over 600 s |  | > 300 |" in text
    assert "not installed" in text
    assert [line.rsplit(": ", 1)[1] for line in lines(rows, {})][:2] == [
        "over 300 times as fast at 1 million",
        "3.0 times as fast at 1 million",
    ]


def test_the_picture_has_a_dot_for_each_ratio() -> None:
    drawn = ElementTree.fromstring(picture(_rows()))
    dots = drawn.findall(".//{*}circle/{*}title")
    assert [dot.text for dot in dots] == ["1,000,000: over 300 times", "1,000,000: 3.0 times"]


def test_the_readme_keeps_the_lines_of_the_page() -> None:
    written = (ROOT / "docs/explanation/peers.md").read_text(encoding="utf-8")
    kept = written.split(LINES)[1].split("\n\n")[0].strip()
    assert len(kept.splitlines()) == 5
    assert kept in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_follows_from_its_figures() -> None:
    figures = json.loads((ROOT / "docs/explanation/peers.json").read_text(encoding="utf-8"))
    rows = [Row(**row) for row in figures["rows"]]
    alone = {int(size): found for size, found in figures["alone"].items()}
    written = (ROOT / "docs/explanation/peers.md").read_text(encoding="utf-8")
    assert "\n".join(lines(rows, alone)) in written
    assert picture(rows) == (ROOT / "docs/explanation/peers.svg").read_text(encoding="utf-8")
