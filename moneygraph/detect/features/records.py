"""What the loops over movements read and fill: a record for each side of a transfer and account."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

#: Arrays of the records below, and one of them; compiled code reads fields as attributes.
Records: TypeAlias = Any
Record: TypeAlias = Any

#: Bits of `use`. GIVEN: money of somebody else, who is no company, shop or lender. SENT: money
#: that goes on to somebody else, to an exchange, cash or abroad. PEOPLE: between two people.
#: HOUSEHOLD: shops, bills, loans paid back. WAGE: wages and pensions. EXIT: it left the banks.
#: FIRM: to a company. FIRST, of a movement: the account had not dealt with the other before.
GIVEN, SENT, PEOPLE, HOUSEHOLD, WAGE, EXIT, FIRM, FIRST = 1, 2, 4, 8, 16, 32, 64, 128

#: One side of a transfer as its account sees it: when, how much, with whom, which transfer (its
#: place), and what it is. Brief, of what was given: the account deals with the payer within a few
#: days from then, and never else.
MOVEMENT: Final = np.dtype(
    [
        ("at_us", np.int64),
        ("amount", np.int64),
        ("owner", np.int32),
        ("transfer", np.int32),
        ("use", np.uint8),
        ("is_credit", np.bool_),
        ("is_brief", np.bool_),
    ],
    align=True,
)

#: What is told of an account, in the order of the table `trait`; see `schema` for each.
TRAIT: Final = np.dtype(
    [
        ("given", np.int64),
        ("given_count", np.int64),
        ("largest_given", np.int64),
        ("payers", np.int64),
        ("stranger_given", np.int64),
        ("once_given", np.int64),
        ("emptied_given", np.int64),
        ("new_given", np.int64),
        ("night_given", np.int64),
        ("round_given", np.int64),
        ("equal_given", np.int64),
        ("sent", np.int64),
        ("sent_count", np.int64),
        ("largest_sent", np.int64),
        ("payees", np.int64),
        ("stranger_sent", np.int64),
        ("emptying_sent", np.int64),
        ("exit_sent", np.int64),
        ("firm_sent", np.int64),
        ("usual", np.int64),
        ("household", np.int64),
        ("household_count", np.int64),
        ("wages", np.int64),
        ("fresh_s", np.int64),
        ("minute_passed", np.int64),
        ("hour_passed", np.int64),
        ("day_passed", np.int64),
        ("days_passed", np.int64),
        ("week_passed", np.int64),
        ("alike_passed", np.int64),
        ("passes", np.int64),
        ("whole_passes", np.int64),
        ("stranger_passes", np.int64),
        ("crowd", np.int64),
        ("crowd_given", np.int64),
        ("crowd_passed", np.int64),
        ("crowd_usual", np.float64),
        ("hour_sent", np.int64),
        ("day_sent", np.int64),
        ("exit_share", np.float64),
        ("source_share", np.float64),
        ("payers_pass_share", np.float64),
        ("payees_pass_share", np.float64),
        ("beside_pass_share", np.float64),
        ("people", np.int64),
        ("people_day", np.int64),
        ("people_month", np.int64),
        ("people_transfers_day", np.int64),
        ("people_day_moved", np.int64),
        ("people_month_moved", np.int64),
        ("people_given", np.int64),
        ("people_sent", np.int64),
        ("people_first_us", np.int64),
        ("people_last_us", np.int64),
    ]
)
