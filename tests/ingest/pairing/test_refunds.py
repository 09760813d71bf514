"""Money that was given back: what is tied to what, how much of it, and what is no refund."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.flow.doubts import UNSURE_REFUND
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban, iin
from tests.laws import laws

from .banks import OURS, THEIRS, later, row, write

A, SHOP, OTHER = OURS[0], OURS[1], THEIRS[0]
PAID = row(later(0), A, SHOP, "500000", purpose="Покупка")


def back(minute: float, amount: str, purpose: str, payee: str = A, currency: str = "KZT") -> str:
    return row(later(minute), SHOP, payee, amount, currency, purpose)


def ties(case: Case) -> list[tuple[str, str, int, str]]:
    """Return the moments of a refund and of what it reverses, the amount and the reasons."""
    return rows_of(
        case.con,
        "select strftime(o.ts, '%d %H:%M'), strftime(i.ts, '%d %H:%M'), r.amount, r.reason"
        " from reversal as r join transfer as o on o.id = r.transfer"
        " join transfer as i on i.id = r.reverses order by o.ts, o.id, i.ts, i.id",
    )


@pytest.mark.drawn
@pytest.mark.parametrize(
    "purpose",
    [
        *("Возврат товара", "Частичный возврат по чеку", "Возврат денежных средств за заказ"),
        *("Тауарды қайтару", "Refund of order 5", "Chargeback 4853", "Возврат ошибочного перевода"),
    ],
)
def test_a_refund_is_tied_to_what_it_gives_back(case: Case, tmp_path: Path, purpose: str) -> None:
    case.load(write(tmp_path / "bank.csv", [PAID, back(1500, "200000", purpose)]))
    assert ties(case) == [("03 13:00", "02 12:00", 20000000, "words,part,only-one,days")]


@pytest.mark.drawn
@pytest.mark.parametrize(
    "other",
    [
        back(1500, "500000", "Выплата"),
        back(1500, "500000", "Возврат долга"),
        back(1500, "500000.01", "Возврат товара"),
        back(-5, "500000", "Возврат товара"),
        back(1500, "500000", "Возврат товара", OTHER),
        back(1500, "500000", "Возврат товара", currency="USD"),
        back(1440 * 181, "500000", "Возврат товара"),
    ],
    ids=["no words", "a debt", "more", "earlier", "another's", "dollars", "half a year later"],
)
def test_what_is_no_refund(case: Case, tmp_path: Path, other: str) -> None:
    case.load(write(tmp_path / "bank.csv", [PAID, other]))
    assert ties(case) == []


#: Payments to accounts of a shop and refunds by others, as minute, account, tenge; -1 is another
#: owner's account. Then what is tied: the minutes of refund and payment.
_Paid = tuple[int, int, int]
OTHER_ACCOUNTS: dict[str, tuple[list[_Paid], list[_Paid], set[tuple[int, int]]]] = {
    "the whole amount": ([(0, 1, 500), (5, 1, 700)], [(20, 2, 500)], {(20, 0)}),
    "a part of the only one": ([(0, 1, 500)], [(20, 2, 200)], {(20, 0)}),
    "a part of either": ([(0, 1, 500), (5, 1, 700)], [(20, 2, 200)], set()),
    "two equal ones": ([(0, 1, 500), (5, 1, 500)], [(20, 2, 500)], set()),
    "two together": ([(0, 1, 500), (5, 1, 700)], [(20, 2, 1200)], set()),
    "its own payment first": ([(0, 1, 500), (5, 2, 700)], [(20, 2, 500)], {(20, 5)}),
    "another shop": ([(0, 1, 500)], [(20, -1, 500)], set()),
    "before it": ([(20, 1, 500)], [(0, 2, 500)], set()),
}


def test_a_shop_refunds_from_another_account(case: Case, tmp_path: Path) -> None:
    lines, expected = ["ts,from_account,to_account,amount,mcc,purpose,from_id,to_id"], {}
    for number, (name, (paid, back, ties_of)) in enumerate(OTHER_ACCOUNTS.items(), start=1):
        payer, start = iban("722", number), 1440 * number
        shops = {place: iban("601", 100 * number + place) for place in (1, 2, -1)}
        bins = {place: iin(9001_40_00000 + number + 500 * (place < 0)) for place in shops}
        lines += [
            f"{later(start + minute)},{payer},{shops[place]},{tenge},5732,Покупка,,{bins[place]}"
            for minute, place, tenge in paid
        ]
        lines += [
            f"{later(start + minute)},{shops[place]},{payer},{tenge},,Возврат товара,{bins[place]},"
            for minute, place, tenge in back
        ]
        expected[name] = {(start + one, start + other) for one, other in ties_of}
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    case.load(path, covers="bank:722")
    found = rows_of(
        case.con,
        "select epoch(o.ts - $1::timestamp)::integer // 60,"
        " epoch(i.ts - $1::timestamp)::integer // 60, s.kind from reversal"
        " join transfer as o on o.id = transfer"
        " join transfer as i on i.id = reverses join account as s on s.id = o.from_account",
        later(0),
    )
    assert {(one, other) for one, other, _ in found} == set().union(*expected.values())
    assert {kind for *_, kind in found} == {"merchant"}


def test_the_same_amount_goes_before_the_latest(case: Case, tmp_path: Path) -> None:
    rows = [
        PAID,
        row(later(10), A, SHOP, "700000"),
        back(20, "500000", "Возврат товара"),
        back(30, "100000", "Возврат товара"),
    ]
    case.load(write(tmp_path / "bank.csv", rows))
    assert ties(case) == [
        ("02 12:20", "02 12:00", 50000000, "words,whole,days"),
        ("02 12:30", "02 12:10", 10000000, "words,part,only-one,days"),
    ]


def test_of_two_equal_payments_it_is_not_sure_which_is_given_back(
    case: Case, tmp_path: Path
) -> None:
    rows = [PAID, row(later(10), A, SHOP, "500000"), back(20, "500000", "Возврат товара")]
    case.load(write(tmp_path / "bank.csv", rows))
    assert ties(case) == [("02 12:20", "02 12:10", 50000000, "words,whole,alike,days")]
    ((score,),) = rows_of(case.con, "select round(score::double, 2) from reversal")
    assert score == 0.75 < UNSURE_REFUND


def test_one_refund_of_several_payments(case: Case, tmp_path: Path) -> None:
    rows = [PAID, row(later(10), A, SHOP, "300000"), back(20, "600000", "Возврат товара")]
    case.load(write(tmp_path / "bank.csv", rows))
    assert ties(case) == [
        ("02 12:20", "02 12:00", 30000000, "words,several,days"),
        ("02 12:20", "02 12:10", 30000000, "words,several,days"),
    ]


def test_refunds_of_one_payment_do_not_exceed_it(case: Case, tmp_path: Path) -> None:
    rows = [PAID, *(back(10 * n, "200000", "Возврат товара") for n in (1, 2, 3))]
    case.load(write(tmp_path / "bank.csv", rows))
    assert [(when, amount) for when, _, amount, _ in ties(case)] == [
        ("02 12:10", 20000000),
        ("02 12:20", 20000000),
    ]


def test_what_a_victim_got_back_is_tied_without_words(case: Case, tmp_path: Path) -> None:
    rows = [PAID, back(60, "200000", "Перевод"), row(later(70), OTHER, A, "10000")]
    complaints = tmp_path / "complaints.csv"
    complaints.write_text(
        "number,registered,victim,account,amount,currency,ts\n"
        f"1,2026-03-09,,{A},500000,KZT,2026-03-02 12:00\n",
        encoding="utf-8",
    )
    case.load(write(tmp_path / "bank.csv", rows))
    assert ties(case) == []
    case.load(complaints)
    assert ties(case) == [("02 13:00", "02 12:00", 20000000, "victim,part,only-one,days")]
    assert rows_of(case.con, "select round(score::double, 2) from reversal") == [(0.65,)]


_moves = st.lists(
    st.tuples(
        st.integers(0, 50),
        st.sampled_from([(A, SHOP), (SHOP, A), (A, OTHER), (OTHER, A)]),
        st.integers(1, 4),
        st.sampled_from(["Возврат товара", "Перевод"]),
    ),
    min_size=2,
    max_size=12,
    unique_by=lambda move: move[0],
)


@given(moves=_moves, data=st.data())
@laws(15)
def test_no_more_is_given_back_than_was_paid_whatever_the_order(
    moves: list[tuple[int, tuple[str, str], int, str]], data: st.DataObject, tmp_path: Path
) -> None:
    rows = [row(later(minute), *sides, str(amount), purpose=text)
            for minute, sides, amount, text in moves]  # fmt: skip
    found = []
    for name, order in (("one", rows), ("other", data.draw(st.permutations(rows)))):
        with Case.open(tmp_path / f"{name}.duckdb", create=True) as case:
            case.load(write(tmp_path / f"{name}.csv", list(order)))
            found.append(ties(case))
            assert not rows_of(
                case.con,
                "select 1 from reversal join transfer as t on t.id = reverses"
                " group by t.id, t.amount having sum(reversal.amount) > t.amount",
            )
            assert not rows_of(
                case.con,
                "select 1 from reversal join transfer as t on t.id = transfer"
                " group by t.id, t.to_amount having sum(reversal.amount) <> t.to_amount",
            )
        (tmp_path / f"{name}.duckdb").unlink()
    assert found[0] == found[1]
