"""Why a complaint finds nothing: each reason with a case that causes it."""

from __future__ import annotations

import pytest

from moneygraph.ingest.complaints import Complaint
from moneygraph.ingest.complaints.claims import REASONS

from .conftest import DROPPER, DROPPERS, OTHER, OTHERS, VICTIM, Listed, complains, paid

pytestmark = pytest.mark.turns

NOON = "2026-03-02 12:00:00"
MOVED = [
    paid(NOON, "100.00"),
    paid("2026-03-02 15:00:00", "100.00"),
    paid(NOON, "70.00", "USD"),
    paid("2026-03-03 10:00:00", "150.50"),
    paid("2026-03-20", "8.00"),
    paid(NOON, "33.00", payer=(OTHERS, OTHER)),
    paid("2026-03-02 13:00:00", "44.00", payer=(DROPPERS, DROPPER), payee=(OTHERS, OTHER)),
]
#: Rows that find theirs whatever other rows there are.
UNHARMED = (
    complains("good", NOON, "33", victim=OTHER, account=OTHERS),
    complains("good too", "2026-03-03 10:00", "150.50"),
)
MISSED = {
    "no-account": (complains("x", NOON, "100", victim="nobody", account="KZ99"), ""),
    "before-records": (complains("x", "2026-03-01", "5"), "2026-03-02"),
    "after-records": (complains("x", "2026-03-21 10:00", "5"), "2026-03-20"),
    "other-currency": (complains("x", "2026-03-02", "70"), "2026-03-02 12:00:00 70.00 USD [1]"),
    "no-amount": (complains("x", "2026-03-03", "150"), "2026-03-03 10:00:00 150.50 KZT [6]"),
    "two-candidates": (complains("x", "2026-03-02", "100"), "2, 5"),
    "no-transfer": (complains("x", transfer="bank.csv:99"), "bank.csv:99"),
    "taken": (complains("x", "2026-03-02", "33", victim=OTHER, account=OTHERS), "3"),
}


def missed(rows: list[Complaint]) -> list[tuple[str, str | None, str | None]]:
    return [(row.complaint, row.reason, row.detail) for row in rows if row.transfer is None]


def test_every_reason_has_its_case() -> None:
    assert {*MISSED, "undone"} == set(REASONS)


TAKEN_BACK = [paid("2026-03-05 10:00:00", "61.00"), paid("2026-03-05 10:05:00", "-61.00")]
AGAIN = paid("2026-03-05 11:00:00", "61.00")
SEEN = complains("x", "2026-03-05 10:01", "61")


def test_a_payment_that_was_undone_is_found_and_followed_nowhere(listed: Listed) -> None:
    rows = listed([*MOVED, *TAKEN_BACK], SEEN, UNHARMED[0])
    assert missed(rows) == [("x", "undone", "2026-03-05 10:05:00")]


def test_what_was_paid_again_is_followed_once(listed: Listed) -> None:
    rows = listed([*MOVED, *TAKEN_BACK, AGAIN], SEEN, complains("y", "2026-03-05 11:00", "61"))
    assert [(row.complaint, row.reason, row.claimed) for row in rows] == [
        ("x", "undone", None),
        ("y", None, 6100),
    ]


def test_where_only_the_undone_one_is_named_what_was_paid_again_is_meant(listed: Listed) -> None:
    (row,) = listed([*MOVED, *TAKEN_BACK, AGAIN], SEEN)
    assert (row.reason, row.claimed_ts and row.claimed_ts.hour) == (None, 11)


def test_another_payee_of_the_same_amount_is_not_meant(listed: Listed) -> None:
    other = paid("2026-03-05 11:00:00", "61.00", payee=(OTHERS, OTHER))
    assert missed(listed([*MOVED, *TAKEN_BACK, other], SEEN)) == [
        ("x", "undone", "2026-03-05 10:05:00")
    ]


@pytest.mark.drawn
@pytest.mark.parametrize("reason", MISSED)
def test_reason(reason: str, listed: Listed) -> None:
    row, detail = MISSED[reason]
    rows = listed(MOVED, UNHARMED[0], row, UNHARMED[1])
    assert missed(rows) == [("x", reason, detail)]
    assert [row.claimed for row in rows if row.complaint != "x"] == [3300, 15050]


def test_all_reasons_at_once(listed: Listed) -> None:
    rows = listed(MOVED, *UNHARMED, *(row for row, _ in MISSED.values()))
    assert missed(rows) == [("x", reason, detail) for reason, (_, detail) in MISSED.items()]


@pytest.mark.drawn
@pytest.mark.parametrize(
    "name", ["999", "none.csv:2", "complaints.csv:2", "bank.csv:0", "what", "0"]
)
def test_what_is_no_transfer(name: str, listed: Listed) -> None:
    assert missed(listed(MOVED, complains("x", transfer=name))) == [("x", "no-transfer", name)]


def test_a_transfer_is_named_twice(listed: Listed) -> None:
    rows = listed(MOVED, complains("1", transfer="4"), complains("2", transfer="bank.csv:8"))
    assert sorted(str(row.reason) for row in rows) == ["None", "taken"]


def test_the_nearest_is_in_the_days_looked_at_or_else_in_time(listed: Listed) -> None:
    far = complains("x", "2026-03-12", "100")
    assert missed(listed(MOVED, far)) == [("x", "no-amount", "2026-03-20 8.00 KZT [7]")]


def test_the_account_of_a_dropper_is_no_clue_to_a_known_victim(listed: Listed) -> None:
    row = complains("x", "2026-03-02 13:00", "44", victim=VICTIM, account=DROPPERS)
    ((_, reason, detail),) = missed(listed(MOVED, row))
    assert reason == "no-amount" and detail is not None and detail.endswith("[2]")


def test_two_rows_for_three_equal_payments_are_a_guess(listed: Listed) -> None:
    moved = [paid(f"2026-03-02 1{hour}:00:00", "9.00") for hour in range(3)]
    rows = listed(moved, complains("1", "2026-03-02", "9"), complains("2", "2026-03-02", "9"))
    assert missed(rows) == [
        ("1", "two-candidates", "1, 2, 3"),
        ("2", "two-candidates", "1, 2, 3"),
    ]


def test_what_is_owed_without_amount_finds_nothing_to_compare(listed: Listed) -> None:
    """A victim whose account only received money: there is no nearest payment to name."""
    moved = [paid(NOON, "5.00", payer=(OTHERS, OTHER), payee=(DROPPERS, DROPPER))]
    row = complains("x", NOON, "5", victim=DROPPER, account=DROPPERS)
    assert missed(listed(moved, row)) == [("x", "no-amount", "")]
