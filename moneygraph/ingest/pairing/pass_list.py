"""The passes of pairing, from certain to likely, and their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: How far apart the two sides of a transfer are, in seconds, where nothing else is known; and where
#: one of them was posted later.
MINUTES: Final = 15 * 60
LATE: Final = 3 * 86_400


@dataclass(frozen=True)
class Pass:
    """One way to find the other side of a row; `block` is SQL over ``open_row``.

    Sides are at most `within` seconds apart, or `days` days where only the day is known;
    where `ordered`, the credit comes no earlier than clocks differ.
    """

    title: str
    block: str
    within: int = 0
    days: int = -1
    ordered: bool = False


_ACCOUNTS: Final = "from_account, to_account"
#: `transfer.pass` is the index in this list, from 1.
PASSES: Final = (
    Pass("same reference and accounts", f"{_ACCOUNTS}, reference", LATE, 3),
    Pass("same accounts, minutes apart", _ACCOUNTS, MINUTES),
    Pass("same accounts, same day", _ACCOUNTS, MINUTES, 0),
    Pass("payee's account, payer's missing", "to_account", MINUTES, 0),
    Pass("payer's account, payee's missing", "from_account", MINUTES, 0),
    Pass("the same two owners", "from_owner, to_owner", MINUTES, 0),
    Pass("same accounts, posted later", _ACCOUNTS, LATE, 3, ordered=True),
    Pass("same accounts, clocks whole hours apart", _ACCOUNTS),
    Pass("same accounts, credited before it was posted", _ACCOUNTS),
    Pass("same accounts, less a fee on the way", _ACCOUNTS),
    Pass("same accounts, in two currencies", _ACCOUNTS),
    Pass("joined by a person", ""),
    Pass("payee's account and payer's IIN, days apart", "to_account, from_owner", LATE, 3),
    Pass("payer's account and payee's IIN, days apart", "from_account, to_owner", LATE, 3),
    Pass("payer's IIN, payee's missing", "from_owner", MINUTES),
    Pass("payee's IIN, payer's missing", "to_owner", MINUTES),
)
MINUTES_APART: Final = 2
LATER, HOURS, EARLIER = 7, 8, 9
FEE, CONVERTED = 10, 11
JOINED: Final = 12
#: Passes in which a party may be unknown to one side, and those that compare its owner.
VAGUE: Final = (4, 5)
BY_OWNER: Final = (13, 14, 15, 16)
