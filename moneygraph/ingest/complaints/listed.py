"""The complaints of a case with the transfers they were matched to, for the API and reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from moneygraph.ingest.complaints.claims import ensure_claims
from moneygraph.store.rows import frame_of
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


@dataclass(frozen=True)
class Complaint:
    """One complaint row and the transfer that is found for it, or why none is.

    `amount` and `claimed` (what was debited) are in minor units, of `currency` and of
    `claimed_currency`. `row` counts in the file's sheet. `score` is 0 to 1. Without a
    transfer, `reason` is a code and `detail` names days or transfers.
    """

    complaint: str
    registered: datetime | None
    victim: str | None
    account: str | None
    amount: int | None
    currency: str | None
    ts: datetime | None
    day_only: bool
    group: str | None
    region: str | None
    file: str
    sheet: str | None
    row: int
    transfer: int | None
    claimed: int | None
    claimed_currency: str | None
    claimed_ts: datetime | None
    claimed_day_only: bool
    score: float | None
    reason: str | None
    detail: str | None


@dataclass(frozen=True)
class Complaints:
    """Complaint rows by file and row; rows that repeat another are left out."""

    rows: list[Complaint]

    def __iter__(self) -> Iterator[Complaint]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def missed(self) -> list[Complaint]:
        """The rows for which no payment was found, not even one that was undone."""
        return [row for row in self.rows if row.transfer is None and row.reason != "undone"]

    @property
    def undone(self) -> list[Complaint]:
        """The rows whose payment was undone by its bank: there is nothing to follow."""
        return [row for row in self.rows if row.reason == "undone"]

    @property
    def df(self) -> pd.DataFrame:
        """The rows as a frame, a column a field."""
        return frame_of(Complaint, self.rows)


def list_complaints(
    con: duckdb.DuckDBPyConnection, files: Sequence[str] | None = None
) -> Complaints:
    """Return the complaints of a case, or only of files with these SHA-256."""
    ensure_claims(con)
    values = {"files": None if files is None else list(files)}
    found = con.execute(sql_text("ingest/complaints/list.sql"), values).fetchall()
    return Complaints([Complaint(*row) for row in found])
