"""Each query over its sample: YES-... must be found, NO-... are near misses that must not.

The whole answer stands beside the sample; `pytest --write-golden` writes it anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.queries import read_queries, ready_queries
from moneygraph.detect.queries.background import TYPICAL
from moneygraph.detect.queries.steps import STEPS
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import QueryError

HERE = Path(__file__).parent
SAMPLES = sorted(HERE.glob("*.csv"))
#: What a query must be given.
GIVEN: dict[str, dict[str, str]] = {"forward": {"account": "START"}}
#: Queries without Cypher.
SQL_ALONE = {
    *("dropper-owners", "network", "patterns", "structuring", "suspicious-transfers", "victims")
}
#: Queries that need a model; their sample is beside the tests of `learn`.
BY_MODEL = {"suspicious-transfers"}
#: The columns that say who was found.
WHO = ("accounts", "owner", "account")


#: The account of an owner with several, in a sample: its others are called otherwise.
_OWNED = "select owner, max(number) from account where owner is not null group by owner"


def found_names(rows: list[dict[str, object]]) -> set[str]:
    names: set[str] = set()
    for row in rows:
        who = next(row[name] for name in WHO if row.get(name))
        names |= set(who) if isinstance(who, list) else {str(who)}
    return names


@pytest.mark.drawn
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_query_finds_what_it_should(
    sample: Path, case: Case, golden: Callable[[Path, str], None]
) -> None:
    case.load(sample, covers="all")
    numbers = {number for (number,) in case.con.execute("select number from account").fetchall()}
    given = GIVEN.get(sample.stem, {})
    owned = dict(case.con.execute(_OWNED).fetchall())
    named = found_names(case.find(sample.stem, **given).rows)
    found = {owned.get(name, name) for name in named}
    assert found == {number for number in numbers if number.startswith("YES")}
    every = case.find(sample.stem, min_score=0, **given).rows
    golden(sample.with_suffix(".golden.json"), json.dumps(every, default=str, indent=1) + "\n")


def test_every_query_has_a_sample() -> None:
    assert set(read_queries(OURS)) - BY_MODEL == {sample.stem for sample in SAMPLES}


@pytest.mark.parametrize("name", sorted(read_queries(OURS)))
def test_head_is_complete(name: str, case: Case) -> None:
    query = read_queries(OURS)[name]
    assert query.title
    assert query.finds.endswith(".")
    assert query.innocent.endswith(".")
    assert 0 < query.min_score < 1
    if query.is_ready:
        assert case.find(name).rows == []
    assert query.needs == tuple(GIVEN.get(name, ()))
    for param in query.params.values():
        taken = query.step is not None and param.name in STEPS[query.step].takes
        assert taken or f"${param.name}" in query.sql
        assert param.about


@pytest.mark.parametrize("name", sorted(read_queries(OURS).keys() - SQL_ALONE))
def test_the_cypher_takes_what_the_head_names(name: str) -> None:
    query = read_queries(OURS)[name]
    assert query.cypher is not None
    text = "\n".join(line.partition("//")[0] for line in query.cypher.splitlines())
    assert set(re.findall(r"\$(\w+)", text)) - {TYPICAL} == set(query.params)
    assert query.cypher.startswith("// ")


def test_parameters_move_the_answer(case: Case) -> None:
    case.load(HERE / "mule-chains.csv", covers="all")
    assert found_names(case.find("mule-chains", within="15m").rows) == set()
    small = case.find("mule-chains", min_amount="40000").rows
    assert {"NO-5", "NO-6"} <= found_names(small)


def test_least_score_and_limit(case: Case) -> None:
    case.load(HERE / "droppers.csv", covers="all")
    every = case.find("droppers", min_score=0).rows
    assert len(every) > len(case.find("droppers").rows)
    assert case.find("droppers", min_score=0, limit=2).rows == every[:2]
    assert [row["score"] for row in every] == sorted((r["score"] for r in every), reverse=True)


MINE = """-- title = "Large transfers"
-- finds = "Transfers above an amount."
-- innocent = "A purchase."
-- min_score = 0.5
-- [param.least]
-- default = "100"
-- unit = "money"
-- about = "the least amount"
-- [columns]
-- amount = "money"
select amount, 1.0 as score, [id] as transfers, amount as i_size_amount
from transfer where amount >= $least
"""


def test_a_query_of_the_users_own(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "large.sql").write_text(MINE)
    with Case.open(tmp_path / "case.duckdb", create=True, folder=tmp_path) as case:
        case.load(HERE / "droppers.csv", covers="all")
        rows = case.find("large", least="1500000").rows
    assert [row["amount"] for row in rows] == [150000000]
    assert rows[0]["indicators"] == {"size_amount": 150000000}
    assert {"large", "droppers"} <= read_queries(DataFiles.beside(tmp_path)).keys()


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Large transfers"', "title =", "head of the query large.sql"),
        ('unit = "money"', 'unit = "tenge"', "unknown unit 'tenge'"),
        ('amount = "money"\nselect', 'amount = "sum"\nselect', "unknown type"),
        ("from transfer", "from transfers", "does not run"),
        ("from transfer", "\n-- card: a -> b\nfrom transfer", "no card for its line"),
        ("[id] as transfers,", "", "no column transfers"),
        ('default = "100"', 'default = "much"', "--least is 'much'"),
        ("-- min_score", '-- step = "shapes"\n-- min_score', "unknown step 'shapes'"),
        ("-- min_score", "-- step = 3\n-- min_score", "unknown step '3'"),
        ("-- min_score", "-- step = []\n-- min_score", "unknown step '\\[\\]'"),
        ("-- min_score", '-- step = "patterns"\n-- min_score', "no parameter within"),
    ],
)
def test_the_message_on_a_broken_query(tmp_path: Path, old: str, new: str, message: str) -> None:
    (tmp_path / "queries").mkdir()
    assert old in MINE
    (tmp_path / "queries" / "large.sql").write_text(MINE.replace(old, new))
    with Case.open(tmp_path / "case.duckdb", create=True, folder=tmp_path) as case:
        case.load(HERE / "droppers.csv", covers="all")
        with pytest.raises(QueryError, match=message):
            case.find("large")


LOANS = """ts,from_account,to_account,amount,kind
2026-03-02 10:00:00,LENDER-1,BUYER,1000000,loan
2026-03-02 10:20:00,LENDER-2,BUYER,1000000,loan
2026-03-02 10:50:00,BUYER,FRIEND,10000,transfer
2026-03-02 11:00:00,BUYER,SELLER,{seller},transfer
2026-03-02 11:10:00,BUYER,SECOND,{second},transfer
2026-03-02 11:20:00,FRIEND,STRANGER,10000,transfer
"""


@pytest.mark.parametrize(
    ("seller", "second", "least", "most"), [(1980000, 10000, 0.4, 0.5), (990000, 1000000, 0.5, 0.6)]
)
def test_what_is_not_watched_is_unknown(
    seller: int, second: int, least: float, most: float, case: Case, tmp_path: Path
) -> None:
    """A friend passes on all of the half percent we can see; who got the rest is not seen."""
    path = tmp_path / "loans.csv"
    path.write_text(LOANS.format(seller=seller, second=second), encoding="utf-8")
    case.load(path, covers="BUYER,FRIEND")
    [row] = case.find("loan-then-transfer", min_score=0).rows
    assert row["indicators"]["passed_share"] == 1
    assert row["indicators"]["watched_share"] == 0.005
    assert least < row["score"] < most


def test_queries_that_need_nothing_run_unnamed() -> None:
    assert ready_queries(OURS).keys() == read_queries(OURS).keys() - {"forward"} - BY_MODEL
