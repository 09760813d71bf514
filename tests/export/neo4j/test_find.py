"""`find` gives the same rows in the case and in its graph, to the last column."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import find, read_queries, ready_queries
from moneygraph.export.formats.part import Choice, choose
from moneygraph.export.neo4j import Graph, find_in_graph, push
from moneygraph.report.text.texts import texts_of
from moneygraph.store.data import OURS
from moneygraph.store.errors import GraphError, QueryError
from moneygraph.store.sqltext import rows_of
from tests.cli.conftest import EXPORTS, Run, parsed
from tests.detect.queries.test_queries import GIVEN, SAMPLES
from tests.laws import laws
from tests.small_case import Move, SmallCase, case_of, empty_tables, fill, move
from tests.town import write_town

from .conftest import beside
from .lively import fill_lively, random_values

pytestmark = pytest.mark.turns(of="neo4j")

QUERIES = sorted(name for name, query in read_queries(OURS).items() if query.cypher is not None)
_BUSIEST = """
select a.number from transfer as t join account as a on a.id = t.from_account
group by a.number order by count(*) desc, a.number limit 4
"""


def check_all(case: Case, graph: Graph) -> None:
    """Compare every row of every query, and those at the query's own least score."""
    for name in set(QUERIES) - {"forward"}:
        every = case.find(name, min_score=0).rows
        assert every, name
        assert case.find(name, min_score=0, graph=graph).rows == every
        assert case.find(name, limit=3, graph=graph).rows == case.find(name, limit=3).rows
    for (account,) in rows_of(case.con, _BUSIEST):
        for least in ("0", "10000"):
            asked = {"account": account, "min_amount": least, "within": "30d"}
            every = case.find("forward", min_score=0, **asked).rows
            assert every
            assert case.find("forward", min_score=0, graph=graph, **asked).rows == every


def test_the_same_rows_in_a_region(region: Case, graph: Graph) -> None:
    region.push(graph)
    check_all(region, graph)


@pytest.mark.parametrize("seed", [11])
def test_the_same_rows_in_other_regions(
    seed: int, case: Case, graph: Graph, tmp_path: Path
) -> None:
    write_demo(tmp_path / "demo", seed=seed, people=100, rings=2, days=20)
    case.load(*[tmp_path / "demo" / name for name in ("exports", "complaints.csv", "links.csv")])
    case.push(graph)
    check_all(case, graph)


def test_the_same_rows_in_a_town_of_many_kinds(case: Case, graph: Graph, tmp_path: Path) -> None:
    write_town(tmp_path / "town.csv")
    case.load(tmp_path / "town.csv", covers="all")
    case.push(graph)
    for name in ("droppers", "mule-chains"):
        every = case.find(name, min_score=0).rows
        assert case.find(name, min_score=0, graph=graph).rows == every
    fired = {name for row in case.find("droppers", min_score=0).rows for name in row["indicators"]}
    assert {"gone_share", "gone_wholes", "crowd_times"} <= fired


@pytest.mark.drawn
@pytest.mark.parametrize(
    "sample", [one for one in SAMPLES if one.stem in QUERIES], ids=lambda path: path.stem
)
def test_the_same_rows_of_a_sample(sample: Path, case: Case, graph: Graph) -> None:
    case.load(sample, covers="all")
    case.push(graph)
    asked = GIVEN.get(sample.stem, {})
    every = case.find(sample.stem, min_score=0, **asked).rows
    assert every
    assert case.find(sample.stem, min_score=0, graph=graph, **asked).rows == every


@laws(8)
@example(seed=1328042)  # money goes in a circle within a minute
@given(seed=st.integers(0, 1 << 32))
def test_the_same_rows_in_random_graphs(graph: Graph, seed: int) -> None:
    chance = Random(seed)
    with empty_tables() as con:
        fill_lively(con, chance)
        choose(case_of(con), Choice())
        push(case_of(con), graph, [], texts_of("en"), replace=True)
        queries = read_queries(OURS)
        for query in (queries[name] for name in QUERIES):
            for _ in range(3):
                values = random_values(query, chance)
                found = find_in_graph(case_of(con), graph, query, values, min_score=0).rows
                assert found == find(con, query, values, min_score=0).rows, values


def test_the_same_rows_where_accounts_gather_and_split(graph: Graph) -> None:
    moves: list[Move] = []
    for step in range(4):
        payer, payee = f"gathers {step}", f"splits {step}"
        moves.append(move(len(moves), payer, payee, 144))
        moves += [move(len(moves) + part, payee, f"gathers {step + 1}", 12) for part in range(12)]
    with empty_tables() as con:
        fill(con, SmallCase(moves))
        ensure_findings(case_of(con))
        choose(case_of(con), Choice())
        push(case_of(con), graph, [], texts_of("en"))
        query = read_queries(OURS)["forward"]
        values = {"account": "gathers 0", "within": 10**6, "min_amount": 1}
        values |= {name: query.params[name].default for name in ("since", "until")}
        rows = find(con, query, values, min_score=0).rows
        assert [row["amount"] for row in rows] == [144] * 8
        assert find_in_graph(case_of(con), graph, query, values, min_score=0).rows == rows


def test_the_command_prints_the_same(call: Run, case: Case) -> None:
    case.load(EXPORTS / "kaspi.csv", EXPORTS / "halyk.csv")
    case.close()
    call("neo4j", "push", "--json")
    for args in ([], ["droppers", "--min-score", "0"], ["mule-chains", "--within", "9d"]):
        message = call("find", *args, "--engine", "neo4j", "--json")
        named = args or [name for name, query in ready_queries(OURS).items() if query.cypher]
        assert parsed(message) == parsed(call("find", *named, "--json"))
        assert set(parsed(message)) == set(args[:1] or named)
        shown = call("find", *args, "--engine", "neo4j")
        assert shown.output == call("find", *named).output and shown.exit_code == 0


def test_a_graph_that_is_not_this_case_is_not_asked(region: Case, graph: Graph, case: Case) -> None:
    with pytest.raises(GraphError, match=r"holds no graph of a case.*neo4j push"):
        region.find("droppers", graph=graph)
    [(account,), *_] = rows_of(region.con, _BUSIEST)
    region.push(graph, Choice(around=account, hops=1))
    with pytest.raises(GraphError, match=r"holds \d+ of the \d+ transfers.*whole case"):
        region.find("droppers", graph=graph)
    region.push(graph)
    assert region.find("droppers", graph=graph).rows
    with pytest.raises(GraphError, match=r"graph of another case.*--replace"):
        case.find("droppers", graph=graph)
    graph.write(("match (c:Case) set c.is_whole = false", {}))
    with pytest.raises(GraphError, match="a push was not finished"):
        region.find("droppers", graph=graph)


def test_a_graph_with_other_traders_is_not_asked(
    region: Case, graph: Graph, tmp_path: Path
) -> None:
    folder = tmp_path / "own" / "queries"
    folder.mkdir(parents=True)
    text = read_queries(OURS)["crypto-exits"].path.read_text(encoding="utf-8")
    (folder / "crypto-exits.sql").write_text(text.replace("default = 10\n", "default = 1000\n"))
    own = beside(region, folder.parent)
    ours = region.find("droppers", min_score=0).rows
    theirs = own.find("droppers", min_score=0).rows
    assert ours != theirs
    region.push(graph)
    with pytest.raises(GraphError, match="with other data files"):
        own.find("droppers", graph=graph)
    with pytest.raises(GraphError, match="with other data files"):
        own.push(graph)
    own.push(graph, replace=True)
    assert own.find("droppers", min_score=0, graph=graph).rows == theirs
    with pytest.raises(GraphError, match="with other data files"):
        region.find("droppers", graph=graph)


MINE = """-- title = "All accounts"
-- finds = "All."
-- innocent = "All."
-- min_score = 0.5
-- [columns]
-- account = "text"
select number as account, 1.0 as score, [] as transfers from account
"""


def test_a_query_of_ones_own(region: Case, graph: Graph, tmp_path: Path) -> None:
    folder = tmp_path / "own" / "queries"
    folder.mkdir(parents=True)
    (folder / "mine.sql").write_text(MINE)
    own = beside(region, folder.parent)
    own.push(graph)
    with pytest.raises(QueryError, match=r"no mine\.cypher.*crypto-exits, droppers"):
        own.find("mine", graph=graph)
    (folder / "mine.cypher").write_text(
        "match (a:Account) return a.number as account, 1.0 as score, [] as transfers"
    )
    assert own.find("mine", graph=graph).rows == own.find("mine").rows
    for text, message in (
        ("match (a:Account return a", "mine.cypher does not run: Invalid input"),
        ("match (a:Account) return $least as score", r"mine\.cypher does not run: .*least"),
        ("match (a:Account) set a.seen = true return a", "mine.cypher does not run: Writing"),
        ("match (a:Account) return a.number as account, 1 as score", "no column transfers"),
    ):
        (folder / "mine.cypher").write_text(text)
        with pytest.raises(QueryError, match=message):
            own.find("mine", graph=graph)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--engine", "neo4j", "--manifest", "x.json"], "--manifest cannot record"),
        (["--uri", "bolt://localhost"], "Say --engine neo4j too"),
        (["--engine", "sqlite"], "'duckdb', 'neo4j'"),
        (["--engine", "neo4j"], "Set NEO4J_URI"),
        (["forward", "--engine", "neo4j"], "needs --account"),
        (["mine", "--engine", "neo4j"], "no mine.cypher"),
    ],
)
def test_a_wrong_call_needs_no_server(
    args: list[str],
    message: str,
    loaded: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "mine.sql").write_text(MINE)
    monkeypatch.setenv("MONEYGRAPH_FOLDER", str(tmp_path))
    monkeypatch.delenv("NEO4J_URI", raising=False)
    result = loaded("find", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr and "Traceback" not in result.stderr
