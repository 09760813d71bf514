"""What the letters of a call say: the accounts of each bank, and the values that are filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from moneygraph.casework import AccountRequest, Freeze, Held, Requests
from moneygraph.casework.bounds import Span
from moneygraph.export.letters.words import LetterWords, day_text, time_text
from moneygraph.report.text.words import account_number, duration
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.store.data import DataFiles

Row = Held | AccountRequest
Bounds = Mapping[tuple[str, str], Span]

#: Up to so many accounts are named in the letter itself; more are in its annex alone.
FEW: Final = 10
_COMPLAINTS_SHOWN: Final = 20
_MINUTE: Final = 60
#: The names of what a template can ask for, by kind of letter.
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "requests": (
        *("bank", "bank_code", "date", "n", "currency", "total", "rule", "rule_about", "annex"),
        *("complaints", "first_day", "last_day"),
    ),
    "freeze": (
        *("bank", "bank_code", "date", "n", "currency", "total", "rule", "rule_about", "annex"),
        *("complaints", "first_since", "last_since", "now", "unsure", "capped"),
    ),
}
#: What it can ask for of each account, in a row of a table, and what it can only ask about.
ACCOUNT_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "requests": ("n", "number", "name", "id", "amount", "bounds", "days", "complaints"),
    "freeze": (
        *("n", "number", "name", "id", "amount", "bounds", "unsure", "since", "age", "minutes"),
        "complaints",
    ),
}
CONDITIONS: Final = ("few", "many", "stand_in")


@dataclass(frozen=True)
class Content:
    """The letters of a call to `found`, under `bounds` of it; `day` is their date, if given."""

    found: Freeze | Requests
    bounds: Bounds
    data: DataFiles
    day: date | None = None

    @property
    def kind(self) -> str:
        """``freeze`` or ``requests``."""
        return "freeze" if isinstance(self.found, Freeze) else "requests"

    @property
    def end(self) -> str:
        """The kind of end that the amounts are of."""
        return "held" if isinstance(self.found, Freeze) else "unseen"

    def by_bank(self) -> dict[str | None, list[Row]]:
        """Return the rows under each bank's code, in order; under None those to nobody."""
        banks: dict[str | None, list[Row]] = {}
        rows = self.found.open_rows if isinstance(self.found, Freeze) else self.found.rows
        for row in rows:
            banks.setdefault(row.bank if row.is_named else None, []).append(row)
        return dict(sorted(banks.items(), key=lambda pair: (pair[0] is None, pair[0] or "")))

    def span(self, row: Row) -> Span | None:
        """Return the least and the most that a letter can ask for, None where it is not known."""
        span = self.bounds.get((self.end, row.account))
        if span is None or not isinstance(row, Held):
            return span
        return max(span[0] - row.frozen, 0), max(span[1] - row.frozen, 0)

    def values(
        self, words: LetterWords, bank: str, rows: Sequence[Row], annex: str
    ) -> dict[str, str]:
        """Return the values of a bank's letter by name; one that is empty is not so."""
        currency, rule = rows[0].currency, self.found.rule
        numbers = dict.fromkeys(number for row in rows for number in complaints_of(row))
        shared = {
            "bank": self.data.bank_name(bank) or words("words.unnamed_bank"),
            "bank_code": safe(bank),
            "date": words.date(self.day),
            "n": str(len(rows)),
            "currency": words.currency(currency),
            "total": words.total(sum(map(asked_of, rows)), currency),
            "rule": rule,
            "rule_about": words(f"rule_about.{rule}"),
            "annex": annex,
            "complaints": _some(words, list(numbers)),
            "few": "1" if len(rows) <= FEW else "",
            "many": "1" if len(rows) > FEW else "",
            "stand_in": "1" if self.found.stand_in else "",
        }
        return shared | self._own(words, rows)

    def _own(self, words: LetterWords, rows: Sequence[Row]) -> dict[str, str]:
        """Return the values of this kind of letter."""
        asked = [row for row in rows if isinstance(row, AccountRequest)]
        held = [row for row in rows if isinstance(row, Held)]
        if isinstance(self.found, Requests):
            last_day = self.found.last_day
            return {
                "first_day": day_text(min(row.first_ts for row in asked)),
                "last_day": day_text(last_day) if last_day else "",
            }
        unsure = sum(row.unsure_left for row in held)
        capped = sum(row.amount < row.traced for row in held)
        return {
            "first_since": time_text(min(row.since for row in held)),
            "last_since": time_text(max(row.since for row in held)),
            "now": time_text(self.found.now) if self.found.now else "",
            "unsure": words.total(unsure, held[0].currency) if unsure else "",
            "capped": str(capped) if capped else "",
        }

    def accounts(self, words: LetterWords, rows: Sequence[Row]) -> list[dict[str, str]]:
        """Return the values of each account of a letter, by ``account.NAME``."""
        every = (self._account(words, at, row) for at, row in enumerate(rows, 1))
        return [{f"account.{name}": value for name, value in one.items()} for one in every]

    def _account(self, words: LetterWords, at: int, row: Row) -> dict[str, str]:
        shared = {
            "n": str(at),
            "number": account_number(words.texts, row.account, row.name),
            "name": safe(row.name) or words("words.unknown_name"),
            "id": safe(row.owner) or words("words.unknown_id"),
            "amount": words.amount(asked_of(row), row.currency),
            "bounds": self._bounds(words, row),
            "complaints": _some(words, complaints_of(row)),
        }
        if isinstance(row, AccountRequest):
            return shared | {"days": _span(row)}
        unsure = words.amount(row.unsure_left, row.currency) if row.unsure_left else ""
        return shared | {
            "unsure": unsure,
            "since": time_text(row.since),
            "age": duration(words.texts, row.minutes * _MINUTE),
            "minutes": str(row.minutes),
        }

    def _bounds(self, words: LetterWords, row: Row) -> str:
        span = self.span(row)
        if span is None:
            return words("words.no_bounds")
        least, most = (words.amount(units, row.currency) for units in span)
        return least if least == most else words("words.bounds", least=least, most=most)


def asked_of(row: Row) -> int:
    """Return what a letter asks for: of money on an account, what is not stopped already."""
    return row.left if isinstance(row, Held) else row.amount


def complaints_of(row: Row) -> list[str]:
    """Return the numbers of the complaints whose money an account has or had."""
    if isinstance(row, Held):
        return [number for number, _ in row.victims]
    return list(row.complaints)


def _span(row: AccountRequest) -> str:
    first, last = time_text(row.first_ts), time_text(row.last_ts)
    return first if first == last else f"{first} – {last}"


def _some(words: LetterWords, numbers: Sequence[str]) -> str:
    shown = [safe(number) for number in numbers[:_COMPLAINTS_SHOWN]]
    rest = len(numbers) - len(shown)
    return ", ".join(shown + ([words("words.more", n=str(rest))] if rest else []))
