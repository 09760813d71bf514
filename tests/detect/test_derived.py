"""Derived data is made anew when what it was made with changes, and only then."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.derived import has_findings, made_with
from moneygraph.detect.queries.query import read_queries
from moneygraph.store.data import OURS, DataFiles, our_folder
from moneygraph.store.errors import QueryError
from moneygraph.store.sqltext import rows_of

SAMPLE = Path(__file__).parent / "queries" / "crypto-exits.csv"


def edited_query(folder: Path) -> None:
    """Let crypto-exits infer a trader from any one payer, day and purchase."""
    text = (our_folder("queries") / "crypto-exits.sql").read_text(encoding="utf-8")
    text = re.sub(r"-- default = .*", "-- default = 0", text)
    (folder / "queries").mkdir()
    (folder / "queries" / "crypto-exits.sql").write_text(text, encoding="utf-8")


def edited_table(folder: Path) -> None:
    (folder / "tables").mkdir()
    (folder / "tables" / "banks.toml").write_text('[bank]\n"722" = ["My Kaspi"]\n')


@pytest.mark.parametrize("edit", [edited_query, edited_table])
def test_what_changed_is_made_anew(edit: Callable[[Path], None], tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    edit(own)
    path = tmp_path / "case.duckdb"
    with Case.open(path, create=True) as case:
        case.load(SAMPLE, covers="all")
        case.find("droppers")
        assert has_findings(case.file)
        traders = rows_of(case.con, "from trader order by all")
    with Case.open(path, folder=own) as case:
        assert not has_findings(case.file)
        case.find("droppers")
        assert has_findings(case.file)
        if edit is edited_query:
            assert len(rows_of(case.con, "from trader")) > len(traders)
    before = path.read_bytes()
    with Case.open(path, read_only=True) as case:
        case.find("droppers")
        assert rows_of(case.con, "from trader order by all") == traders
    assert path.read_bytes() == before
    with Case.open(path) as case:
        case.find("droppers")
        assert rows_of(case.con, "from trader order by all") == traders


def test_two_cases_of_one_process_have_two_folders(tmp_path: Path) -> None:
    edited_table(tmp_path)
    with (
        Case.open(tmp_path / "one.duckdb", create=True, folder=tmp_path) as one,
        Case.open(tmp_path / "two.duckdb", create=True) as two,
    ):
        assert one.file.data.bank_name("722") == "My Kaspi"
        assert two.file.data.bank_name("722") == OURS.bank_name("722") != "My Kaspi"


def test_one_query_derives_one_thing(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    for ending in (".sql", ".card.toml"):
        ours = our_folder("queries") / f"crypto-exits{ending}"
        shutil.copy(ours, tmp_path / "queries" / f"mine{ending}")
    with pytest.raises(QueryError, match="one query must derive 'trader'") as raised:
        made_with(DataFiles.beside(tmp_path))
    assert "crypto-exits, mine" in raised.value.message


def test_features_are_made_for_the_queries_that_read_them(tmp_path: Path) -> None:
    sample = SAMPLE.with_name("mule-chains.csv")
    with Case.open(tmp_path / "one.duckdb", create=True) as case:
        case.load(sample, covers="all")
        chains = case.find("mule-chains").rows
        assert rows_of(case.con, "from measure") == []
        assert not has_findings(case.file)
        droppers = case.find("droppers", min_score=0).rows
        assert has_findings(case.file)
    with Case.open(tmp_path / "other.duckdb", create=True) as case:
        case.load(sample, covers="all")
        assert case.find("droppers", min_score=0).rows == droppers
        assert case.find("mule-chains").rows == chains


def test_a_query_of_ones_own_has_features_where_it_names_them(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    for name, sql in (
        (
            "by-view",
            "select account, received, 1.0 as score, []::integer[] as transfers from FEATURE",
        ),
        ("by-hop", "select account, amount, 1.0 as score, []::integer[] as transfers from hop"),
    ):
        (tmp_path / "queries" / f"{name}.sql").write_text(
            '-- title = "Mine"\n-- finds = "All."\n-- innocent = "None."\n-- min_score = 0.5\n'
            f'-- [columns]\n-- account = "count"\n-- {sql.split()[2][:-1]} = "money"\n{sql}\n',
            encoding="utf-8",
        )
    queries = read_queries(DataFiles.beside(tmp_path))
    assert {name: queries[name].reads_features for name in ("by-view", "by-hop")} == {
        "by-view": True,
        "by-hop": False,
    }
