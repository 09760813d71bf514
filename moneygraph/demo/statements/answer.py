"""The transfers that one bank has, by its own clock, as rows of its statement file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np

from moneygraph.demo.ledger import DAY, Transfers
from moneygraph.demo.manners import BANKS, COVERED, DAY_ONLY, MANNERS
from moneygraph.demo.names import on_a_terminal
from moneygraph.demo.world import Account, Ints, World

#: The first day of the period.
START = datetime(2025, 9, 1)
_NUMBER_LOST = 0.03
_ZEROS_LOST = 0.06


class Side(NamedTuple):
    """Payer or payee as a statement file names it; `loose`: its IIN or BIN is a number in Excel."""

    name: str
    id: str
    resident: bool
    bank: str
    number: str
    loose: bool


class Row(NamedTuple):
    """One data row; `debit`: the payer is this bank's customer. Amount in tiyn.

    `at` is the row's place in its answer. In a messy region the amount may be cents of
    another currency worth so many `tenge` (tiyn); a row is taken back with a minus, or `turned`:
    on the other side.
    """

    when: datetime
    day_only: bool
    kind: str
    amount: int
    debit: bool
    payer: Side
    payee: Side
    knp: str
    purpose: str
    at: int
    currency: str = "KZT"
    tenge: int | None = None
    minus: bool = False
    turned: bool = False

    @property
    def signed(self) -> int:
        """The amount, with its minus."""
        return -self.amount if self.minus else self.amount

    @property
    def signed_tenge(self) -> int:
        """The value in tenge, in tiyn, with its minus."""
        value = self.amount if self.tenge is None else self.tenge
        return -value if self.minus else value

    @property
    def shows_debit(self) -> bool:
        """Whether it is written on the payer's side."""
        return self.debit != self.turned


class Answer:
    """A bank's answer: its transfers in its own time order, before they are written to a file."""

    def __init__(
        self, world: World, opening: Ints, transfers: Transfers, bank: str, skew: int
    ) -> None:
        self.world, self.opening, self.bank, self.skew = world, opening, bank, skew
        banks = world.bank_of()
        payer, payee = banks[transfers["from_account"]], banks[transfers["to_account"]]
        known = (payer == bank) | (payee == bank)
        self.transfers = transfers[known]
        self.debit, self.inside = payer[known] == bank, (payer == payee)[known]
        own_time = np.where(self.debit, self.transfers["ts"], self.transfers["credit_ts"])
        self.time = self._shown(own_time)
        order = np.argsort(self.time, kind="stable")
        self.transfers, self.time = self.transfers[order], self.time[order]
        self.debit, self.inside = self.debit[order], self.inside[order]
        other = np.where(self.debit, payee[known][order], payer[known][order])
        chance = world.rng.random((3, self.time.size))
        self._hidden = (chance[0] < _NUMBER_LOST) & ~self.inside & np.isin(other, COVERED)
        self._loose = chance[1:] < _ZEROS_LOST

    def _shown(self, time: Ints) -> Ints:
        """Return what the bank's clock shows at the true times of its transfers."""
        return time + self.skew

    def place(self, row: Row, sheet: str, line: int) -> None:
        """Take note of where a row was written: the file, with its sheet, and the line."""

    def again(self, rows: list[Row]) -> tuple[str, list[Row]] | None:
        """Return what a file that is sent once more adds to its name, and its rows."""

    def own_accounts(self) -> Ints:
        """Return the indices of this bank's accounts that have transfers."""
        indices = np.unique([self.transfers["from_account"], self.transfers["to_account"]])
        banks = self.world.bank_of()
        kinds = np.array([account.kind for account in self.world.accounts])
        own: Ints = indices[(banks[indices] == self.bank) & (kinds[indices] != "cash")]
        return own

    def period(self) -> tuple[datetime, datetime]:
        """Return the first and the last day."""
        return START, START + timedelta(days=self.world.days - 1)

    def rows(
        self, spelling: Callable[[str], str] = str, kazakh: bool = False, bic: bool = False
    ) -> Iterator[Row]:
        """Yield the rows in the bank's own time order, names spelt its way."""
        sides = [self._side(account, spelling, bic) for account in self.world.accounts]
        day_only = ~self.debit & ~self.inside & (self.bank == DAY_ONLY)
        columns = ("from_account", "to_account", "amount", "manner", "note")
        values = zip(
            *(self.transfers[name].tolist() for name in columns),
            self.time.tolist(),
            self.debit.tolist(),
            day_only.tolist(),
            self._hidden.tolist(),
            *self._loose.tolist(),
            strict=True,
        )
        midnights = [START + timedelta(days=day) for day in range(-1, self.world.days + 2)]
        for index, value in enumerate(values):
            payer, payee, amount, manner, note, time, debit, days, hidden, *loose = value
            how = MANNERS[manner]
            texts = how.kk if kazakh else how.debit if debit else how.credit
            text = texts[note % len(texts)]
            if "{" in text:
                text = text.format(
                    n=note, card=f"{note % 10_000:04d}", to=on_a_terminal(sides[payee].name)
                )
            yield Row(
                midnights[time // DAY + 1] + timedelta(seconds=time % DAY),
                days,
                how.kind,
                amount,
                debit,
                sides[payer]._replace(loose=loose[0], **_hide(hidden and not debit)),
                sides[payee]._replace(loose=loose[1], **_hide(hidden and debit)),
                how.knp,
                spelling(text),
                index,
            )

    def _side(self, account: Account, spelling: Callable[[str], str], bic: bool) -> Side:
        party = self.world.parties[account.party]
        bank = BANKS[account.bank]
        number = "" if account.kind == "cash" else account.number
        where = bank.bic if bic else bank.name
        return Side(spelling(party.name), party.id, party.resident, where, number, False)


def _hide(hidden: bool) -> dict[str, str]:
    return {"number": ""} if hidden else {}
