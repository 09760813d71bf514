"""The records of the loops over movements: one for each movement and each account."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np

from moneygraph.store.schema import feature_columns

#: Arrays of the records below, and one of them; compiled code reads fields as attributes.
Records: TypeAlias = Any
Record: TypeAlias = Any

#: Bits of `use`. RECEIVED: money of somebody else, who is no company, shop or lender. PAID: money
#: that goes on to somebody else, to an exchange, cash or abroad. PEOPLE: between two people.
#: HOUSEHOLD: shops, bills, loans paid back. WAGE: wages and pensions. EXIT: out of the banks.
#: FIRM: to a company. FIRST, of a movement: the account had not dealt with the other before.
RECEIVED, PAID, PEOPLE, HOUSEHOLD, WAGE, EXIT, FIRM, FIRST = 1, 2, 4, 8, 16, 32, 64, 128

#: One movement of an account: when, how much, with whom, which transfer (its index), whose account,
#: and what it is. Brief, of received money: the account deals with the payer within a few days from
#: then, and at no other time.
MOVEMENT: Final = np.dtype(
    [
        ("at_us", np.int64),
        ("amount", np.int64),
        ("owner", np.int32),
        ("transfer", np.int32),
        ("account", np.int32),
        ("use", np.uint8),
        ("is_credit", np.bool_),
        ("is_brief", np.bool_),
    ],
    align=True,
)

#: What is measured of an account: see ``tables/features.toml``.
FEATURE: Final = np.dtype([(name, np.dtype(kind)) for name, kind in feature_columns()])
