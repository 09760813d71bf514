"""Series: what ties complaints and what does not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.casework import SeriesFound, bonds
from moneygraph.casework.series import _alone, _group
from moneygraph.report.text.texts import LANGUAGES, Texts
from tests.cli.conftest import Run, run

from .conftest import ABROAD, SEEN, VICTIM_ACCOUNTS, Load, complains, paid

pytestmark = pytest.mark.turns

__all__ = ["run"]
LOST = "100000"


def robbed(victim: int, dropper: str, amount: str = LOST) -> str:
    return paid(f"02 1{victim}:00", VICTIM_ACCOUNTS[victim], dropper, amount)


def complaints(*victims: int) -> list[str]:
    return [complains(str(one), one, LOST, f"02 1{one}:00") for one in victims]


def joined(found: SeriesFound) -> list[tuple[str, ...]]:
    return [row.complaints for row in found.rows]


def test_a_dropper_in_common_joins(load: Load) -> None:
    rows = [robbed(0, SEEN[0]), robbed(1, SEEN[0]), robbed(2, SEEN[1])]
    found = load(rows, complaints(0, 1, 2)).series()
    assert joined(found) == [("0", "1")] and found.alone == ("2",)
    (row,) = found.rows
    assert (row.amount, row.accounts) == (20_000_000, (SEEN[0],))
    (bond,) = row.bonds
    assert (bond.kind, bond.account, bond.complaints) == ("dropper", SEEN[0], ("0", "1"))
    assert bond.amount == 20_000_000


def test_whom_everybody_pays_joins_nothing(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bonds, "PAYERS_MOST", 1)
    rows = [robbed(0, SEEN[0]), robbed(1, SEEN[0])]
    assert joined(load(rows, complaints(0, 1)).series()) == []


def test_a_small_part_joins_nothing(load: Load) -> None:
    rows = [
        robbed(0, SEEN[0]),
        robbed(1, SEEN[1]),
        paid("02 15:00", SEEN[0], SEEN[2], "19999.99"),
        paid("02 15:01", SEEN[1], SEEN[2], "50000"),
    ]
    assert joined(load(rows, complaints(0, 1)).series()) == []


@pytest.mark.parametrize(("link_most", "series"), [(3, [("0", "1")]), (2, [])])
def test_a_phone_in_common_joins_unless_too_many_have_it(
    load: Load, link_most: int, series: list[tuple[str, ...]]
) -> None:
    rows = [robbed(0, SEEN[0]), robbed(1, SEEN[1])]
    links = [f"{one},phone,7701" for one in SEEN[:3]] + [f"{one},ip,1.1.1.1" for one in SEEN[:2]]
    found = load(rows, complaints(0, 1), links).series(link_most=link_most)
    assert joined(found) == series
    assert found.cut == (0 if series else 1)
    if series:
        (bond,) = found.rows[0].bonds
        assert (bond.kind, bond.what, bond.value) == ("link", "phone", "7701")


def out(dropper: int, *, to: str = ABROAD) -> str:
    return paid(f"02 16:0{dropper}", SEEN[dropper], to, "90000")


def test_an_exit_of_their_own_joins(load: Load) -> None:
    rows = [robbed(0, SEEN[0]), robbed(1, SEEN[1]), out(0), out(1)]
    case = load(rows, complaints(0, 1))
    kind = case.con.execute("select kind from account where number = ?", [ABROAD]).fetchall()
    assert kind == [("abroad",)]
    found = case.series()
    assert joined(found) == [("0", "1")]
    assert [bond.kind for bond in found.rows[0].bonds] == ["exit"]


def test_an_exit_that_others_pay_joins_nothing(load: Load) -> None:
    rows = [robbed(0, SEEN[0]), robbed(1, SEEN[1]), out(0), out(1), out(4)]
    assert joined(load(rows, complaints(0, 1)).series()) == []


def test_an_exit_merges_no_series(load: Load) -> None:
    rows = [robbed(n, SEEN[n // 2]) for n in range(4)] + [out(0), out(1)]
    assert joined(load(rows, complaints(0, 1, 2, 3)).series()) == [("0", "1"), ("2", "3")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_command_line(run: Run, load: Load, lang: str) -> None:
    links = [f"{one},device,5" for one in SEEN[1:3]]
    rows = [robbed(0, SEEN[0]), robbed(1, SEEN[0]), robbed(2, SEEN[1]), robbed(3, SEEN[2])]
    load(rows, complaints(0, 1, 2, 3), links).close()
    data = json.loads(run("series", "--json", "--lang", lang).stdout)
    assert [row["complaints"] for row in data["series"]] == [["0", "1"], ["2", "3"]]
    first, second = data["series"]
    assert list(first)[:4] == ["complaints", "accounts", "amount", "why"]
    assert first["ties"][0]["account"] == SEEN[0] and second["ties"][0]["value"] == "5"
    assert Texts(lang).money(20_000_000, "KZT") in first["why"] and "{" not in first["why"]
    printed = run("series", "--lang", lang).stdout
    assert SEEN[0] in printed and max(map(len, printed.splitlines())) <= 80


def test_without_complaints_found_victims_stand_in(run: Run, load: Load) -> None:
    load([robbed(0, SEEN[0])], []).close()
    for command in ("freeze", "requests", "series"):
        result = run(command, "--json")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["stand_in"] is True
        assert "loan-then-transfer" in run(command).stdout


@given(st.lists(st.lists(st.integers(0, 9).map(str), min_size=1, max_size=3), max_size=9))
def test_series_are_components(shared: list[list[str]]) -> None:
    import networkx as nx

    numbers = [str(n) for n in range(10)]
    made = [bonds.Bond("dropper", "A", None, None, tuple(some), 1) for some in shared]
    groups, used = _group(numbers, bonds.Bonds(made, [], [], {}, 0))
    graph = nx.Graph()
    graph.add_nodes_from(numbers)
    for some in shared:
        nx.add_path(graph, some)
    components = [sorted(one) for one in nx.connected_components(graph)]
    assert sorted(map(sorted, groups.to_sets())) == sorted(components)
    alone = [one for (one,) in (part for part in components if len(part) == 1)]
    assert _alone(groups, numbers) == sorted(alone)
    assert used == made
