"""A case of one bank's export, and complaints written row by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.ingest.complaints import Complaint
from tests.ingest.loading.exports import iban, iin

VICTIM, OTHER, DROPPER = iin("90010130011"), iin("85020240022"), iin("99030330033")
ACCOUNT, SECOND, OTHERS, DROPPERS = (iban("722", n) for n in (1, 2, 3, 4))
EXPORT = "ts,from_account,to_account,amount,currency,from_id,to_id"
COMPLAINTS = "number,registered,victim,account,amount,currency,ts,transfer,group,region"

Listed = Callable[..., list[Complaint]]
Write = Callable[..., Path]


def paid(
    ts: str,
    amount: str,
    currency: str = "KZT",
    payer: tuple[str, str] = (ACCOUNT, VICTIM),
    payee: tuple[str, str] = (DROPPERS, DROPPER),
) -> str:
    """Return a row of an export; the payer and the payee are (account, IIN)."""
    return f"{ts},{payer[0]},{payee[0]},{amount},{currency},{payer[1]},{payee[1]}"


def complains(
    number: str,
    ts: str = "",
    amount: str = "",
    *,
    victim: str = VICTIM,
    account: str = ACCOUNT,
    currency: str = "",
    transfer: str = "",
) -> str:
    """Return a row of a file of complaints."""
    return f"{number},2026-03-09,{victim},{account},{amount},{currency},{ts},{transfer},,"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of these rows under a header; return its path."""

    def to_file(name: str, header: str, *rows: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return to_file


@pytest.fixture
def listed(case: Case, write: Write) -> Listed:
    """Load an export of `moved` rows and complaints; return what was found for each."""

    def load(moved: list[str], *complaints: str) -> list[Complaint]:
        report = case.load(
            write("bank.csv", EXPORT, *moved),
            write("complaints.csv", COMPLAINTS, *complaints),
        )
        assert not report.refused_anything
        return case.complaints().rows

    return load
