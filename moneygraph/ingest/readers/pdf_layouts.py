"""What is known of tables in PDFs: the layouts of the table ``pdf``, and the headers of loaders."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from moneygraph.store.data import DataFiles, table_error
from moneygraph.store.message import Message
from moneygraph.store.words import fold, words_of

_SAME: Final = Message("Write it as the table of that name in moneygraph does.")
#: Fields of loaders whose columns hold when, and how much.
_TIMES: Final = frozenset({"ts"})
_SUMS: Final = frozenset({"amount", "amount_debit", "amount_credit", "amount_kzt", "to_amount"})
_BALANCES: Final = frozenset({"balance", "from_balance", "to_balance"})
#: A day as it begins a row, and what may be below it in its cell.
DAY: Final = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)?|\d{4}[./-]\d\d[./-]\d\d"
    r"|\d{1,2}\s+[^\W\d]{3,9}\.?\s+\d{4})"
)


@dataclass(frozen=True)
class Layout:
    """How a bank prints a statement; ``tables/pdf.toml`` says what each key means.

    `columns` are the names of columns in what is made of it, each with the headers that it can have
    in a PDF, folded; the first is the day that begins a row.
    """

    name: str
    marks: tuple[str, ...] = ()
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    amounts: frozenset[str] = frozenset()
    foot: tuple[str, ...] = ()
    balances: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    inside: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    sections: bool = False

    @cached_property
    def day(self) -> str:
        """The column whose cell begins a row."""
        return next(iter(self.columns))

    def is_marked(self, text: str) -> bool:
        """Tell whether a text has one of the marks."""
        plain = " ".join(text.casefold().split())
        return any(mark in plain for mark in self.marks)

    def column(self, header: str) -> str | None:
        """Return the column of a folded header, None where it has none."""
        return next((name for name, texts in self.columns.items() if header in texts), None)


@dataclass(frozen=True)
class Known:
    """The layouts by name, the fields of loaders by folded header, and words of any statement."""

    layouts: Mapping[str, Layout]
    fields: Mapping[str, Collection[str]]
    pages: tuple[re.Pattern[str], ...]
    periods: tuple[re.Pattern[str], ...]
    accounts: re.Pattern[str]
    currencies: re.Pattern[str]
    totals: tuple[str, ...]
    opening: tuple[str, ...]
    closing: tuple[str, ...]

    @classmethod
    def of(cls, data: DataFiles, fields: Mapping[str, Collection[str]] | None = None) -> Known:
        """Read the table; raises `LoaderError` where it, or one a user adds to it, is wrong."""
        table = data.table("pdf")
        try:
            return cls(
                {name: _layout(name, one) for name, one in table["layouts"].items()},
                fields or {},
                _patterns(table["page"], "numbers"),
                _patterns(table["page"], "periods"),
                _one_of(table["page"], "accounts"),
                _one_of(table["page"], "currencies"),
                _lower(table["page"], "totals"),
                _lower(table["page"], "opening"),
                _lower(table["page"], "closing"),
            )
        except (re.error, TypeError, AttributeError, KeyError) as error:
            wrong = Message("cannot be read: {why}", why=error)
            raise table_error("pdf.toml", wrong, _SAME) from error

    def is_time(self, header: str) -> bool:
        """Tell whether a loader reads times from a column of this folded header."""
        return bool(_TIMES & set(self.fields.get(header, ())))

    def is_sum(self, header: str) -> bool:
        """Tell whether a loader reads sums of money from a column of this folded header."""
        return bool(_SUMS & set(self.fields.get(header, ())))

    def is_amount(self, header: str) -> bool:
        """Tell whether a loader reads amounts or balances from a column of this folded header."""
        return bool((_SUMS | _BALANCES) & set(self.fields.get(header, ())))

    def is_page(self, text: str) -> bool:
        """Tell whether a text is no more than the number of a page."""
        return any(pattern.fullmatch(text.strip()) for pattern in self.pages)

    @property
    def balances(self) -> tuple[str, ...]:
        """How a line begins that says what an account holds."""
        return (*self.opening, *self.closing)

    def is_total(self, text: str) -> bool:
        """Tell whether a line begins with a word for a total or a balance."""
        return begins(text, (*self.totals, *self.balances))


def begins(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text begins with one of these, whatever its case."""
    return text.casefold().strip(" -*•:").startswith(tuple(words))


def _layout(name: str, entry: Any) -> Layout:
    columns = {
        column: frozenset(map(fold, words_of("pdf", entry["columns"], column)))
        for column in entry["columns"]
    }
    unknown = set(entry) - {*Layout.__dataclass_fields__, "name"}
    listed = {*entry.get("optional", ()), *entry.get("amounts", ())}
    if unknown or not columns or not entry["amounts"] or not listed <= set(columns):
        wrong = ", ".join(sorted(unknown | (listed - set(columns)))) or "columns"
        raise KeyError(f"layouts.{name}: {wrong}")
    return Layout(
        name,
        _lower(entry, "marks"),
        columns,
        frozenset(entry.get("optional", ())),
        frozenset(entry["amounts"]),
        _lower(entry, "foot"),
        _lower(entry, "balances"),
        _lower(entry, "pending"),
        {
            name: re.compile(text, re.IGNORECASE)
            for name, text in dict(entry.get("inside", {})).items()
        },
        bool(entry.get("sections", False)),
    )


def _lower(entry: Any, key: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words_of("pdf", entry, key)) if key in entry else ()


def _patterns(entry: Any, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(text.replace("{day}", rf"({DAY})"), re.IGNORECASE)
        for text in words_of("pdf", entry, key)
    )


def _one_of(entry: Any, key: str) -> re.Pattern[str]:
    return re.compile("|".join(words_of("pdf", entry, key)) or "(?!)", re.IGNORECASE)
