"""aml-analytics: payments between accounts drawn at random, and chains that layer.

Truth is of transfers. A mule here is an account in the middle of a layering chain (A, B, C, D, E:
the three that are paid and pay on). Ends of chains and accounts of the other labelled
transfers (single payments that look like structuring or smurfing and share nothing) are left out.
A chain is four labelled transfers whose ids follow each other. Channel and country are random
for all but labelled transfers, which would reveal them: both are dropped.
"""

from __future__ import annotations

from aml.synthetic import generate_transactions

from benchmarks.accuracy.canonical import Transfer, mules, number, tiyn
from benchmarks.accuracy.generators.call import Made, run

CHAIN = 4
SIZES = {"n": 120_000, "n_accounts": 10_000}
SHARES = {"structuring_pct": 0.002, "layering_pct": 0.004, "smurfing_pct": 0.002}


def make(seed: int) -> Made:
    """Generate one year."""
    made = generate_transactions(**SIZES, **SHARES, seed=seed).sort_values("transaction_id")
    columns = ("timestamp", "sender_id", "receiver_id", "amount", "label")
    rows = [
        (ts.to_pydatetime(), number("aml", payer), number("aml", payee), tiyn(amount, "USD"), label)
        for ts, payer, payee, amount, label in zip(*(made[one] for one in columns), strict=True)
    ]
    layered = [row for row in rows if row[4] == "layering"]
    chains = [layered[at : at + CHAIN] for at in range(0, len(layered), CHAIN)]
    positive = {row[2] for chain in chains for row in chain[:-1]}
    sides = ((side, row[0], "layering") for row in layered for side in row[1:3])
    touched = {side for row in rows if row[4] != "normal" for side in row[1:3]}
    everybody = {side for row in rows for side in row[1:3]}
    return (Transfer(*row[:4]) for row in rows), mules(sides, positive, everybody - touched)


if __name__ == "__main__":
    run("aml-analytics", make)
