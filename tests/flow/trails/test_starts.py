"""What a user can name as a start, and the message when that is wrong."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import pytest

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.trails import Trace, trace
from moneygraph.flow.trails.starts import find_starts
from moneygraph.store.errors import CallError, CaseError, UnknownStart
from moneygraph.store.schema import ROW_BASE
from tests.small_case import Move, SmallCase, at, empty_tables, fill, move

ANNA = "880101400124"
IBAN = "KZ12345KZT1234567890"
CON = empty_tables()


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    """A victim's two accounts, a dropper, and money that goes on to an exchange."""
    case = SmallCase(
        [
            move(0, IBAN, "A2", 100),
            move(1, "A2", "DROP", 100),
            move(2, IBAN, "DROP", 50),
            Move(at(day=1), "DROP", "SHOP", 30),
            Move(at(5, day=1), "DROP", "EX", 120),
            Move(at(day=2), "DROP", "55", 7, "USD"),
        ],
        kinds={"SHOP": "merchant", "EX": "exchange"},
        owners={IBAN: ANNA, "A2": ANNA},
    )
    filled = fill(CON, case)
    match_hops(filled, "fifo")
    for table in ("statement_file", "section", "remark", "row_base"):
        filled.execute(f"delete from {table}").fetchall()
    return filled


def ends(answer: Trace) -> dict[str, int]:
    return {end.account: end.amount for end in answer.ends}


def test_an_owner_starts_with_what_left_for_others(con: duckdb.DuckDBPyConnection) -> None:
    answer = trace(con, "fifo", [ANNA])
    assert answer.starts == {2: 100, 3: 50}
    assert ends(answer) == {"EX": 120, "SHOP": 30}


def test_an_account_starts_with_all_that_left_it(con: duckdb.DuckDBPyConnection) -> None:
    assert trace(con, "fifo", [IBAN]).starts == {1: 100, 3: 50}
    spaced = "kz12 345 KZT 1234567890"
    assert trace(con, "fifo", [spaced]).starts == {1: 100, 3: 50}


def test_going_back_an_account_starts_with_what_came(con: duckdb.DuckDBPyConnection) -> None:
    answer = trace(con, "fifo", ["EX"], back=True)
    assert answer.starts == {5: 120}
    assert [(end.end, end.account, end.amount) for end in answer.ends] == [("opening", IBAN, 120)]


_FILE = "insert into statement_file (id, sha256, name, rows) values"


def test_a_row_of_a_file_is_its_transfer(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"{_FILE} (7, 'x', 'answers.zip/kaspi.xlsx', 3)").fetchall()
    row = 7 * ROW_BASE + 12
    con.execute("update transfer set credit_row = ? where id = 2", [row]).fetchall()
    for name in ("answers.zip/kaspi.xlsx:12", "kaspi.xlsx:12"):
        assert trace(con, "fifo", [name]).starts == {2: 100}
    con.execute(
        "insert into remark values (?, 1, 'rejected', 'date', '31.02')", [row + 1]
    ).fetchall()
    with pytest.raises(UnknownStart, match="is no transfer: it was rejected"):
        trace(con, "fifo", ["kaspi.xlsx:13"])
    with pytest.raises(UnknownStart, match=r"no export 'halyk\.xlsx'"):
        trace(con, "fifo", ["halyk.xlsx:12"])
    con.execute(f"{_FILE} (8, 'y', 'other.zip/kaspi.xlsx', 3)").fetchall()
    with pytest.raises(UnknownStart, match="any of 2 exports"):
        trace(con, "fifo", ["kaspi.xlsx:12"])


def test_starts_that_name_one_transfer_twice_count_it_once(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert trace(con, "fifo", ["2", "2", ANNA]).starts == {2: 100, 3: 50}


def test_no_starts_or_nothing_in_the_window_is_an_empty_trail(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for names, since in (([], None), ([ANNA], "2026-01-01"), (["EX"], None)):
        answer = trace(con, "fifo", names, since=since)
        assert (answer.traced, answer.ends, answer.currency) == (0, [], "KZT")


def test_the_window_includes_both_its_ends(con: duckdb.DuckDBPyConnection) -> None:
    first, last = at(day=1), at(5, day=1)
    for since, until in (
        (first, last),
        (first.isoformat(), last.isoformat()),
        (first.date(), last.date()),
        (str(first.date()), str(last.date())),
    ):
        answer = trace(con, "fifo", ["DROP"], since=since, until=until, currency="KZT")
        assert set(answer.starts) == {4, 5}
    assert set(trace(con, "fifo", ["DROP"], until=last, currency="kzt").starts) == {4, 5}
    assert set(trace(con, "fifo", ["DROP"], since=at(1, day=1), until=last).starts) == {5}
    assert trace(con, "fifo", ["4"], since=last).starts == {}


def test_only_the_first_of_the_money_can_be_asked_for(con: duckdb.DuckDBPyConnection) -> None:
    assert trace(con, "fifo", ["DROP"], amount=31, currency="KZT").starts == {4: 30, 5: 1}
    assert trace(con, "fifo", ["DROP"], amount=10, currency="KZT").starts == {4: 10}
    assert trace(con, "fifo", ["DROP"], amount=999, currency="KZT").traced == 150
    with pytest.raises(CallError, match="not above zero"):
        trace(con, "fifo", ["DROP"], amount=0)


def test_an_amount_as_text_is_in_the_money_that_starts_here(con: duckdb.DuckDBPyConnection) -> None:
    bounds = {"back": False, "since": None, "until": None}
    for currency, text, units in (("KZT", "0.31", 31), ("USD", "0,05", 5)):
        starts = find_starts(con, ["DROP"], amount=text, currency=currency, **bounds)
        assert (starts.currency, int(starts.ranges.hi.sum())) == (currency, units)
    con.execute("update transfer set currency = 'BTC', to_currency = 'BTC' where id = 6").fetchall()
    starts = find_starts(con, ["6"], amount="0.00000005", currency=None, **bounds)
    assert (starts.currency, int(starts.ranges.hi.sum())) == ("BTC", 5)
    with pytest.raises(CallError, match=r"'0\.000000005' cannot be read"):
        find_starts(con, ["6"], amount="0.000000005", currency=None, **bounds)


def test_several_currencies_have_to_be_chosen_from(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CallError, match="2 currencies: KZT, USD"):
        trace(con, "fifo", ["DROP"])
    assert trace(con, "fifo", ["DROP"], currency="USD").starts == {6: 7}
    with pytest.raises(CallError, match="nothing in EUR"):
        trace(con, "fifo", ["DROP"], currency="EUR")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("KZ12345KZT1234567891", f"closest are {IBAN}"),
        ("880101400125", f"closest are {ANNA}"),
        ("99", "transfers are 1 to 6"),
        ("", "no account"),
        ("owner:DROP", "no account"),
        ("DROP:7", "no export 'DROP'"),
        ("x\x1b[31m", r"x\\x1b"),
        ("'; drop table transfer; --", "no account"),
        ("9" * 400, "no transfer or account"),
        ("٣", "no account"),
    ],
)
def test_an_unknown_start_is_refused(
    con: duckdb.DuckDBPyConnection, name: str, message: str
) -> None:
    with pytest.raises(UnknownStart, match=message):
        trace(con, "fifo", [name])


def test_a_name_of_two_meanings_needs_a_prefix(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update account set number = '5' where number = '55'").fetchall()
    with pytest.raises(UnknownStart, match="account:5, transfer:5"):
        trace(con, "fifo", ["5"])
    assert trace(con, "fifo", ["transfer:5"]).starts == {5: 120}
    assert trace(con, "fifo", ["account:5"]).traced == 0


@pytest.mark.parametrize("value", ["soon", "2025-02-30", "2025-03-01T25:00", "2025-13-01\n"])
def test_times_that_cannot_be_read_are_named(con: duckdb.DuckDBPyConnection, value: str) -> None:
    with pytest.raises(CallError, match="until"):
        trace(con, "fifo", ["1"], until=value)


def test_times_have_no_zone(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CallError, match="time zone"):
        trace(con, "fifo", ["1"], since="2025-03-01T12:00:00+05:00")
    assert trace(con, "fifo", ["1"], since=date(2025, 3, 1), until=datetime(2025, 3, 2)).traced


def test_hops_must_be_there_and_the_rule_known(con: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(CaseError, match="lifo"):
        trace(con, "lifo", ["1"])
    with pytest.raises(CallError, match="no rule 'x'"):
        trace(con, "x", ["1"])
