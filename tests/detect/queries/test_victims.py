"""`victims`: what raises a finding, what keeps it low, and what it says is not known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from tests.detect.queries.test_queries import HERE

HEADER = "ts,from_account,to_account,amount,kind\n"
LIFE = """2026-03-01 12:00:00,SHOP-OWNER,{who},9000,transfer
2026-03-01 18:00:00,{who},SHOP,8000,card
2026-03-02 18:00:00,{who},FRIEND-{who},3000,transfer
"""
LOANS = """2026-03-05 10:00:00,LENDER-1,{who},900000,loan
2026-03-05 10:20:00,LENDER-2,{who},700000,loan
2026-03-05 11:00:00,{who},{to},1590000,transfer
"""


def found(case: Case, path: Path, text: str, covers: str) -> dict[str, dict[str, Any]]:
    path.write_text(HEADER + text, encoding="utf-8")
    case.load(path, covers=covers)
    return {row["owner"]: row for row in case.find("victims", min_score=0).rows}


def of(who: str, to: str) -> str:
    return LIFE.format(who=who) + LOANS.format(who=who, to=to)


def test_one_payment_to_an_account_that_is_not_held_may_be_a_car(
    case: Case, tmp_path: Path
) -> None:
    row = found(case, tmp_path / "a.csv", of("BUYER", "SELLER"), "BUYER")["BUYER"]
    assert row["score"] < 0.1
    assert row["indicators"]["unseen_share"] == 1
    assert row["kinds"] == ["several-loans"]


def test_others_whose_money_went_there_raise_each(case: Case, tmp_path: Path) -> None:
    people = ("ONE", "TWO", "THREE")
    text = "".join(of(who, "SELLER") for who in people)
    rows = found(case, tmp_path / "a.csv", text, ",".join(people))
    assert {who for who, row in rows.items() if row["score"] >= 0.5} == set(people)
    assert all(rows[who]["indicators"]["others"] == 2 for who in people)
    assert all(rows[who]["kinds"][-1] == "joint" for who in people)


def test_who_keeps_the_money_and_who_sends_it_on(case: Case, tmp_path: Path) -> None:
    text = of("KEPT", "SELLER") + of("LOST", "DROPPER")
    text += "2026-03-05 11:30:00,DROPPER,NEXT,1580000,transfer\n"
    rows = found(case, tmp_path / "a.csv", text, "KEPT,LOST,SELLER,DROPPER")
    assert rows["LOST"]["score"] >= 0.5 > 0.01 > rows["KEPT"]["score"]
    assert rows["KEPT"]["indicators"]["kept_share"] == 1


@pytest.mark.parametrize(
    "later",
    [
        "2026-03-20 11:00:00,LOST,DROPPER,20000,transfer",
        "2026-03-20 11:00:00,DROPPER,LOST,1590000,transfer",
    ],
    ids=["paid again", "paid back"],
)
def test_what_happens_later_counts_against(later: str, case: Case, tmp_path: Path) -> None:
    text = of("LOST", "DROPPER") + "2026-03-05 11:30:00,DROPPER,NEXT,1580000,transfer\n"
    rows = found(case, tmp_path / "a.csv", text + later + "\n", "LOST,DROPPER")
    points = rows["LOST"]["points"]
    assert min(points.get("again_share", 0), points.get("back_share", 0)) <= -8


def test_who_was_paid_before_is_no_stranger(case: Case, tmp_path: Path) -> None:
    text = of("PAYER", "FRIEND") + "2026-02-01 11:00:00,FRIEND,PAYER,5000,transfer\n"
    assert "PAYER" not in found(case, tmp_path / "a.csv", text, "PAYER")


def test_the_order_of_loading_makes_no_difference(tmp_path: Path) -> None:
    head, *lines = (HERE / "victims.csv").read_text(encoding="utf-8").splitlines()
    half = len(lines) // 2
    parts = {"a.csv": lines[:half], "b.csv": lines[half:]}
    for name, part in parts.items():
        (tmp_path / name).write_text("\n".join([head, *part]) + "\n", encoding="utf-8")
    answers = []
    for order in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        with Case.open(tmp_path / f"{order[0]}.duckdb", create=True) as case:
            for name in order:
                case.load(tmp_path / name, covers="all")
            answers.append(case.find("victims", min_score=0).rows)
    assert answers[0] == answers[1]
