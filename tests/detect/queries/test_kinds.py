"""Droppers of several kinds amid a normal life are found, and those who look alike are not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.queries import read_queries
from moneygraph.detect.queries.card import LANGUAGES
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.findings import why_found
from moneygraph.store.data import OURS
from tests.town import ALIKE, DROPPERS, write_town

#: What came to an account from those who were robbed or through others, and what left it.
ROBBERY = """
    select t.id from transfer as t
    join account as f on f.id = t.from_account
    join account as r on r.id = t.to_account
    where r.number = $account and regexp_matches(f.number, '^(VICTIM|RELAY)')
        or f.number = $account and regexp_matches(r.number, '^(RELAY|OUT|CASH)')"""


@pytest.fixture
def town(case: Case, tmp_path: Path) -> Case:
    write_town(tmp_path / "town.csv")
    case.load(tmp_path / "town.csv", covers="all")
    return case


def test_each_kind_is_found_amid_a_normal_life_and_nobody_else_is(town: Case) -> None:
    assert {row["account"] for row in town.find("droppers").rows} == set(DROPPERS)


def test_all_who_look_alike_stand_below(town: Case) -> None:
    """Far below, but for who sells a car and buys another, at night, from whom it drains."""
    scores = {row["account"]: row["score"] for row in town.find("droppers", min_score=0).rows}
    assert max(scores.get(who, 0.0) for who in ALIKE) < 0.5
    assert max(scores.get(who, 0.0) for who in ALIKE if who != "CHANGER") < 0.01


def test_a_find_names_each_transfer_of_the_robbery(town: Case) -> None:
    for row in town.find("droppers").rows:
        wanted = town.con.execute(ROBBERY, {"account": row["account"]}).fetchall()
        assert {id_ for (id_,) in wanted} <= set(row["transfers"]), row["account"]


def test_what_becomes_of_money_at_banks_that_are_not_held_is_not_known(
    case: Case, tmp_path: Path
) -> None:
    write_town(tmp_path / "town.csv")
    with (tmp_path / "town.csv").open(newline="", encoding="utf-8") as file:
        sides = {row[key] for row in csv.DictReader(file) for key in ("from_account", "to_account")}
    held = sorted(one for one in sides if not one.startswith(("OUT", "CASH")))
    case.load(tmp_path / "town.csv", covers=",".join(held))
    found = {row["account"]: row for row in case.find("droppers").rows}
    graded = {who: row["grade"] for who, row in found.items()}
    assert graded["LIVED-IN"] == "passes_on"
    assert graded["RELAY-1"] == graded["RELAY-2"] == "dropper"
    query = read_queries(OURS)["droppers"]
    for who, row in found.items():
        for lang in LANGUAGES:
            said = Texts(lang)("find.next_unknown") in why_found(query, row, Texts(lang)).lower()
            assert said == (graded[who] == "passes_on"), (who, lang)
