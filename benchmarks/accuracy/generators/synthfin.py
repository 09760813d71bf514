"""synthfin-aml: everybody pays everybody; mules, brokers and escrows move larger sums.

Truth: `is_fraud` of an agent. An agent of the pool that took part in no labelled transfer which
was approved is left out. The transfers of a chain carry amounts drawn one by one, so that a
mule's payment need not be what it received. The shape of a chain is not given.

Only merchants are distinguished, by payments that customers make to them: kind `card`. What
else the profile holds (broker, escrow) is dropped. Amounts are taken as US dollars.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import sys
from pathlib import Path
from typing import Any

from benchmarks.accuracy.canonical import Transfer, mules, number, tiyn
from benchmarks.accuracy.generators.call import Made, run

AGENTS, DAYS, FRAUD_RATIO = 12_000, 90, 0.006


def _generator() -> Any:
    """Return the module that generates: the package itself imports torch, which this does not."""
    package = Path(str(importlib.metadata.distribution("synthfin-aml").locate_file("")))
    path = package / "synthfin_aml_pkg" / "generator.py"
    spec = importlib.util.spec_from_file_location("synthfin_generator", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # numba looks for it there
    spec.loader.exec_module(module)
    return module


def make(seed: int) -> Made:
    """Generate one world."""
    made = (
        _generator()
        .FraudGraphGenerator(seed=seed)
        .generate_transactions(agents=AGENTS, days=DAYS, fraud_ratio=FRAUD_RATIO)
    )
    agents, moves = made.to_dataframes()
    numbers = [number("synthfin", one) for one in agents["agent_id"]]
    is_shop = list(agents["profile"] == "merchant")
    columns = ("source_id", "target_id", "timestamp", "amount", "is_fraud")
    rows = list(zip(*(moves[column] for column in columns), strict=True))
    transfers = (
        Transfer(
            ts.to_pydatetime(warn=False),
            numbers[payer],
            numbers[payee],
            tiyn(amount, "USD"),
            "card" if is_shop[payee] and not is_shop[payer] else "transfer",
        )
        for payer, payee, ts, amount, _ in rows
    )
    positive = {numbers[one] for one in agents["agent_id"][agents["is_fraud"]]}
    sides = (
        (numbers[account], ts.to_pydatetime(warn=False), "mule")
        for payer, payee, ts, _, is_fraud in rows
        if is_fraud
        for account in (payer, payee)
    )
    return transfers, mules(sides, positive, numbers)


if __name__ == "__main__":
    run("synthfin", make)
