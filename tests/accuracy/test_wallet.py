"""A row of mobile money as a transfer."""

from __future__ import annotations

from datetime import datetime

import pytest

from benchmarks.accuracy.canonical import number
from benchmarks.accuracy.generators.wallet import transfer

NOON = datetime(2026, 1, 1, 12)


@pytest.mark.parametrize(
    ("kind", "payer", "payee", "ours"),
    [
        ("send_money", True, True, "transfer"),
        ("payment", True, True, "card"),
        ("cash_in", False, True, "cash_in"),
        ("cash_out", True, False, "cash_out"),
    ],
)
def test_cash_has_no_other_side(kind: str, payer: bool, payee: bool, ours: str) -> None:
    made = transfer("test", NOON, 1, 2, 500, kind)
    sides = (number("test", 1) if payer else "", number("test", 2) if payee else "")
    assert (made.ts, made.payer, made.payee, made.kind) == (NOON, *sides, ours)


def test_an_amount_that_a_mule_shared_looks_as_any_other() -> None:
    assert transfer("test", NOON, 1, 2, 10_213, "send_money").amount == 10_210 * 4 * 100
