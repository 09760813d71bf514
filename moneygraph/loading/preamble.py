"""What the lines above a header say: accounts, the period, balances at its start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from moneygraph.loading.amounts import tiyn

_IBAN = re.compile(r"\bKZ\d{2}[0-9A-Z]{16}\b")
_DATE = re.compile(r"\b(\d{2})[./](\d{2})[./](\d{4})\b|\b(\d{4})[-.](\d{2})[-.](\d{2})\b")
_OPENING = ("входящий остаток", "остаток на начало", "кіріс қалдық", "opening balance")
_PERIOD = ("период", "кезең", "period", " по ")


@dataclass
class Preamble:
    """Accounts named, the first and last day if both are said, openings in tiyn."""

    accounts: list[str] = field(default_factory=list)
    period: tuple[date, date] | None = None
    openings: dict[str, int] = field(default_factory=dict)


def read_preamble(rows: Sequence[Sequence[str]]) -> Preamble:
    """Read the rows above a header; what is not understood is left alone."""
    found = Preamble()
    in_openings = False
    loose: int | None = None
    for cells in rows:
        line = " ".join(cells).replace("\u00a0", " ").replace("ə", "ә").casefold()
        if any(word in line for word in _OPENING):
            in_openings = True
        ibans = _IBAN.findall(" ".join(cells).upper())
        found.accounts += [iban for iban in ibans if iban not in found.accounts]
        if found.period is None and any(word in line for word in _PERIOD):
            found.period = _period(line)
        if in_openings:
            amount = _last_amount(cells)
            if amount is not None and len(ibans) == 1:
                found.openings[ibans[0]] = amount
            elif amount is not None and not ibans and loose is None:
                loose = amount
    if loose is not None and len(found.accounts) == 1:
        found.openings.setdefault(found.accounts[0], loose)
    return found


def _period(line: str) -> tuple[date, date] | None:
    days = []
    for match in _DATE.finditer(line):
        day, month, year, iso_year, iso_month, iso_day = match.groups()
        parts = (year, month, day) if year else (iso_year, iso_month, iso_day)
        try:
            days.append(date(int(parts[0]), int(parts[1]), int(parts[2])))
        except ValueError:
            return None
    return (min(days), max(days)) if len(days) > 1 else None


def _last_amount(cells: Sequence[str]) -> int | None:
    """Return the last cell of a row that is an amount and no account, day or year."""
    for cell in reversed(cells):
        text = re.sub(r"(?i)^.*остаток\D*:|^.*balance\D*:|^.*қалдық\D*:", "", cell).strip()
        amount = tiyn(text) if not _DATE.search(text) else None
        if amount is not None:
            return amount
    return None
