"""A part of a payment that a bank takes back is money that came back: a transfer of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import write
from tests.ingest.pairing.test_undone import PLAIN, STORNO, A, H, J, X, Y, paid

#: Layout, rows, and why the second is money that came back.
PARTS = {
    "minus under debit": (
        "halyk",
        [paid(0, H, X, 500), paid(5, H, X, -200, operation=STORNO)],
        "minus,part,only-one,days",
    ),
    "minus in the only column": (
        "kaspi", [paid(0, A, X, 500), paid(5, A, X, -200, operation="Возврат")],
        "minus,part,only-one,days",
    ),
    "under credit, in no words": (
        "halyk", [paid(0, H, X, 500), paid(5, H, X, 200, "C")], "other-side,part,only-one,days"
    ),
    "a refund under credit": (
        "halyk", [paid(0, H, X, 500), paid(5, H, X, 200, "C", "Возврат")],
        "other-side,part,only-one,days",
    ),
    "a credit, of which a part is taken back": (
        "halyk", [paid(0, X, H, 500, "C"), paid(5, X, H, -200, "C")], "minus,part,only-one,days"
    ),
    "of own clients, under both sides": (
        "halyk",
        [
            paid(0, H, J, 500), paid(0.1, H, J, 500, "C"),
            paid(5, H, J, 200, "C", STORNO), paid(5.1, H, J, 200, "D", STORNO),
        ],
        "other-side,part,only-one,days",
    ),
    "the payment's own parties again": (
        "kaspi", [paid(0, A, X, 500), paid(5, A, X, 200, operation=STORNO)],
        "repeated,part,only-one,days",
    ),
    "the same, under debit": (
        "halyk", [paid(0, H, X, 500), paid(5, H, X, 200, operation=STORNO)],
        "repeated,part,only-one,days",
    ),
}  # fmt: skip


@pytest.mark.drawn
@pytest.mark.parametrize("name", PARTS)
def test_a_part_that_is_taken_back_is_money_that_came_back(
    name: str, case: Case, tmp_path: Path
) -> None:
    layout, rows, reason = PARTS[name]
    report = case.load(write(tmp_path / "a.csv", layout, [*rows, *PLAIN[layout]]))
    assert not report.refused_anything
    assert rows_of(case.con, "select count(*) from undone") == [(0,)]
    payer, payee = rows[0].payer.number, rows[0].payee.number
    assert rows_of(
        case.con,
        "select f.number, t.number, amount, kind::varchar from transfer"
        " join number as f on f.id = from_account join number as t on t.id = to_account"
        " where amount > 300 order by ts",
    ) == [(payer, payee, 50_000, "transfer"), (payee, payer, 20_000, "reversal")]
    assert rows_of(case.con, "select amount, reason from reversal") == [(20_000, reason)]
    (file,) = report.files
    assert file.rows == file.transfers + file.paired


def test_a_refund_under_credit_of_what_is_not_loaded_goes_to_the_payer(
    case: Case, tmp_path: Path
) -> None:
    rows = [paid(5, H, X, 200, "C", "Возврат"), *PLAIN["halyk"]]
    case.load(write(tmp_path / "a.csv", "halyk", rows))
    found = "select number from transfer join number on number.id = to_account where amount = 20000"
    assert rows_of(case.con, found) == [(H.number,)]


def test_balances_of_a_part_that_is_taken_back_are_of_its_accounts(
    case: Case, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(
        "ts,from_account,to_account,amount,from_balance\n"
        f"2026-03-02 12:00,{A.number},{X.number},500,1500\n"
        f"2026-03-02 12:05,{A.number},{X.number},-200,1700\n"
        f"2026-03-02 12:10,{A.number},{Y.number},300,1400\n"
    )
    case.load(tmp_path / "a.csv", covers="bank:722")
    (statement,) = case.show(A.number)["account"]["statements"]
    assert (statement["opening"], statement["closing"]) == ("2000.00", "1400.00")
    assert (statement["stated"], statement["differing"]) == (3, 0)


def test_both_banks_show_a_part_that_is_taken_back(case: Case, tmp_path: Path) -> None:
    payers = [paid(0, H, A, 500), paid(5, H, A, 200, "C", STORNO)]
    payees = [paid(0.1, H, A, 500), paid(5.2, H, A, -200)]
    report = case.load(
        write(tmp_path / "halyk.csv", "halyk", [*payers, *PLAIN["halyk"]]),
        write(tmp_path / "kaspi.csv", "kaspi", [*payees, *PLAIN["kaspi"]]),
    )
    assert rows_of(case.con, "select amount from transfer where amount > 300 order by ts") == [
        (50_000,), (20_000,),
    ]  # fmt: skip
    assert sum(file.paired for file in report.files) == 2
