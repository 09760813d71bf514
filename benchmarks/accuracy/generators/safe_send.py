"""safe-send: mobile money; mules are paid by victims and take it out as cash within 90 minutes.

Truth: accounts of the role `mule`. A ring of one to three is paid by 3 to 30 victims within a day;
taken-over and talked-into victims pay a mule at once or in parts. Each time 97% goes out as cash
10 to 90 minutes after the last payment. A mule's pattern is how it was paid first; one that was
never paid (it takes out 10 taka of nothing) is left out. Victims are negative, and so are the
look-alikes: new wallets that collect from 8 to 20 people, money sent back, large payments. Accounts
of the role `scammer` (they send bait that victims "return" to others of them) and shops are left
out.

Still revealing: nobody but mules ever takes out cash, and mules do nothing but this. Device and
channel are dropped. The sizes are the authors' own, times four.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from src.data_gen.generate import Config, SyntheticMFS

from benchmarks.accuracy.canonical import mules, number
from benchmarks.accuracy.generators.call import Made, run
from benchmarks.accuracy.generators.wallet import transfer

NAME = "safe-send"
TIMES = 4
NOT_SIZES = {"seed", "start", "n_days"}
SCAMS = {"mule": "many victims", "ato": "takeover", "split": "in parts"}
COLUMNS = ("timestamp", "sender_id", "recipient_id", "amount", "tx_type", "scam_pattern")
Row = tuple[datetime, str, str, int, str, str]


def make(seed: int) -> Made:
    """Generate 60 days."""
    sizes = {
        one.name: getattr(Config, one.name) * TIMES
        for one in fields(Config)
        if one.name not in NOT_SIZES
    }
    accounts, made = SyntheticMFS(Config(seed=seed, **sizes)).build()
    rows = _rows(made)
    transfers = (transfer(NAME, *row[:5]) for row in rows)
    people = accounts[accounts["account_type"] == "user"]
    roles = {
        role: {number(NAME, one) for one in people["account_id"][people["gt_role"] == role]}
        for role in ("mule", "normal")
    }
    return transfers, mules(_moves(rows), roles["mule"], roles["normal"])


def _rows(made: Any) -> list[Row]:
    columns = (made[column] for column in COLUMNS)
    return [(ts.to_pydatetime(), *row) for ts, *row in zip(*columns, strict=True)]


def _moves(rows: list[Row]) -> Iterator[tuple[str, datetime, str]]:
    for ts, _, payee, _, _, scam in rows:
        if scam in SCAMS:
            yield number(NAME, payee), ts, SCAMS[scam]


if __name__ == "__main__":
    run(NAME, make)
