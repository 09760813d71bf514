"""The text of requests to banks, one a bank, and the files they are written to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import safe
from moneygraph.store.private import write_private

if TYPE_CHECKING:
    from datetime import date

    from moneygraph.casework import AccountRequest, Requests

_UNSAFE = re.compile(r"[^0-9A-Za-z]+")
_LONGEST_NAME = 40


def letters(texts: Texts, found: Requests) -> dict[str | None, str]:
    """Return the letter to each bank by its code; under None the accounts of unknown banks."""
    return {
        bank: _letter(texts, bank, rows, found.last_day) for bank, rows in found.by_bank.items()
    }


def _letter(
    texts: Texts, bank: str | None, rows: list[AccountRequest], last_day: date | None
) -> str:
    lines = "\n".join(f"{at}. {_line(texts, row)}" for at, row in enumerate(rows, 1))
    if bank is None:
        return texts("request.unknown", accounts=lines)
    first_day = min(row.first_ts for row in rows).date()
    return texts(
        "request.letter",
        bank=texts.bank(bank),
        code=safe(bank),
        first_day=texts.moment(first_day),
        last_day=texts.moment(last_day),
        accounts=lines,
    )


def _line(texts: Texts, row: AccountRequest) -> str:
    known = (account_number(texts, row.account), safe(row.name), safe(row.owner))
    about = ", ".join(part for part in known if part)
    return texts("request.account", about=about, first_day=texts.moment(row.first_ts.date()))


def write_letters(folder: Path, found: dict[str | None, str]) -> list[Path]:
    """Write each letter to a file of its own (mode 0600), in a folder that only its user reads.

    A folder that is there already keeps its mode. Raises `CallError` when it cannot be written.
    """
    paths: list[Path] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for bank, text in found.items():
            path = folder / _file_name(bank, {path.name for path in paths})
            write_private(path, text)
            paths.append(path)
    except OSError as error:
        raise CallError(
            Message(
                "the letters cannot be written to {folder}: {why}",
                folder=safe(folder),
                why=reason(error),
            ),
            Message("Name another folder."),
        ) from error
    return paths


def _file_name(bank: str | None, taken: set[str]) -> str:
    stem = _UNSAFE.sub("-", bank or "")[:_LONGEST_NAME].strip("-").lower() or "unknown"
    names = [f"request-{stem}.txt", *(f"request-{stem}-{n}.txt" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
