"""mule-hunt: rings in which every member pays the next the same sum within two days.

Truth: the members of a ring. The order of a ring's payments is random, so that many a member
pays before it is paid. Every labelled payment is of 9,999 rupees and every other of at most 500:
the amount alone reveals them, and nothing should be concluded from how well it is found.
Descriptions name the crime and are dropped.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from upifraud.generate import generate_toy

from benchmarks.accuracy.canonical import Transfer, mules, number, tiyn
from benchmarks.accuracy.generators.call import Made, run

SIZES = {"n_accounts": 8_000, "n_tx": 80_000, "n_rings": 60}


def make(seed: int) -> Made:
    """Generate one year."""
    with tempfile.TemporaryDirectory() as folder:
        generate_toy(Path(folder), **SIZES, seed=seed)
        ordinary = pd.read_csv(Path(folder) / "transactions/transactions_0_0.csv")
        ring = pd.read_csv(Path(folder) / "fraud/transactions_fraud.csv")
    transfers, labelled = _transfers(ordinary), _transfers(ring)
    sides = [(side, one.ts, "cycle") for one in labelled for side in (one.payer, one.payee)]
    positive = {side for side, _, _ in sides}
    everybody = {number("mule-hunt", f"acc_{place}") for place in range(SIZES["n_accounts"])}
    return transfers + labelled, mules(sides, positive, everybody)


def _transfers(rows: pd.DataFrame) -> list[Transfer]:
    columns = (pd.to_datetime(rows["timestamp"]), rows["src_id"], rows["dst_id"], rows["amount"])
    return [
        Transfer(
            ts.to_pydatetime(),
            number("mule-hunt", payer),
            number("mule-hunt", payee),
            tiyn(amount, "INR"),
        )
        for ts, payer, payee, amount in zip(*columns, strict=True)
    ]


if __name__ == "__main__":
    run("mule-hunt", make)
