"""upay-sentinel: mobile money; a victim pays a mule, who shares it out to mules who take cash.

Truth: accounts of a ring. The one the victim pays sends all of it on to three to five others
within 18 minutes; each takes out 97% as cash within a quarter of an hour. Accounts are drawn
again and again, so that many mules do both; a mule's pattern is what it did first. Victims are
negative. Everybody takes out and pays in cash, pays friends and shops.

Still revealing: a victim pays 15,000 to 90,000 taka, while no ordinary payment is above 25,000
and half are below 900. Mules' shares are not of whole tens, unlike ordinary amounts: they are
rounded here. Channel and device reveal the cash of mules and are dropped, as are the age bands.
The sizes are the authors' own, times four.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import generate_data

from benchmarks.accuracy.canonical import mules, number
from benchmarks.accuracy.generators.call import Made, run
from benchmarks.accuracy.generators.wallet import transfer

NAME = "upay-sentinel"
TIMES = 4
SIZES = ("N_CUST", "N_AGENT", "N_MERCH", "N_TXN", "FRAUD_TARGET", "N_POOL")
LOCAL = datetime(1970, 1, 1, 6)  # Bangladesh is six hours ahead of UTC
#: What the payer and the payee of a labelled transfer do; None is no mule.
ROLES = {
    "scam_inflow": (None, "shares out"),
    "mule_split": ("shares out", "takes out"),
    "mule_cash_out": ("takes out", None),
}
Row = dict[str, str]


def make(seed: int) -> Made:
    """Generate 30 days."""
    for size in SIZES:
        setattr(generate_data, size, getattr(generate_data, size) * TIMES)
    with tempfile.TemporaryDirectory() as folder:
        generate_data.main(folder, seed)
        rows, accounts = (
            _read(Path(folder) / f"{one}.csv") for one in ("transactions", "accounts")
        )
    transfers = (
        transfer(NAME, _time(row), row["src"], row["dst"], int(row["amount"]), row["type"])
        for row in rows
    )
    people = [one for one in accounts if one["role"] == "customer"]
    positive = {number(NAME, one["account_id"]) for one in people if one["is_mule"] == "1"}
    everybody = {number(NAME, one["account_id"]) for one in people}
    return transfers, mules(_moves(rows), positive, everybody)


def _moves(rows: list[Row]) -> Iterator[tuple[str, datetime, str]]:
    for row in rows:
        for side, role in zip(("src", "dst"), ROLES.get(row["pattern"], ()), strict=False):
            if role:
                yield number(NAME, row[side]), _time(row), role


def _time(row: Row) -> datetime:
    return LOCAL + timedelta(seconds=int(row["ts"]))


def _read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    run(NAME, make)
