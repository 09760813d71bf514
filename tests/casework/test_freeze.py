"""What can be frozen: amounts that statements cap, exact shares, the order, and who is named."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.report.values.casework import freeze_json
from moneygraph.store.errors import CallError, UnknownStart
from moneygraph.store.schema import SHARING_RULES
from moneygraph.store.sqltext import named_sql, rows_of
from tests.ingest.pairing import banks
from tests.ingest.pairing.banks import OURS
from tests.laws import laws

from .conftest import COMPLAINTS, SEEN, VICTIM_ACCOUNTS, Load, complains, paid

pytestmark = pytest.mark.turns

TWO = [complains("1", 0, "200", "02 10:00"), complains("2", 1, "100", "02 11:00")]


def robbed(there: str = "") -> list[str]:
    """Two victims pay one account; `there` is what it holds at the end."""
    return [
        paid("02 10:00", VICTIM_ACCOUNTS[0], SEEN[0], "200"),
        paid("02 11:00", VICTIM_ACCOUNTS[1], SEEN[0], "100", there=there),
    ]


@pytest.mark.drawn
@pytest.mark.parametrize("rule", SHARING_RULES)
def test_what_is_held_and_by_victim(load: Load, rule: str) -> None:
    found = load(robbed(), TWO).freeze(rule=rule)
    (row,) = found.rows
    assert (row.account, row.bank, row.amount, row.traced) == (SEEN[0], "601", 30000, 30000)
    assert row.victims == (("1", 20000), ("2", 10000))
    assert (row.stated, row.minutes, found.stand_in) == (None, 60, False)


@pytest.mark.parametrize(
    ("stated", "amount", "victims"),
    [
        ("1000", 30000, (("1", 20000), ("2", 10000))),
        ("100", 10000, (("1", 6667), ("2", 3333))),
        ("0.01", 1, (("1", 1),)),
    ],
)
def test_the_last_stated_balance_caps_it(
    load: Load, stated: str, amount: int, victims: tuple[tuple[str, int], ...]
) -> None:
    (row,) = load(robbed(stated), TWO).freeze().rows
    assert (row.amount, row.traced, row.victims) == (amount, 30000, victims)
    assert row.stated is not None


@pytest.mark.parametrize("stated", ["0", "-5"])
def test_an_account_with_nothing_on_it_is_not_named(load: Load, stated: str) -> None:
    assert load(robbed(stated), TWO).freeze().rows == []


def test_a_balance_before_the_last_movement_caps_nothing(load: Load) -> None:
    later = paid("03 09:00", SEEN[1], SEEN[0], "5")
    (row,) = load([*robbed("100"), later], TWO).freeze().rows
    assert (row.stated, row.amount) == (None, 30000)


def test_balance_lines_after_the_last_movement_cap_it(load: Load) -> None:
    case = load(robbed("250"), TWO)
    case.con.execute(
        "insert into stated select 1, id, 'KZT', 'opening', '2026-03-05', 12345, null"
        " from account where number = ?",
        [SEEN[0]],
    )
    assert case.freeze().rows[0].amount == 12345


def test_of_rows_without_an_order_the_greatest_balance_counts(load: Load) -> None:
    rows = [
        paid("02", VICTIM_ACCOUNTS[0], SEEN[0], "200", there="150"),
        paid("02", VICTIM_ACCOUNTS[1], SEEN[0], "100", there="120"),
    ]
    complaints = [complains("1", 0, "200", "02"), complains("2", 1, "100", "02")]
    assert load(rows, complaints).freeze().rows[0].stated == 15000


def test_largest_first_then_what_came_last(load: Load) -> None:
    rows = [
        paid(f"02 1{n}:00", VICTIM_ACCOUNTS[n], SEEN[n], amount)
        for n, amount in enumerate(("100", "300", "100"))
    ]
    complaints = [
        complains(str(n), n, row.split(",")[3], f"02 1{n}:00") for n, row in enumerate(rows)
    ]
    case = load(rows, complaints)
    found = case.freeze(now="2026-03-02T13:00")
    assert [row.account for row in found.rows] == [SEEN[1], SEEN[2], SEEN[0]]
    assert [row.minutes for row in found.rows] == [120, 60, 180]
    assert [row.account for row in case.freeze(complaints=["2"]).rows] == [SEEN[2]]
    assert list(found.df["amount"]) == [30000, 10000, 10000]


def test_wrong_calls(load: Load) -> None:
    case = load(robbed(), TWO)
    with pytest.raises(CallError, match="poison"):
        case.freeze(rule="poison")
    with pytest.raises(UnknownStart, match="no complaint 9"):
        case.freeze(complaints=["9"])
    with pytest.raises(CallError, match="now"):
        case.freeze(now="tomorrow")


CON = duckdb.connect()
CON.execute(
    "create temp table end_sum (end_kind varchar, account integer, victim integer, amount bigint,"
    " unsure bigint, hops integer, first_ts timestamp, last_ts timestamp, balance bigint)"
)
CON.execute("create temp table closing (account integer, amount bigint)")


@laws(60)
@given(st.lists(st.integers(1, 10**15), min_size=1, max_size=9), st.integers(0, 10**16))
def test_shares_are_cut_exactly_and_in_proportion(amounts: list[int], amount: int) -> None:
    whole = sum(amounts)
    for table in ("end_sum", "closing"):
        CON.execute(f"delete from {table}")
    rows = [[victim, share] for victim, share in enumerate(amounts)]
    CON.executemany(
        "insert into end_sum values ('held', 1, ?, ?, 0, 0, '2026-01-01', '2026-01-01', null)", rows
    )
    CON.execute("insert into closing values (1, ?)", [amount])
    CON.execute(named_sql("flow/trails/ends.sql")["cap"])
    found = rows_of(CON, "select end_kind, victim, amount from end_amount")
    cut = {victim: share for kind, victim, share in found if kind == "held"}
    assert sum(cut.values()) == min(amount, whole)
    assert sum(share for *_, share in found) == whole
    for victim, share in rows if amount < whole else ():
        assert abs(cut.get(victim, 0) * whole - share * amount) < whole


@pytest.mark.drawn
@pytest.mark.parametrize("rule", SHARING_RULES)
def test_what_the_stated_balance_lacks_is_out_of_sight(load: Load, rule: str) -> None:
    trace = load(robbed("100"), TWO).trace(complaints="all", rule=rule)
    assert [(end.end, end.account, end.amount, end.victims) for end in trace.ends] == [
        ("unseen", SEEN[0], 20000, (("1", 13333), ("2", 6667))),
        ("held", SEEN[0], 10000, (("1", 6667), ("2", 3333))),
    ]
    assert trace.traced == 30000


@pytest.mark.parametrize(
    ("there", "bounds"),
    [
        ("350", {("held", 30000, 30000)}),
        ("340", {("held", 29000, 30000)}),
        ("100", {("held", 0, 30000), ("unseen", 0, 30000)}),
    ],
)
def test_the_least_held_is_what_cannot_have_left_unseen(
    load: Load, there: str, bounds: set[tuple[str, int, int]]
) -> None:
    own = paid("02 12:00", SEEN[1], SEEN[0], "50", there=there)
    found = load([*robbed(), own], TWO).trace_all(complaints="all")
    assert {(b.end, b.least, b.most) for b in found.bounds} == bounds


def test_what_came_through_a_transfer_that_is_not_sure(case: Case, tmp_path: Path) -> None:
    """Its own bank reports nothing of it: the money may be there or not, and the answer says so."""
    payer, mule, last = VICTIM_ACCOUNTS[0], OURS[1], SEEN[0]
    banks.load(
        case,
        tmp_path,
        b722=[
            banks.row(banks.later(0), payer, mule, "500"),
            banks.row(banks.later(9), mule, last, "500"),
        ],
        b601=[banks.row(banks.later(60), last, SEEN[1], "1")],
    )
    claims = tmp_path / "complaints.csv"
    claims.write_text(f"{COMPLAINTS}\n1,,{payer},500,{banks.later(0)}\n", encoding="utf-8")
    case.load(claims)
    found = case.freeze()
    assert [(row.account, row.amount, row.unsure) for row in found.rows] == [
        (last, 49900, 49900),
        (SEEN[1], 100, 100),
    ]
    assert [one.reason for one in found.hangs_on] == ["one-sided"]
    shown = freeze_json(found)
    assert [row["unsure"] for row in shown["freeze"]] == ["499.00", "1.00"]
    assert shown["hangs_on"][0]["amount"] == "500.00"
