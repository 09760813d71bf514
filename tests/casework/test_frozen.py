"""What a bank has frozen is counted apart everywhere, and can be taken back."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.flow.trails.layers import Stay
from moneygraph.report.dossier.trail import apart, bounds_apart
from tests.cli.conftest import EXPORTS, Run, run

__all__ = ["run"]

FIRST, SECOND = "KZ456010000000000001", "KZ186010000000000002"
TS = datetime(2026, 3, 2)


@pytest.fixture
def loaded(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Load a robbery of which 299,000 and 200,000 lie on two accounts, and its complaint."""
    monkeypatch.chdir(tmp_path)
    complaint = "number,account,amount,ts\n1,KZ257220000000000001,1500000,2026-03-02 10:30\n"
    complaint += "2,KZ257220000000000001,500000,2026-03-02 10:35\n"
    Path("complaints.csv").write_text(complaint, encoding="utf-8")
    assert run("load", EXPORTS, "complaints.csv").exit_code in (0, 1)
    return run


def rows(run: Run) -> dict[str, dict[str, Any]]:
    found = json.loads(run("freeze", "--json").stdout)["freeze"]
    return {row["account"]: row for row in found}


@pytest.mark.rare
def test_a_part_and_all_of_an_account(loaded: Run) -> None:
    before = rows(loaded)
    assert list(before) == [FIRST, SECOND] and "frozen" not in before[FIRST]
    said = loaded("frozen", FIRST, "100000", "--by", "Sadykov", "--why", "letter 7").stdout
    assert f"Decided: 100,000.00 KZT on {FIRST} is frozen." in said and "letter 7" in said
    after = rows(loaded)
    assert list(after) == [SECOND, FIRST]  # what is left decides
    assert after[FIRST] == before[FIRST] | {"frozen": "100000.00"}
    loaded("frozen", FIRST)
    assert rows(loaded)[FIRST]["frozen"] == before[FIRST]["amount"] == "299000.00"
    printed = loaded("freeze").stdout
    assert "299,000.00 KZT of it is frozen already." in printed
    assert "frozen already: 299,000.00 KZT" in printed and printed.count("Call Halyk Bank") == 1
    assert json.loads(loaded("--json").stdout)["freeze"]["amount"] == "200000.00"
    assert loaded("frozen", FIRST, "--undo").exit_code == 0
    loaded("frozen", FIRST, "--undo")
    assert rows(loaded) == before


def test_more_than_is_there_is_all_that_is_there(loaded: Run) -> None:
    loaded("frozen", FIRST, "9000000")
    assert rows(loaded)[FIRST]["frozen"] == "299000.00"


def test_letters_leave_out_what_is_wholly_frozen(loaded: Run) -> None:
    for account in (FIRST, SECOND):
        loaded("frozen", account)
    done = loaded("freeze", "--letters", "letters", "--json")
    assert json.loads(done.stdout)["letters"] == []


@pytest.mark.rare
def test_a_report_draws_it_apart_and_adds_up(loaded: Run, tmp_path: Path) -> None:
    loaded("frozen", FIRST, "100000")
    with Case.open(tmp_path / "case.duckdb", read_only=True) as case:
        found = case.report()
    (trail,) = found["trails"]
    ends = {one["end"]: Decimal(one["amount"]) for one in trail["ends"]}
    assert ends["frozen"] == 100_000 and ends["held"] == 399_000
    assert sum(ends.values()) == Decimal(trail["traced"])
    nodes: Counter[str] = Counter()
    for node in trail["nodes"]:
        for end in node["ends"]:
            nodes[end["end"]] += Decimal(end["amount"])  # type: ignore[assignment]
    assert nodes == ends
    assert "100,000.00 KZT is frozen already." in found["sentences"][3]
    assert "399,000.00 KZT still lies on 2 accounts" in found["sentences"][3]
    assert {row["frozen"] for row in found["tables"]["freeze"]} == {"100000.00", "0.00"}
    assert loaded("report", "case.html").exit_code == 0
    assert loaded("verify", "case.html").exit_code == 0  # the record holds the decision


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("KZ99X",), "there is no account KZ99X in the case"),
        ((FIRST, "much"), "the amount 'much' cannot be read"),
        ((FIRST, "0"), "the amount '0' cannot be read"),
        ((FIRST, "10", "--currency", "USD"), f"nothing moved on {FIRST} in USD"),
        ((SECOND, "--undo"), "there is no such decision to take back"),
    ],
)
def test_what_is_wrong_is_said(loaded: Run, call: tuple[str, ...], said: str) -> None:
    result = loaded("frozen", *call)
    assert result.exit_code == 2 and said in result.stderr


STAYS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from(["held", "cash"]), st.integers(1, 50)),
    max_size=8,
)


@given(STAYS, st.dictionaries(st.sampled_from("ABC"), st.integers(1, 80)), st.randoms())
def test_what_is_frozen_is_part_of_what_is_held(
    given_stays: list[tuple[str, str, int]], frozen: dict[str, int], random: Any
) -> None:
    stays = [
        Stay(layer, account, end, amount, random.randint(0, amount), TS, TS)
        for layer, (account, end, amount) in enumerate(given_stays)
    ]
    found = apart(stays, frozen)
    for account in "AB":
        held = sum(one.amount for one in stays if (one.account, one.end) == (account, "held"))
        parts = [one for one in found if one.account == account and one.end != "cash"]
        assert sum(one.amount for one in parts) == held
        stopped = sum(one.amount for one in parts if one.end == "frozen")
        assert stopped == min(held, frozen.get(account, 0))
    assert sum(one.unsure for one in found) == sum(one.unsure for one in stays)
    assert all(0 <= one.unsure <= one.amount and one.amount for one in found)


@given(
    st.integers(1, 50),
    st.integers(0, 50),
    st.integers(1, 80),
    st.lists(st.integers(0, 60), max_size=4),
)
def test_bounds_hold_what_is_frozen_and_what_is_left(
    least: int, wider: int, frozen: int, amounts: list[int]
) -> None:
    spans = {("held", "A"): (least, least + wider), ("cash", "A"): (1, 2), ("held", "B"): (3, 4)}
    found = bounds_apart(spans, {"A": frozen, "C": 5})
    assert {key: found[key] for key in list(spans)[1:]} == {
        key: spans[key] for key in list(spans)[1:]
    }
    for amount in (
        least,
        least + wider,
        *(one for one in amounts if least <= one <= least + wider),
    ):
        stopped = min(amount, frozen)
        assert found["frozen", "A"][0] <= stopped <= found["frozen", "A"][1]
        assert found["held", "A"][0] <= amount - stopped <= found["held", "A"][1]
