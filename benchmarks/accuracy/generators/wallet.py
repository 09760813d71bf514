"""What the two generators of mobile money in Bangladesh share: how a row becomes a transfer.

The agent who hands out or takes in cash is dropped: a bank's statement shows cash and no other
side. Amounts are of whole tens of taka, as ordinary ones are in both.
"""

from __future__ import annotations

from datetime import datetime

from benchmarks.accuracy.canonical import Transfer, number, tiyn

KINDS = {
    "send_money": "transfer",
    "payment": "card",
    "merchant_payment": "card",
    "cash_in": "cash_in",
    "cash_out": "cash_out",
}


def transfer(
    generator: str, ts: datetime, payer: object, payee: object, taka: float, kind: str
) -> Transfer:
    """Return one row as a transfer."""
    return Transfer(
        ts,
        "" if kind == "cash_in" else number(generator, payer),
        "" if kind == "cash_out" else number(generator, payee),
        tiyn(round(taka, -1), "BDT"),
        KINDS[kind],
    )
