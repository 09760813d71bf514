"""What the banks' books hold: the transfers as each side posts them, and payments taken back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from moneygraph.demo.ledger import DAY, EDGE, TRANSFER
from moneygraph.demo.manners import BANKS, COVERED, MANNER, MANNERS, MESS
from moneygraph.demo.mess.real import Mess
from moneygraph.demo.world import Ints

#: A transfer as books have it. `id` is its index, -1 for a payment that was taken back and for what
#: takes it back, which share a `tie` (else -1) and have the sum and the parties of the transfer
#: `like` (else -1). `only` is the place in `CODES` of the one bank that
#: has it, -1 for both. `debited` is what the payer's bank debits, `cents` that in dollars (0 for
#: tenge), `form` one of the forms below; `batch` is true where the credit waits for the night.
BOOK = np.dtype(
    [
        *TRANSFER.descr,
        ("id", np.int64),
        ("tie", np.int64),
        ("like", np.int64),
        ("only", np.int64),
        ("debited", np.int64),
        ("cents", np.int64),
        ("form", np.int64),
        ("batch", np.bool_),
    ]
)
PLAIN, MINUS, SIDE = 0, 1, 2
Books = NDArray[np.void]
CODES = tuple(BANKS)
_KINDS = np.array([manner.kind for manner in MANNERS])


def make_books(mess: Mess) -> Books:
    """Return what the banks' books hold; times are true ones, before the banks' clocks."""
    moved = mess.region.transfers
    books = np.zeros(moved.size, BOOK)
    for name in TRANSFER.names or ():
        books[name] = moved[name]
    books["id"], books["only"] = np.arange(moved.size), -1
    books["tie"], books["like"] = -1, -1
    books["debited"] = moved["amount"] + mess.fees
    books["cents"] = mess.cents
    if mess.having("holds"):
        _hold(mess, books)
    if mess.having("batch"):
        _batch(mess, books)
    parts = [books, _conversions(mess, books)]
    if mess.having("storno"):
        parts += _stornos(mess, books)
    return np.concatenate(parts)


def _banks(mess: Mess, books: Books) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    banks = mess.region.world.bank_of()
    return banks[books["from_account"]], banks[books["to_account"]]


def _hold(mess: Mess, books: Books) -> None:
    """Post the credit of some card payments days later, in the period."""
    how = MESS["holds"]
    payer, payee = _banks(mess, books)
    fit = (_KINDS[books["manner"]] == "card") & np.isin(payee, how["banks"]) & (payer != payee)
    at = mess.draw(fit & np.isin(payer, COVERED), how["rate"])
    later = mess.rng.integers(how["days"][0] * DAY, how["days"][1] * DAY, at.size)
    posted = books["ts"][at] + later
    inside = posted < mess.region.world.days * DAY - EDGE
    books["credit_ts"][at[inside]] = posted[inside]


def _batch(mess: Mess, books: Books) -> None:
    how = MESS["batch"]
    payer, payee = _banks(mess, books)
    fit = np.isin(payee, how["banks"]) & (payer != payee) & np.isin(payer, COVERED)
    books["batch"][mess.draw(fit, how["rate"])] = True


def _place(code: NDArray[np.str_]) -> Ints:
    return np.array([CODES.index(one) for one in code.tolist()], dtype=np.int64)


def _conversions(mess: Mess, books: Books) -> Books:
    """Return the second rows of conversions: the same bank's, on the other side, in dollars."""
    at = np.flatnonzero(books["manner"] == MANNER["conversion"])
    second = books[at].copy()
    next_ = {int(account): place for place, account in enumerate(books["from_account"].tolist())}
    spent = [next_[account] for account in second["to_account"].tolist()]
    second["cents"] = books["cents"][spent]
    second["form"] = SIDE
    return second


def _stornos(mess: Mess, books: Books) -> list[Books]:
    """Return payments that were never sent, and what takes each back."""
    how = MESS["storno"]
    payer, _ = _banks(mess, books)
    kinds = _KINDS[books["manner"]]
    fit = np.isin(payer, list(how["forms"])) & np.isin(kinds, ["transfer", "card"])
    fit &= (books["cents"] == 0) & (books["debited"] == books["amount"])
    scam = books["order"] >= 0
    at = np.concatenate(
        [mess.draw(fit & ~scam, how["rate"]), mess.draw(fit & scam, how["rate_of_scams"])]
    )
    wait = mess.rng.integers(how["minutes"][0] * 60, how["minutes"][1] * 60, at.size)
    # some are paid again after they were taken back, some were written twice by mistake
    again = mess.rng.random(at.size) < how["again"]
    gap = mess.rng.integers(30, 600, at.size)
    start = np.where(again, books["ts"][at] - wait - gap, books["ts"][at] + gap)
    inside = (start > EDGE) & (start + wait < mess.region.world.days * DAY - EDGE)
    at, wait, start = at[inside], wait[inside], start[inside]
    paid, back = books[at].copy(), books[at].copy()
    for part, ts in ((paid, start), (back, start + wait)):
        part["ts"] = part["credit_ts"] = ts
        part["id"], part["tie"], part["like"] = -1, np.arange(at.size), at
        part["only"], part["batch"], part["debited"] = _place(payer[at]), False, part["amount"]
    back["manner"] = MANNER["storno"]
    for position, code in enumerate(payer[at].tolist()):
        back["form"][position] = MINUS if mess.rng.choice(how["forms"][code]) == "minus" else SIDE
    return [paid, back]
