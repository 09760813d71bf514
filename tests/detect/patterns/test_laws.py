"""What holds of the findings of `patterns`, whatever the case."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of

SAMPLE = Path(__file__).parents[1] / "queries" / "patterns.csv"
#: Values at the edge of what can be typed.
EDGES = [
    {"within": "0s"},
    {"stay": "0s", "past": "0s"},
    {"past": "1000w"},
    {"alike": "0", "alike_through": "0"},
    {"alike": "1", "alike_through": "100%"},
    {"fan": "0"},
    {"fan": "999999999999"},
    {"within": "99999w", "stay": "99999w"},
]


def found(case: Case, **given: str) -> list[dict[str, Any]]:
    return case.find("patterns", min_score=0, **given).rows


@pytest.mark.parametrize("seed", [1, 2])
def test_order_and_number_of_exports_make_no_difference(
    seed: int, case: Case, tmp_path: Path
) -> None:
    head, *rows = SAMPLE.read_text(encoding="utf-8").splitlines()
    random.Random(seed).shuffle(rows)
    parts = [tmp_path / f"part-{n}.csv" for n in range(3)]
    for n, part in enumerate(parts):
        part.write_text("\n".join([head, *rows[n::3]]), encoding="utf-8")
    case.load(*parts, covers="all")
    with Case.open(tmp_path / "whole.duckdb", create=True) as whole:
        whole.load(SAMPLE, covers="all")
        assert found(case) == found(whole) != []


def test_the_transfers_prove_each_finding(case: Case) -> None:
    case.load(SAMPLE, covers="all")
    sides = {
        id_: (payer, payee)
        for id_, payer, payee in rows_of(
            case.con,
            "select t.id, f.number, g.number from transfer as t"
            " join account as f on f.id = from_account join account as g on g.id = to_account",
        )
    }
    for row in found(case):
        pairs = [sides[id_] for id_ in row["transfers"]]
        assert sorted({name for pair in pairs for name in pair}) == row["accounts"]
        payers, payees = {payer for payer, _ in pairs}, {payee for _, payee in pairs}
        message, middle = row["indicators"], payers & payees
        match row["pattern"]:
            case "fan-in":
                assert (len(payers), len(payees)) == (message["senders"], 1)
            case "fan-out":
                assert (len(payers), len(payees)) == (1, message["receivers"])
            case "gather-scatter":
                assert len(pairs) == message["senders"] + message["receivers"]
                assert len(middle) >= 1
            case "scatter-gather":
                assert (len(middle), len(pairs)) == (message["middles"], 2 * message["middles"])
            case "cycle":
                assert payers == payees and len(pairs) == message["circle"]
            case "run":
                assert len(pairs) == message["run"] and len(middle) == message["run"] - 1


@pytest.mark.drawn
@pytest.mark.parametrize("given", EDGES, ids=str)
def test_any_value_is_answered(given: dict[str, str], case: Case) -> None:
    case.load(SAMPLE, covers="all")
    assert all(0 <= row["score"] <= 1 for row in found(case, **given))


HEADER = (
    "Timestamp,From Bank,Account,To Bank,Account,Amount Received,Receiving Currency,"
    "Amount Paid,Payment Currency,Payment Format,Is Laundering"
)


def exchanged(path: Path, dollars: int) -> Path:
    """Write a circle through dollars among exchanges, 100 yen a dollar, and other payments."""
    yen = "{0},Yen,{0},Yen"
    paid = [
        (day, "SELLER", "SHOP", f"{9 + day},US Dollar,{900 + 100 * day},Yen")
        for day in range(1, 22)
    ]
    paid += [(9 + n // 4, f"P{n}", f"Q{n}", yen.format(int(100 * 1.2**n))) for n in range(60)]
    paid += [(25, "A", "B", yen.format(90000)), (27, "C", "A", yen.format(90000))]
    paid += [(26, "B", "C", f"{dollars},US Dollar,{dollars},US Dollar")]
    lines = [f"2022/09/{day:02} 09:00,1,{a},1,{b},{money},ACH,0" for day, a, b, money in paid]
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return path


def test_a_circle_through_another_currency_is_as_alike(case: Case, tmp_path: Path) -> None:
    case.load(exchanged(tmp_path / "alike.csv", 900))
    best = found(case)[0]
    assert (best["pattern"], best["accounts"]) == ("cycle", ["1-A", "1-B", "1-C"])
    assert best["amount"] is None and best["currency"] is None
    with Case.open(tmp_path / "other.duckdb", create=True) as other:
        other.load(exchanged(tmp_path / "unlike.csv", 300))
        assert found(other)[0]["accounts"] == best["accounts"]
        assert found(other)[0]["score"] < best["score"]
