"""Statements of accounts: running balances, the bank's own beside them, stolen money, links."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.flow.matching.hops import make_statements
from moneygraph.flow.matching.match import read_events
from moneygraph.flow.matching.sides import read_sides
from moneygraph.report.terminal.show import print_show
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.text.texts import texts_of
from moneygraph.report.values.account import show_account
from moneygraph.report.values.json import json_text
from moneygraph.report.values.show import show
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban, iin
from tests.laws import laws
from tests.oracle import sides_in_order
from tests.small_case import NUMBERS, SmallCase, case_of, cases, empty_tables, fill

pytestmark = pytest.mark.turns

CON = empty_tables()
CASE = case_of(CON)
VICTIM, DROPPER = iin("90010130011"), iin("99030330033")
A, B, C = (iban("722", n) for n in (1, 2, 3))
HEADER = ["ts", "from_account", "to_account", "amount", "from_id", "to_id"]


def naive(case: SmallCase, number: str, currency: str) -> tuple[list[tuple[int, int]], list[date]]:
    """Return (transfer, change) of an account in one currency, in order, and their days."""
    changes, days = [], []
    for one, is_credit in sides_in_order(case):
        move = case.transfers[one]
        if is_credit and (move.receiver, move.credited_currency) == (number, currency):
            changes.append((one, move.credited))
            days.append(move.credited_ts.date())
        if not is_credit and (move.sender, move.currency) == (number, currency):
            changes.append((one, -move.amount))
            days.append(move.ts.date())
    return changes, days


@laws(15)
@given(cases(exchange=True))
def test_running_balances_equal_naive_ones(case: SmallCase) -> None:
    fill(CON, case)
    for at, number in enumerate(case.accounts, start=1):
        found = {one["currency"]: one for one in show_account(CASE, at)["statements"]}
        for currency in ("KZT", "USD", "EUR"):
            changes, days = naive(case, number, currency)
            assert (currency in found) == bool(changes)
            if not changes:
                continue
            known = [
                (day, amount)
                for named, day, code, amount in case.balances
                if (named, code) == (number, currency) and day <= min(days)
            ]
            sums = list(accumulate(change for _, change in changes))
            opening = min(known)[1] if known else max(0, -min(sums))
            statement = found[currency]
            assert statement["opening"] == plain_amount(opening)
            assert statement["opening_known"] == bool(known)
            assert statement["closing"] == plain_amount(opening + sums[-1])
            assert [row["id"] for row in statement["rows"]] == [one for one, _ in changes]
            shown = [row["balance"] for row in statement["rows"]]
            assert shown == [plain_amount(opening + moved) for moved in sums]


@laws(10)
@given(cases(exchange=True), st.integers(0, 5))
def test_the_limit_cuts_rows_and_nothing_else(case: SmallCase, limit: int) -> None:
    fill(CON, case)
    for at in range(1, 1 + len(case.accounts)):
        whole, cut = show_account(CASE, at), show_account(CASE, at, limit)
        for all_of_it, first in zip(whole["statements"], cut["statements"], strict=True):
            assert first["rows"] == all_of_it["rows"][:limit]
            assert first | {"rows": 0} == all_of_it | {"rows": 0}


@laws(30)
@given(cases(), st.data())
def test_proved_ties_stand_in_the_order_of_hops(case: SmallCase, data: st.DataObject) -> None:
    fill(CON, case)
    CON.execute("delete from proved").fetchall()
    number = data.draw(st.sampled_from(NUMBERS))
    moments: dict[object, list[tuple[int, bool]]] = {}
    for one, is_credit in sides_in_order(case):
        move = case.transfers[one]
        if move.sender != move.receiver and (move.receiver if is_credit else move.sender) == number:
            seen = move.credited_ts if is_credit else move.ts
            key = (seen.date(), move.credited_currency if is_credit else move.currency)
            moments.setdefault(key, []).append((one, is_credit))
    for tie, sides in enumerate(moments.values(), start=1):
        for place, (one, is_credit) in enumerate(data.draw(st.permutations(sides)), start=1):
            CON.execute("insert into proved values (?, ?, ?, ?)", [one, is_credit, tie, place])
    sides_read = read_sides(CON)
    expected = []
    for event in read_events(CON, sides_read).tolist():
        one = int(sides_read.ids[event if event >= 0 else ~event])
        move = case.transfers[one]
        if (move.receiver if event >= 0 else move.sender) == number:
            expected.append((one, event >= 0))
    CON.execute("create or replace temp table traced_share (transfer integer, victim varchar,"
                " traced varchar, received bigint, paid bigint)").fetchall()  # fmt: skip
    if number in case.accounts:
        make_statements(CON, [1 + case.accounts.index(number)], "")
        found = rows_of(CON, "select transfer, credit from statement_row order by position")
        assert found == expected
    CON.execute("delete from proved").fetchall()


def write(path: Path, header: list[str], *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_the_banks_own_balance_is_beside_ours(
    case: Case, tmp_path: Path, printed: Callable[..., str]
) -> None:
    header = ["ts", "from_account", "to_account", "amount", "from_balance", "to_balance"]
    rows = [
        ["2026-03-02 10:00:00", B, A, "100.00", "", "150.00"],
        ["2026-03-02 11:00:00", A, B, "30.00", "120.00", ""],
        ["2026-03-02 12:00:00", A, C, "20.00", "95.00", ""],
        ["2026-03-02 13:00:00", C, A, "5.00", "", ""],
    ]
    case.load(write(tmp_path / "a.csv", header, *rows), covers=A)
    account = case.show(A)
    (statement,) = account["account"]["statements"]
    assert (statement["opening"], statement["opening_known"]) == ("50.00", True)
    assert [row["balance"] for row in statement["rows"]] == ["150.00", "120.00", "100.00", "105.00"]
    assert [row["stated"] for row in statement["rows"]] == ["150.00", "120.00", "95.00", None]
    assert [row["differs"] for row in statement["rows"]] == [False, False, True, False]
    assert (statement["stated"], statement["differing"]) == (3, 1)
    assert statement["first_differing"] == statement["rows"][2]["id"]
    assert statement["stolen"] is None
    message = printed(print_show, texts_of("en"), account)
    assert "95.00 ≠" in message
    assert "another balance in 1 of 3 rows" in message


@pytest.fixture
def robbed(case: Case, tmp_path: Path) -> Case:
    """A victim pays a dropper twice, of which one half goes on; both payments are complained of."""
    moves = [
        ["2026-03-02 09:00:00", C, A, "900.00", "", VICTIM],
        ["2026-03-02 10:00:00", A, B, "400.00", VICTIM, DROPPER],
        ["2026-03-02 11:00:00", A, B, "500.00", VICTIM, DROPPER],
        ["2026-03-02 12:00:00", B, C, "600.00", DROPPER, ""],
    ]
    complaints = [
        ["N1", VICTIM, A, "400.00", "2026-03-02 10:00:00"],
        ["N2", VICTIM, A, "500.00", "2026-03-02 11:00:00"],
        ["\x1b[31mN3", VICTIM, A, "77.00", "2026-03-02 11:00:00"],
    ]
    shared = [[iban("601", n), "phone", "+7701"] for n in range(30)]
    links = [
        [A, "phone", "+7701"],
        [A, "device", "x\u202ey"],
        [B, "device", "x\u202ey"],
        [B, "device", "x\u202ey"],
        [A, "address", "alone"],
    ]
    case.load(
        write(tmp_path / "a.csv", HEADER, *moves),
        write(tmp_path / "n.csv", ["number", "victim", "account", "amount", "ts"], *complaints),
        write(tmp_path / "l.csv", ["account", "kind", "value"], *links, *shared),
    )
    return case


def test_stolen_money_by_complaint(robbed: Case) -> None:
    (statement,) = robbed.show(B)["account"]["statements"]
    assert [row["stolen"] for row in statement["rows"]] == ["400.00", "900.00", "300.00"]
    stolen = statement["stolen"]
    assert (stolen["amount"], stolen["peak"]) == ("300.00", "900.00")
    assert stolen["peak_ts"] == "2026-03-02T11:00:00"
    assert stolen["victims"] == [
        {"complaint": "N1", "amount": "300.00", "at_peak": "400.00", "came": "400.00"},
        {"complaint": "N2", "amount": "0.00", "at_peak": "500.00", "came": "500.00"},
    ]
    (own,) = robbed.show(A)["account"]["statements"]
    assert own["stolen"] is None  # nothing stolen came to the victim


def test_shares_of_a_transfer(robbed: Case, printed: Callable[..., str]) -> None:
    last = robbed.show("transfer:4")
    assert last["transfer"]["complaints"] == [
        {"complaint": "N2", "amount": "500.00", "currency": "KZT"},
        {"complaint": "N1", "amount": "100.00", "currency": "KZT"},
    ]
    assert "complaint N2: 500.00 KZT" in printed(print_show, texts_of("en"), last)
    assert robbed.show("transfer:1")["transfer"]["complaints"] == []


def test_without_complaints_there_are_no_shares(robbery: Case) -> None:
    assert robbery.show("3")["transfer"]["complaints"] is None


def test_links_and_what_is_none(robbed: Case, printed: Callable[..., str]) -> None:
    shown = robbed.show(A)
    links = {one["kind"]: one for one in shown["account"]["links"]}
    assert (links["phone"]["shared_by"], links["phone"]["accounts"]) == (31, None)
    assert links["device"]["shared_by"] == 2
    assert [one["number"] for one in links["device"]["accounts"]] == [B]
    assert links["device"]["accounts"][0]["owner"] == DROPPER
    assert links["address"]["accounts"] == []
    message = printed(print_show, texts_of("en"), shown)
    assert "shared by 31 accounts, no link" in message
    assert "\u202e" not in message


def test_all_of_an_owner(robbed: Case, printed: Callable[..., str]) -> None:
    shown = robbed.show(VICTIM)
    owner = shown["owner"]
    assert json.loads(json_text(owner)) == owner
    assert [(one["complaint"], one["transfer"], one["claimed"]) for one in owner["complaints"]] == [
        ("\x1b[31mN3", None, None),
        ("N1", 2, "400.00"),
        ("N2", 3, "500.00"),
    ]
    (account,) = owner["accounts"]
    assert account["balances"] == [{"currency": "KZT", "amount": "0.00", "known": False}]
    assert account["stolen"] == []
    (dropper,) = robbed.show(DROPPER)["owner"]["accounts"]
    assert dropper["stolen"][0]["amount"] == "300.00"
    for lang in ("en", "ru", "kk"):
        for what in (VICTIM, DROPPER, A, B):
            message = printed(print_show, texts_of(lang), robbed.show(what))
            assert "\x1b" not in message


def test_a_case_for_reading_only_is_shown_with_shares(robbed: Case) -> None:
    path = robbed.path
    robbed.close()
    before = path.read_bytes()
    with Case.open(path, read_only=True) as again:
        transfer, account = again.show("transfer:4"), again.show(B)
    assert path.read_bytes() == before
    assert len(transfer["transfer"]["complaints"]) == 2
    assert set(transfer["transfer"]["hops"]) == {"lifo"}
    assert account["account"]["statements"][0]["stolen"] is not None
    with Case.open(path) as again:
        assert (again.show("transfer:4"), again.show(B)) == (transfer, account)
    with Case.open(path, read_only=True) as again:
        assert show(again.file, "transfer:4") == transfer
