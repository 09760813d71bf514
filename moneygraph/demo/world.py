"""What the region consists of: parties, their accounts, and the people among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import numpy as np
from numpy.typing import NDArray

from moneygraph.demo.manners import BANKS, LOCAL
from moneygraph.demo.names import Numbers, company_name

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Party:
    """A person or company: IIN or BIN ("" for none), name, whether a resident."""

    id: str
    name: str
    resident: bool = True


@dataclass(slots=True)
class Account:
    """An account; `number` is "" in statement files for a cash desk. `spare`: tiyn always left."""

    number: str
    bank: str
    party: int
    kind: str
    role: str
    spare: int = 0
    ring: int = 0
    level: int = 0


@dataclass
class People:
    """The persons as columns: index of party and accounts (-1: none), income in tenge a month.

    `plain` is true for those without a special role in the region yet.
    """

    party: Ints
    main: Ints
    second: Ints
    deposit: Ints
    group: NDArray[np.str_]
    income: Ints
    plain: NDArray[np.bool_]

    def take(
        self, rng: np.random.Generator, count: int, among: NDArray[np.bool_] | None = None
    ) -> Ints:
        """Return up to `count` plain persons and record that they are no longer plain."""
        mask = self.plain if among is None else self.plain & among
        candidates = np.flatnonzero(mask)
        taken = rng.permutation(candidates)[:count].astype(np.int64)
        self.plain[taken] = False
        return taken


@dataclass
class World:
    """The whole region, before and while money moves in it."""

    rng: np.random.Generator
    random: Random
    days: int
    parties: list[Party] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    numbers: Numbers = field(init=False)
    people: People = field(init=False)
    _banks: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, dtype="<U3"))

    def __post_init__(self) -> None:
        self.numbers = Numbers(self.random)

    def add_party(self, id_: str, name: str, resident: bool = True) -> int:
        """Add a person or company; returns its index."""
        self.parties.append(Party(id_, name, resident))
        return len(self.parties) - 1

    def add_company(self, name: str | None = None) -> int:
        """Add a company, with a made-up name unless one is given; returns its index."""
        registered = date(2001, 1, 15) + timedelta(days=self.random.randrange(24 * 365))
        chosen = name or company_name(self.random)
        return self.add_party(self.numbers.company(registered), chosen)

    def open_account(self, party: int, bank: str, kind: str, role: str, spare: int = 0) -> int:
        """Open an account; returns its index."""
        number = self.numbers.account(bank)
        self.accounts.append(Account(number, bank, party, kind, role, spare))
        return len(self.accounts) - 1

    def any_bank(self) -> str:
        """Return a bank, each as often as it has customers."""
        return self.random.choices(LOCAL, [BANKS[code].share for code in LOCAL])[0]

    def give_role(self, accounts: Ints, role: str) -> Ints:
        """Give these accounts a role; returns them."""
        for index in accounts:
            self.accounts[index].role = role
        return accounts

    def bank_of(self) -> NDArray[np.str_]:
        """Return the bank's code of every account, in order."""
        if self._banks.size != len(self.accounts):
            self._banks = np.array([account.bank for account in self.accounts], dtype="<U3")
        return self._banks

    def having(self, role: str) -> Ints:
        """Return the indices of the accounts with this role."""
        return np.array(
            [index for index, account in enumerate(self.accounts) if account.role == role],
            dtype=np.int64,
        )

    def at_bank(self, role: str, bank: str) -> int:
        """Return the account with this role at a bank that has exactly one."""
        return next(
            index
            for index, account in enumerate(self.accounts)
            if account.role == role and account.bank == bank
        )
