"""Two banks, each with the statements of its customers, for the tests of pairing."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import iban

#: Accounts of bank 722 and of bank 601.
OURS = [iban("722", number) for number in range(1, 9)]
THEIRS = [iban("601", number) for number in range(1, 9)]
HEADER = "ts,from_account,to_account,amount,currency,purpose"
NOON = datetime(2026, 3, 2, 12)


def row(
    ts: datetime | str,
    payer: str,
    payee: str,
    amount: str,
    currency: str = "KZT",
    purpose: str = "",
) -> str:
    """Return one row of the canonical CSV."""
    return f"{ts},{payer},{payee},{amount},{currency},{purpose}"


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def load(case: Case, folder: Path, **files: list[str]) -> None:
    """Load a file a keyword, whose first four letters name the bank: ``b722``, ``b601_again``."""
    for name, rows in files.items():
        case.load(write(folder / f"{name}.csv", rows), covers=f"bank:{name[1:4]}")


def transfers(case: Case) -> list[tuple[object, ...]]:
    """Return title of the pass (or null), amount and what was received, of each transfer."""
    from moneygraph.ingest.pairing.pass_list import PASSES

    return [
        (PASSES[number - 1].title if number else None, *rest)
        for number, *rest in rows_of(
            case.con, "select pass, amount, to_amount, to_currency from transfer order by id"
        )
    ]


def later(minutes: float, start: datetime = NOON) -> datetime:
    return start + timedelta(minutes=minutes)
