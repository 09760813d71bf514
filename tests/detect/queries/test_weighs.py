"""A query that reads what others weigh; what is wrong with that is told, and stops no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.find import find_every
from moneygraph.store.data import OURS, our_folder
from moneygraph.store.errors import LeftOut, QueryError

HERE = Path(__file__).parent
MINE = """-- title = "Nearly droppers"
-- finds = "Accounts whose points are few below those of droppers."
-- innocent = "Anybody."
-- min_score = 0.5
-- [weighs]
-- {other} = "{columns}"
-- [columns]
-- account = "text"
select a.number as account, 0.5 as score, array_agg(t.id) as transfers
from weighed_droppers as w
join account as a on a.id = w.account
join transfer as t on t.to_account = a.id
where w.points > -20
group by a.number
"""


def opened(folder: Path) -> Case:
    case = Case.open(folder / "case.duckdb", create=True, folder=folder)
    case.load(HERE / "network.csv", covers="all")
    return case


def write(folder: Path, other: str = "droppers", columns: str = "account, points") -> Path:
    (folder / "queries").mkdir()
    text = MINE.format(other=other, columns=columns)
    (folder / "queries" / "nearly.sql").write_text(text)
    return folder


def test_a_query_of_the_users_own_reads_what_ours_weighs(tmp_path: Path) -> None:
    with opened(write(tmp_path)) as case:
        named = {row["account"] for row in case.find("nearly").rows}
        every = case.find("droppers", min_score=0).rows
    enough = {row["account"] for row in every if sum(row["points"].values()) > -20}
    assert named == enough
    assert {"YES-3", "YES-4"} <= named


@pytest.mark.parametrize("other", ["nothing", "forward", "patterns", "network"])
def test_what_cannot_be_weighed_is_named(other: str, tmp_path: Path) -> None:
    with opened(write(tmp_path, other)) as case:
        with pytest.raises(QueryError, match=f"the query nearly cannot weigh '{other}'") as caught:
            case.find("nearly")
        assert "There are: " in caught.value.remedy and "droppers" in caught.value.remedy


def test_a_wrong_column_names_the_query_that_is_weighed(tmp_path: Path) -> None:
    with (
        opened(write(tmp_path, columns="account, p_nothing")) as case,
        pytest.raises(QueryError, match=r"the query droppers does not run: .*p_nothing"),
    ):
        case.find("nearly")


def test_a_step_says_what_it_weighs(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    ours = (our_folder("queries") / "network.sql").read_text(encoding="utf-8")
    text = re.sub(r"^-- victims = .*\n", "", ours, flags=re.MULTILINE)
    (tmp_path / "queries" / "mine.sql").write_text(text, encoding="utf-8")
    with opened(tmp_path) as case, pytest.raises(QueryError, match="weighs no victims") as caught:
        case.find("mine")
    assert "[weighs]" in caught.value.remedy


def test_a_card_of_the_users_own_that_lacks_points_leaves_out_the_network_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "queries").mkdir()
    ours = OURS.files("queries", ".card.toml")["droppers"].read_text(encoding="utf-8")
    tables = re.split(r"(?m)^(?=\[)", ours)
    kept = [one for one in tables if not one.startswith("[indicator.links")]
    text = "".join(kept).replace(', "links"', "")
    (tmp_path / "queries" / "droppers.card.toml").write_text(text, encoding="utf-8")
    with opened(tmp_path) as case:
        assert case.find("droppers").rows
        with pytest.raises(QueryError, match=r"the query droppers does not run: .*p_links"):
            case.find("network")
        with case.file.scratch() as file, pytest.warns(LeftOut, match="p_links"):
            found = [findings.query.name for findings in find_every(file)]
    assert "droppers" in found and "network" not in found
