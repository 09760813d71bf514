"""Which transfer a complaint finds, and how sure that is."""

from __future__ import annotations

import pytest

from moneygraph.api import Case

from .conftest import (
    ACCOUNT,
    COMPLAINTS,
    DROPPER,
    DROPPERS,
    EXPORT,
    OTHER,
    OTHERS,
    SECOND,
    VICTIM,
    Listed,
    Write,
    complains,
    paid,
)

pytestmark = pytest.mark.turns

NOON = "2026-03-02 12:00:00"


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("ts", "score"),
    [
        ("2026-03-02 12:00:00", 0.96),
        ("02.03.2026 12:01", 0.96),
        ("2026-03-02 12:01:01", 0.91),
        ("2026-03-02 11:45:00", 0.91),
        ("2026-03-02 11:44:59", 0.81),
        ("2026-03-02 23:59:00", 0.81),
        ("2026-03-02", 0.86),
        ("2026-02-27", 0.61),
        ("2026-03-05 23:00:00", 0.61),
    ],
)
def test_time(ts: str, score: float, listed: Listed) -> None:
    # the other payments give the account days before and after
    moved = [paid(NOON, "100.00"), paid("2026-02-01 12:00:00", "1"), paid("2026-04-01", "1")]
    (row,) = listed(moved, complains("1", ts, "100"))
    assert (row.transfer, row.claimed, row.score) == (2, 10000, score)
    assert (row.claimed_currency, row.reason, row.detail) == ("KZT", None, None)


@pytest.mark.parametrize("ts", ["2026-02-26", "2026-03-06"])
def test_more_than_three_days_is_too_far(ts: str, listed: Listed) -> None:
    (row,) = listed([paid(NOON, "100.00")], complains("1", ts, "100"))
    assert row.transfer is None


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("victim", "account", "score"),
    [
        (VICTIM, ACCOUNT, 0.96),
        ("", ACCOUNT, 0.93),
        (VICTIM, "", 0.93),
        (VICTIM, DROPPERS, 0.89),
        (VICTIM, SECOND, 0.83),
        ("somebody", ACCOUNT, 0.66),
        (VICTIM.lstrip("0"), ACCOUNT.lower(), 0.96),
    ],
)
def test_who(victim: str, account: str, score: float, listed: Listed) -> None:
    (row,) = listed(
        [paid(NOON, "100.00")], complains("1", NOON, "100", victim=victim, account=account)
    )
    assert (row.transfer, row.score) == (1, score)


def test_what_the_dropper_sent_on_is_not_what_the_victim_lost(listed: Listed) -> None:
    moved = [
        paid("2026-03-02 12:10:00", "100.00"),
        paid(NOON, "100.00", payer=(DROPPERS, DROPPER), payee=(OTHERS, OTHER)),
    ]
    (row,) = listed(moved, complains("1", NOON, "100", account=DROPPERS))
    assert (row.transfer, row.score) == (2, 0.84)


def test_own_transfers_and_credits_are_not_complained_of(listed: Listed) -> None:
    moved = [
        paid(NOON, "100.00", payee=(SECOND, VICTIM)),
        paid(NOON, "100.00", payer=(OTHERS, OTHER), payee=(ACCOUNT, VICTIM)),
    ]
    (row,) = listed(moved, complains("1", NOON, "100"))
    assert (row.transfer, row.reason) == (None, "no-amount")


def test_another_currency_where_the_row_gives_it(listed: Listed) -> None:
    moved = [paid(NOON, "100.00"), paid(NOON, "100.00", "USD")]
    dollars, tenge = listed(
        moved, complains("1", NOON, "100", currency="USD"), complains("2", NOON, "100")
    )
    assert (dollars.claimed_currency, tenge.claimed_currency) == ("USD", "KZT")


@pytest.mark.parametrize("name", ["2", "bank.csv:3", "2.0"])
def test_a_transfer_that_is_named(name: str, listed: Listed) -> None:
    moved = [paid(NOON, "100.00"), paid("2026-03-03", "70.00")]
    by_name, by_amount = listed(
        moved,
        complains("1", victim="", account="", transfer=name),
        complains("2", NOON, "100"),
    )
    assert (by_name.transfer, by_name.claimed, by_name.score) == (2, 7000, 1.0)
    assert by_amount.transfer == 1


def test_equal_payments_go_one_to_one_in_the_order_of_time(listed: Listed) -> None:
    times = [f"2026-03-02 {hour}:00:00" for hour in (9, 12, 15)]
    rows = listed(
        [paid(ts, "100.00") for ts in reversed(times)],
        *(complains(str(n), "2026-03-02", "100") for n in (3, 1, 2)),
    )
    assert {row.complaint: row.transfer for row in rows} == {"1": 1, "2": 2, "3": 3}


def test_equal_payments_go_to_the_row_that_is_nearest(listed: Listed) -> None:
    times = ["2026-03-02 09:00:00", "2026-03-02 15:00:00"]
    day, hour = listed(
        [paid(ts, "100.00") for ts in times],
        complains("1", "2026-03-02", "100"),
        complains("2", times[0], "100"),
    )
    assert (hour.transfer, day.transfer) == (1, 2)


def test_the_better_fit_comes_first(listed: Listed) -> None:
    late, exact = listed(
        [paid(NOON, "100.00"), paid("2026-03-04", "100.00")],
        complains("1", "2026-03-01", "100"),
        complains("2", NOON, "100"),
    )
    assert (exact.transfer, late.transfer) == (1, 2)


def test_a_row_repeated_in_another_file_claims_nothing(case: Case, write: Write) -> None:
    row = complains("1", "2026-03-02", "100")
    case.load(
        write("bank.csv", EXPORT, *(paid(f"2026-03-02 1{h}:00:00", "100") for h in range(3))),
        write("one.csv", COMPLAINTS, row, row),
        write("two.csv", COMPLAINTS, row, row, row),
    )
    rows = case.complaints().rows
    assert sorted(row.transfer or 0 for row in rows) == [1, 2, 3]
    assert case.complaints().df["transfer"].nunique() == 3


def test_thousands_of_equal_rows_cost_no_more_than_they_are(listed: Listed) -> None:
    many = 3000
    rows = listed(
        [paid(f"2026-03-02 12:{n // 60 % 60:02}:{n % 60:02}", "100.00") for n in range(many)],
        *(complains(str(n), "2026-03-02", "100") for n in range(many)),
    )
    assert {row.transfer for row in rows} == set(range(1, many + 1))
