"""Legs: inner payments that lead money through what is more than one payment from slot to slot.

A transfer from which a fee was deducted goes into a slot of its own, from which one leg goes on to
the payee and one to the fee. A transfer that a closed account gave back, in whole or in part, goes
into a slot of its own instead of the closed one, and a leg leads from there to what pays each
refund. Such a slot is *shared*: under every rule a leg takes of all money in it in proportion,
rounded down, and the rest stays or goes to the last, as what is paid on and the fee, or what is
given back and what is not, are one payment. So no loop of a rule needs to know of fees and refunds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s
from moneygraph.flow.matching.overdraft import inserted, position_of
from moneygraph.flow.matching.refunds import Refunds
from moneygraph.flow.taint.state import PAYMENT, Records

#: What a slot is an end of: as its account's kind decides, or one of these words.
WORDS = ("", "fee", "repaid", "returned")
FEE, REPAID, RETURNED = 1, 2, 3


class Openings(NamedTuple):
    """The balances of slots before their first movement, as known or as much as they need.

    ``least`` is for each account's own order, ``enough`` also for the order of all money, in which
    a credit may be put off (see `order.flow_order`), ``most`` for any order of tied moments.
    ``low`` and ``high`` are for all that can be so where transfers are not sure.
    """

    least: Int64s
    enough: Int64s
    most: Int64s
    low: Int64s
    high: Int64s


@dataclass(frozen=True)
class Ways:
    """The ways that money can take; legs are added to them.

    ``payments`` are by transfer, inner payments last. By slot: its account, whether it is closed,
    whether it is shared, the index of its end in `WORDS`, and its `Openings`. ``orders`` are
    two orders of events, and ``early`` the transfers whose credits are early in the second.
    """

    payments: Records
    account: Int32s
    closed: Bools
    shared: Bools
    word: Int32s
    openings: Openings
    orders: tuple[Int32s, Int32s]
    early: Int32s

    def with_slots(
        self,
        accounts: Int32s,
        *,
        closed: bool = False,
        shared: bool = False,
        word: int = 0,
        opening: Int64s | int = 0,
    ) -> Ways:
        """Add a slot for each of some accounts."""
        count = len(accounts)
        more = np.broadcast_to(np.asarray(opening, np.int64), count)
        return replace(
            self,
            account=np.append(self.account, accounts),
            closed=np.append(self.closed, np.full(count, closed)),
            shared=np.append(self.shared, np.full(count, shared)),
            word=np.append(self.word, np.full(count, word, np.int32)),
            openings=Openings(*(np.append(one, more) for one in self.openings)),
        )

    def with_payments(self, changed: Records, *legs: Records) -> Ways:
        """Replace the payments and add legs."""
        return replace(self, payments=np.concatenate([changed, *legs]))


def with_refunds(ways: Ways, refunds: Refunds, unsure: Int32s) -> Ways:
    """Lead what was paid into a slot of its own, and from there to slots that pay the refunds.

    Of ``unsure`` refunds (counted from 0) it is not sure whether they give back what was paid: it
    may have stayed, and other money may be what they pay.
    """
    if not len(refunds.paid):
        return ways
    payments = ways.payments.copy()
    paid, of_paid = np.unique(refunds.paid, return_inverse=True)
    given, of_given = np.unique(refunds.refund, return_inverse=True)
    of_given = of_given.astype(np.int64)
    own = payments["amount"][given]
    np.subtract.at(own, of_given, refunds.amount)
    first, count = len(ways.account), len(payments)
    accounts = ways.account[payments["to_slot"][paid]], ways.account[payments["from_slot"][given]]
    ways = ways.with_slots(accounts[0], shared=True).with_slots(accounts[1], opening=own)
    payments["to_slot"][paid] = first + np.arange(len(paid))
    payments["from_slot"][given] = first + len(paid) + np.arange(len(given))
    legs = _legs(
        payments["to_slot"][paid][of_paid],
        payments["from_slot"][given][of_given],
        refunds.amount,
        payments["credit_us"][refunds.refund],
    )
    number = count + np.arange(len(legs), dtype=np.int32)
    position = position_of(ways.orders[0], count)
    at = np.where(position[given] < 0, len(ways.orders[0]), position[given])
    is_early = at[of_given] <= position[~refunds.paid]
    legs["unsure"] = np.isin(refunds.refund, unsure) | is_early
    for field, times in (("out_most", 1), ("in_least", 1), ("in_most", 1)):
        legs[field] = times
    ways = ways.with_payments(payments, legs)
    tied = _Tied(paid, given, of_paid.astype(np.int64), of_given, number)
    first_order, second_order = (
        _order_of_refunds(order, len(ways.payments), tied, early=early)
        for order, early in zip(ways.orders, (False, True), strict=True)
    )
    early_paid = np.append(ways.early, np.unique(refunds.paid[is_early])).astype(np.int32)
    return replace(ways, orders=(first_order, second_order), early=early_paid)


class _Tied(NamedTuple):
    """What was paid and the refunds, each once; of each leg the two it ties, and its number."""

    paid: Int32s
    given: Int32s
    of_paid: Int64s
    of_given: Int64s
    legs: Int32s


def _order_of_refunds(order: Int32s, count: int, tied: _Tied, *, early: bool) -> Int32s:
    """Put the legs and the debit of each refund before its credit, and credit what was paid.

    A refund that has no credit is paid at the end, what was paid without a debit at the start.
    With ``early`` what was paid is credited before it is given back, also where its debit, of which
    only the day may be known, comes later.
    """
    position = position_of(order, count)
    at = position[tied.given]
    at = np.where(at < 0, len(order), at)
    by_refund = np.argsort(tied.of_given, kind="stable")
    before = np.append(np.repeat(at[tied.of_given[by_refund]], 2), at)
    legs = tied.legs[by_refund]
    pairs = np.stack([~legs, legs], axis=1).ravel()
    order = inserted(order, before, np.append(pairs, ~tied.given))
    position = position_of(order, count)
    credit = position[~tied.paid] + 1
    if early:
        np.minimum.at(credit, tied.of_paid, position[~tied.legs])
    return inserted(order, credit, tied.paid)


def with_fees(ways: Ways, fees: Int32s) -> Ways:
    """Lead each of some transfers (counted from 0) to its payee and to the fee."""
    if not len(fees):
        return ways
    payments = ways.payments.copy()
    payee, received = payments["to_slot"][fees], payments["to_amount"][fees]
    accounts, of_account = np.unique(ways.account[payee], return_inverse=True)
    first, count = len(ways.account), len(payments)
    transit = (first + np.arange(len(fees))).astype(np.int32)
    fee_slot = (first + len(fees) + of_account).astype(np.int32)
    ways = ways.with_slots(ways.account[payee], shared=True)
    ways = ways.with_slots(accounts, closed=True, word=FEE)
    payments["to_slot"][fees] = transit
    payments["to_amount"][fees] = payments["amount"][fees]
    moments = payments["credit_us"][fees]
    onward = _legs(transit, payee, received, moments)
    deducted = _legs(transit, fee_slot, payments["amount"][fees] - received, moments)
    for field in ("unsure", "out_least", "out_most", "in_least", "in_most"):
        onward[field] = deducted[field] = payments[field][fees]
    numbers = (count + np.arange(2 * len(fees), dtype=np.int32)).reshape(2, -1)
    is_early = np.isin(fees, ways.early)
    ways = ways.with_payments(payments, onward, deducted)
    first_order, second_order = (
        _order_of_fees(order, len(ways.payments), fees, numbers[0], numbers[1])
        for order in ways.orders
    )
    early = np.append(ways.early, numbers[0][is_early]).astype(np.int32)
    return replace(ways, orders=(first_order, second_order), early=early)


def _order_of_fees(
    order: Int32s, count: int, fees: Int32s, onward: Int32s, deducted: Int32s
) -> Int32s:
    """Put the legs after the debit, or else before the credit, which becomes that of a leg."""
    position = position_of(order, count)
    debit, credit = position[~fees], position[fees]
    order = order.copy()
    order[credit[credit >= 0]] = onward[credit >= 0]
    before = np.where(debit >= 0, debit + 1, np.maximum(credit, 0))
    legs = np.stack([fees, ~onward, ~deducted], axis=1).ravel()
    return inserted(order, np.repeat(before, 3), legs)


def _legs(from_slot: Int32s, to_slot: Int32s, amount: Int64s, credit_us: Int64s) -> Records:
    legs = np.zeros(len(amount), PAYMENT)
    legs["from_slot"], legs["to_slot"], legs["credit_us"] = from_slot, to_slot, credit_us
    legs["amount"] = legs["to_amount"] = amount
    return legs
