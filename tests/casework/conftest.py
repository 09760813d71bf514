"""A victim's money that goes through droppers of several banks, written row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moneygraph.api import Case
from tests.ingest.loading.exports import iban

VICTIM_ACCOUNTS = tuple(iban("722", 10 + n) for n in range(1, 5))
#: Droppers of a bank that answered, and of one that did not.
SEEN = tuple(iban("601", n) for n in range(1, 6))
SILENT = tuple(iban("965", n) for n in range(1, 4))
ABROAD = "LT121000011101001000"
HEADER = "ts,from_account,to_account,amount,currency,from_balance,to_balance,from_name,to_name"
COMPLAINTS = "number,victim,account,amount,ts"

#: Loads rows of an export, of complaints and of links into a case.
Load = Callable[..., Case]


def paid(ts: str, payer: str, payee: str, amount: str, *, left: str = "", there: str = "") -> str:
    """Return a row; `left` and `there` are what payer and payee hold after it."""
    return f"2026-03-{ts},{payer},{payee},{amount},KZT,{left},{there},,"


def complains(number: str, victim: int, amount: str, ts: str) -> str:
    return f"{number},,{VICTIM_ACCOUNTS[victim]},{amount},2026-03-{ts}"


@pytest.fixture
def load(case: Case, tmp_path: Path) -> Load:
    """Load transfers, complaints and links; statements are held but of the silent bank."""

    def write(name: str, header: str, rows: list[str]) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    def loaded(transfers: list[str], complaints: list[str], links: list[str] | None = None) -> Case:
        covered = ",".join((*SEEN, *VICTIM_ACCOUNTS))
        case.load(write("bank.csv", HEADER, transfers), covers=covered)
        if complaints:
            case.load(write("complaints.csv", COMPLAINTS, complaints))
        if links:
            case.load(write("links.csv", "account,kind,value", links))
        return case

    return loaded
