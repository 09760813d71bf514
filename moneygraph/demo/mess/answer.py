"""A bank's answer with the mess that its books and its writing have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np

from moneygraph.demo.ledger import DAY
from moneygraph.demo.manners import COVERED, MANNER, MESS
from moneygraph.demo.mess.books import CODES, MINUS, PLAIN, SIDE, Books
from moneygraph.demo.mess.clock import Clock
from moneygraph.demo.mess.naming import masked, spelt
from moneygraph.demo.mess.real import Mess
from moneygraph.demo.statements.answer import START, Answer, Row, Side
from moneygraph.demo.world import Ints

_MASKED = [MANNER[name] for name in MESS["masked"]["manners"]]


@dataclass(frozen=True)
class Naming:
    """How a row names its accounts: words for the other bank's, forms of both ("" for none)."""

    word: str
    mask: str
    forms: tuple[str, str]


class MessyAnswer(Answer):
    """The rows of one bank as its books have them, and where each was written."""

    def __init__(self, mess: Mess, books: Books, bank: str, clock: Clock) -> None:
        self.mess, self.clock = mess, clock
        has = (books["only"] < 0) | (books["only"] == CODES.index(bank))
        super().__init__(mess.region.world, mess.region.opening, books[has], bank, clock.skew)
        self.transfers["amount"] = np.where(
            self.debit, self.transfers["debited"], self.transfers["amount"]
        )
        self._taken_back = self._pairs_taken_back()
        for paid, back in self._taken_back:
            # what takes a payment back names the same parties in the same way
            self._hidden[back] = self._hidden[paid]
        self.places: dict[int, str] = {}
        self.copies: list[tuple[str, int]] = []
        self.aliases: dict[str, set[str]] = {}

    def _pairs_taken_back(self) -> list[tuple[int, int]]:
        """Return where payments that were taken back are, and what takes each back."""
        at = np.flatnonzero(self.transfers["tie"] >= 0)
        back = self.transfers["form"][at] != PLAIN
        order = at[np.lexsort([back, self.transfers["tie"][at]])].tolist()
        return list(zip(order[::2], order[1::2], strict=True))

    def _shown(self, time: Ints) -> Ints:
        shown = self.clock.shown(time)
        night = self.transfers["batch"] & ~self.debit
        return np.where(night, shown // DAY * DAY + DAY - 1, shown)

    def place(self, row: Row, sheet: str, line: int) -> None:
        """Record where a row was written; a second time, as a copy."""
        where = f"{sheet}:{line}"
        if row.at in self.places:
            self.copies.append((where, row.at))
        else:
            self.places[row.at] = where

    def rows(
        self, spelling: Callable[[str], str] = str, kazakh: bool = False, bic: bool = False
    ) -> Iterator[Row]:
        """Yield the rows in the bank's own time order, with what is messy about each."""
        naming = self._naming
        forms, cents = self.transfers["form"].tolist(), self.transfers["cents"].tolist()
        for row in super().rows(spelling, kazakh, bic):
            form = forms[row.at]
            dollars = cents[row.at] if row.debit else 0
            changed = row
            if form or dollars:
                changed = row._replace(
                    minus=form == MINUS,
                    turned=form == SIDE,
                    currency="USD" if dollars else "KZT",
                    amount=dollars or row.amount,
                    tenge=row.amount,
                )
            named = naming.get(row.at)
            yield changed if named is None else self._named(changed, named)

    def _named(self, row: Row, naming: Naming) -> Row:
        sides = [row.payer, row.payee]
        own, other = (0, 1) if row.debit else (1, 0)
        account = int(self.transfers["to_account" if row.debit else "from_account"][row.at])
        if naming.mask and sides[other].number:
            sides[other] = masked(sides[other], account, naming.mask == "card")
        elif naming.word:
            sides[other] = sides[other]._replace(number=naming.word)
        elif naming.forms[1]:
            sides[other] = self._spelt(sides[other], naming.forms[1])
        if naming.forms[0]:
            sides[own] = self._spelt(sides[own], naming.forms[0])
        return row._replace(payer=sides[0], payee=sides[1])

    def _spelt(self, side: Side, form: str) -> Side:
        if not side.number:
            return side
        written = spelt(side.number, form)
        self.aliases.setdefault(side.number, set()).add(written)
        return side._replace(number=written)

    @cached_property
    def _naming(self) -> dict[int, Naming]:
        """Which rows name an account in another way; drawn once, whoever writes the rows."""
        mess, moved = self.mess, self.transfers
        banks = self.world.bank_of()
        other = np.where(self.debit, banks[moved["to_account"]], banks[moved["from_account"]])
        foreign = ~self.inside & np.isin(other, COVERED)
        named_so = np.isin(moved["manner"], _MASKED)
        masks = self._drawn("masked", foreign & self.debit & named_so)
        words = self._drawn("placeholders", foreign) & ~masks
        plain = ~masks & ~words
        forms = [self._drawn("spellings", plain), self._drawn("spellings", plain)]
        found: dict[int, Naming] = {}
        choices: dict[str, Any] = {name: MESS[name] for name in ("placeholders", "spellings")}
        for index in np.flatnonzero(masks | words | forms[0] | forms[1]).tolist():
            drawn = mess.rng.integers(0, 1 << 30, 4).tolist()
            word = _one(choices["placeholders"]["words"], drawn[0]) if words[index] else ""
            mask = ("phone", "card")[drawn[1] % 2] if masks[index] else ""
            spellings = [
                _one(choices["spellings"]["forms"], number) if form[index] else ""
                for form, number in zip(forms, drawn[2:], strict=True)
            ]
            found[index] = Naming(word, mask, (spellings[0], spellings[1]))
        for paid, back in self._taken_back:
            found.pop(back, None)
            if paid in found:
                found[back] = found[paid]
        return found

    def _drawn(self, kind: str, among: Any) -> Any:
        drawn = np.zeros(self.transfers.size, dtype=np.bool_)
        if self.mess.having(kind):
            drawn[self.mess.draw(among, MESS[kind]["rate"])] = True
        return drawn

    def again(self, rows: list[Row]) -> tuple[str, list[Row]] | None:
        """Return the rows of the file that is sent once more, as a spreadsheet saved them."""
        how = MESS["copies"]["banks"].get(self.bank)
        if how is None or not self.mess.having("copies"):
            return None
        first = START + timedelta(days=how["first_day"])
        end = START + timedelta(days=how["last_day"] + 1)
        name = str.upper if how["names"] == "upper" else _blanks
        return "_again", [_saved(row, how, name) for row in rows if first <= row.when < end]


def _one(choices: list[str], number: int) -> str:
    return choices[number % len(choices)]


def _blanks(name: str) -> str:
    return name.replace(" ", "  ") + " "


def _saved(row: Row, how: dict[str, Any], name: Callable[[str], str]) -> Row:
    when = row.when + timedelta(seconds=how["later"])
    if not how["seconds"]:
        when = when.replace(second=0)
    payer = row.payer._replace(name=name(row.payer.name))
    payee = row.payee._replace(name=name(row.payee.name))
    return row._replace(when=when, payer=payer, payee=payee)
