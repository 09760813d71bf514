"""What a feed knows: accounts, owners, recent transfers, and what each account's money is made of.

Times are microseconds since 1970, amounts whole minor units. A hop is a tuple: the incoming
transfer (the lot), the outgoing one, the amount, and where it begins in what the one credited and
in what the other debited. All classes have slots: there are some of each for every account.
"""

from __future__ import annotations

from collections import deque
from typing import Any, Final, TypeAlias

from moneygraph.store.schema import TERMINALS

Hop: TypeAlias = "tuple[Transfer, Transfer, int, int, int]"
#: Ranges [lo, hi) of tiyn that are traced to loans that left at once; in order, none over another.
Ranges: TypeAlias = list[tuple[int, int]]

#: How many bits of the key of a movement the number of its transfer has.
BITS: Final = 40
#: Later than any transfer.
NEVER: Final = 1 << 62
#: What has nothing yet: few transfers ever have, and it is never changed itself.
NONE: Final[list[Any]] = []

#: What a query takes as money that went in, and on.
CAME_KINDS: Final = frozenset({"transfer", "abroad", "other"})
WENT_KINDS: Final = frozenset({"transfer", "cash_out", "abroad", "other"})
_TERMINALS: Final = frozenset(TERMINALS)
_PASSING: Final = frozenset({"person", "company", "unknown"})
_MOVED_TO: Final = frozenset({"person", "unknown", "exchange", "abroad"})
_PEOPLE: Final = frozenset({"person", "unknown"})


class Owner:
    """Who is behind accounts; the account itself where nobody is known."""

    __slots__ = (
        *("accounts", "borrows", "bursts", "key", "loans", "outs", "payees", "starts", "takes"),
        "told",
    )

    def __init__(self, key: str) -> None:
        self.key = key
        self.accounts: list[Account] = []
        self.borrows = False  # some account is a person's
        self.takes = False  # some account can take money that left at once
        self.loans: list[Transfer] = []
        self.outs: deque[Transfer] = deque()
        self.bursts: list[Burst] = []
        self.payees: dict[Owner, int] = {}  # when each was first paid
        self.starts: dict[Transfer, None] = {}  # stolen money is traced from these
        self.told: dict[str, Any] | None = None


class Account:
    """An account as it was declared, and its money by currency."""

    __slots__ = (
        *("bank", "borrowers", "buys", "chains", "covered", "exits", "is_person", "is_trader"),
        *("kind", "leaks", "may_borrow", "may_take", "name", "number", "slot", "takes_part"),
        *("is_closed", "left", "left_times", "owner", "owner_id", "passes", "slots", "takes"),
    )

    def __init__(
        self, number: str, kind: str, owner: Owner, owner_id: str | None, bank: str | None,
        name: str | None, *, covered: bool,
    ) -> None:  # fmt: skip
        self.number = number
        self.kind = kind
        self.owner = owner
        self.owner_id = owner_id
        self.bank = bank
        self.name = name
        self.covered = covered
        self.is_closed = kind in _TERMINALS or (kind == "unknown" and number.startswith("?"))
        self.is_trader = False
        self.passes = kind in _PASSING
        self.takes = kind in _MOVED_TO
        self.is_person = kind in _PEOPLE  # as far as is known
        self.takes_part = self.passes or kind == "exchange"  # in what leaves for cryptocurrency
        self.buys = False  # it paid exchanges on enough days to be a trader's
        self.slots: dict[str, Slot] = {}
        self.slot: Slot | None = None  # the one that was used last
        self.may_borrow = self.may_take = False  # as its owner's accounts
        self.exits: Exits | None = None
        self.left = 0  # what it paid to others, and how often
        self.left_times = 0
        self.chains: dict[Transfer, None] = {}  # the last payments of chains that go through it
        self.borrowers: dict[Owner, None] = {}  # whose money it received at once
        self.leaks = False  # stolen money was paid on that is not kept any more
        owner.accounts.append(self)
        owner.borrows |= kind in _PEOPLE
        owner.takes |= self.takes


class Slot:
    """One account's money in one currency: the lots that have money left, the newest last.

    ``moves`` are its recent movements in their order: a key, the transfer, and whether it came.
    """

    __slots__ = ("account", "currency", "gone", "last", "moves", "oldest", "stack")

    def __init__(self, account: Account, currency: str) -> None:
        self.account = account
        self.currency = currency
        self.gone = -1  # the key of the last movement that was let go
        # of the movements that are kept: when the first was made, and the key of the last
        self.oldest, self.last = NEVER, -1
        self.stack: list[Transfer] = []
        self.moves: deque[tuple[int, Transfer, bool]] = deque()


class Transfer:
    """A transfer, less what was given back; as a lot, ``used`` of what it credited is paid on.

    What few transfers have is kept apart, so that a transfer is made quickly and takes little room.
    """

    __slots__ = (
        *("id", "ts", "credit_ts", "payer", "payee", "amount", "currency", "to_amount"),
        *("to_currency", "kind", "own", "used", "paid_by", "pays", "nexts", "is_watched"),
        "__dict__",
    )

    id: int
    ts: int
    credit_ts: int
    payer: Account
    payee: Account
    amount: int
    currency: str
    to_amount: int
    to_currency: str
    kind: str
    own: bool
    used: int
    paid_by: list[Hop] | None  # None once it is let go
    pays: list[Hop] | None  # None once it is let go
    nexts: list[Transfer]
    is_watched: bool  # who it pays for matters: it is traced, or left at once
    #: Where its sides stand in the order of time, where that is not when they happened.
    debit_at: int | None = None
    credit_at: int | None = None
    #: What it was before some of it was given back.
    full: int | None = None
    full_to: int | None = None
    #: How much was given back of what it debited, and how much it gives back itself.
    given: int = 0
    gives: int = 0
    step: Hop | None = None
    taint: Ranges | None = None
    is_start: bool = False
    bursts: list[Burst] | None = None
    passed: int = 0

    def key(self, *, came: bool) -> int:
        """Return where a side stands among all: by time, credits first, and then by number."""
        if came:
            return (
                2 * (self.credit_ts if self.credit_at is None else self.credit_at) << BITS | self.id
            )
        return (2 * (self.ts if self.debit_at is None else self.debit_at) + 1) << BITS | self.id

    @property
    def is_gone(self) -> bool:
        """Whether all of it was given back, or it gives all of it back: it is no transfer."""
        return not (self.amount or self.to_amount) and self.full is not None

    def credited(self) -> Ranges:
        """Return which tiyn of what was credited are traced: see `trails.pieces.Exchanged`."""
        taint = self.taint
        if not taint or self.amount == self.to_amount or self.amount <= 0:
            return taint or []
        is_fee = 0 < self.to_amount < self.amount and self.currency == self.to_currency
        if is_fee and self.payer is not self.payee:
            return taint
        return [
            (lo * self.to_amount // self.amount, hi * self.to_amount // self.amount)
            for lo, hi in taint
        ]


def within(ranges: Ranges, lo: int, hi: int, to: int) -> Ranges:
    """Return what ranges have of [lo, hi), moved so that `lo` is at `to`."""
    return [
        (max(one, lo) - lo + to, min(other, hi) - lo + to)
        for one, other in ranges
        if one < hi and other > lo
    ]


def joined(ranges: Ranges) -> Ranges:
    """Return ranges in order, those that touch as one."""
    done: Ranges = []
    for lo, hi in sorted(ranges):
        if done and lo <= done[-1][1]:
            done[-1] = (done[-1][0], max(hi, done[-1][1]))
        elif hi > lo:
            done.append((lo, hi))
    return done


def merged(lots: list[Transfer]) -> Transfer:
    """Return one lot of what is left of several, the newest last; which it was is forgotten."""
    newest = lots[-1]
    whole = Transfer()
    for name in ("ts", "credit_ts", "payer", "payee", "kind", "own"):
        setattr(whole, name, getattr(newest, name))
    whole.id, whole.currency, whole.to_currency = 0, newest.to_currency, newest.to_currency
    whole.paid_by, whole.pays, whole.nexts, whole.used = NONE, None, NONE, 0
    taint, size = [], 0
    for lot in reversed(lots):  # the newest is paid on first
        taint += within(lot.credited(), lot.used, lot.to_amount, size)
        size += lot.to_amount - lot.used
    whole.amount = whole.to_amount = size
    whole.taint = joined(taint) or None
    whole.is_watched = bool(taint)
    return whole


class Burst:
    """Loans of an owner that came one soon after the other, and what left at once."""

    __slots__ = ("loans", "moved", "row")

    def __init__(self, loans: list[Transfer]) -> None:
        self.loans = loans
        self.moved: dict[int, Transfer] = {}
        self.row: dict[str, Any] | None = None


class Exits:
    """What an account paid to exchanges and got from strangers; of an exchange, what it got."""

    __slots__ = (
        *("amount", "days", "first_ts", "forgot", "ids", "last_ts", "purchases", "senders"),
        *("to_exchange", "told"),
    )

    def __init__(self) -> None:
        self.amount = 0
        self.senders: dict[str, int] = {}
        self.days: dict[int, int] = {}
        self.first_ts: int | None = None
        self.last_ts: int | None = None
        self.ids: list[int] = []
        self.forgot = False  # the first of them were let go
        self.to_exchange = 0
        self.purchases: dict[int, int] = {}
        self.told: dict[str, Any] | None = None
