"""Compiled loops over each account's movements: who paid it, whom it paid, when and how.

An array by owner records who has dealt with the account before, so that nothing is sorted and an
account costs no more than its movements. Each loop takes the accounts from ``first`` up to
``last``.
"""

from __future__ import annotations

import numpy as np

from moneygraph.detect.features.records import (
    EXIT,
    FIRM,
    FIRST,
    HOUSEHOLD,
    PAID,
    RECEIVED,
    WAGE,
    Record,
    Records,
)
from moneygraph.flow.matching.kernel import Bools, Int32s, Int64s, compiled

#: A debit that leaves no more than this part of itself empties the account.
_REST = 0.05
#: A debit of at least one part in so many of what is there drains the account, if it is not the
#: first that is seen of it.
_DRAINING = 3
#: Earlier payments to others that a payer must have made before one can be new to it.
_KNOWN = 2
_HOUR_US = 3_600_000_000
_BRIEF_US = 72 * _HOUR_US
_NIGHT_END_H, _NIGHT_BEGIN_H = 6, 22
#: Amounts that people choose are whole thousands of the currency's units.
_ROUND = 100_000


@compiled
def flag_debits(
    first: int, last: int, start: Int32s, movements: Records, owners: int, empties: Bools,
    drains: Bools, is_new: Bools,
) -> None:  # fmt: skip
    """Flag paid transfers that empty or drain their payer, and those that are new to the payer.

    New: more than the payer ever paid, to somebody it never paid, and not among its first
    payments. The opening balance is taken to be the least that never goes below zero.
    """
    last_account = np.full(owners, -1, np.int32)
    for account in range(first, last):
        balance = least = 0
        for index in range(start[account], start[account + 1]):
            balance += signed(movements[index])
            least = min(least, balance)
        balance, most, before = -least, 0, 0
        for index in range(start[account], start[account + 1]):
            one = movements[index]
            balance += signed(one)
            if not one.is_credit and one.use & PAID:
                empties[one.transfer] = balance <= one.amount * _REST
                is_draining = balance <= one.amount * (_DRAINING - 1)
                drains[one.transfer] = index > start[account] and is_draining
                is_stranger = last_account[one.owner] != account
                is_new[one.transfer] = before >= _KNOWN and is_stranger and one.amount > most
                last_account[one.owner] = account
                most = max(most, one.amount)
                before += 1


@compiled
def signed(one: Record) -> int:
    """Return what a movement adds to its account."""
    return one.amount if one.is_credit else -one.amount  # type: ignore[no-any-return]


@compiled
def is_night(us: int) -> bool:
    """Tell whether a time is from ten in the evening to six in the morning."""
    hour = us // _HOUR_US % 24
    return bool(hour >= _NIGHT_BEGIN_H or hour < _NIGHT_END_H)


@compiled
def note_received(
    feature: Record, one: Record, is_stranger: bool, empties: bool, is_new: bool
) -> None:
    """Add received money."""
    feature.received += one.amount
    feature.received_count += 1
    feature.largest_received = max(feature.largest_received, one.amount)
    if is_stranger:
        feature.stranger_received += one.amount
    if empties:
        feature.emptied_received += one.amount
    if is_new:
        feature.new_received += one.amount
    if is_night(one.at_us):
        feature.night_received += one.amount
    if one.amount % _ROUND == 0:
        feature.round_received += one.amount


@compiled
def note_paid(feature: Record, one: Record, is_stranger: bool, empties: bool) -> None:
    """Add paid money."""
    feature.paid += one.amount
    feature.paid_count += 1
    feature.largest_paid = max(feature.largest_paid, one.amount)
    if is_stranger:
        feature.stranger_paid += one.amount
    if empties:
        feature.emptying_paid += one.amount
    if one.use & EXIT:
        feature.exit_paid += one.amount
    if one.use & FIRM:
        feature.firm_paid += one.amount


@compiled
def note_life(feature: Record, one: Record) -> None:
    """Add what an ordinary life consists of: wages, shops, bills."""
    if one.is_credit and one.use & WAGE:
        feature.wages += 1
    elif not one.is_credit and one.use & HOUSEHOLD:
        feature.household += one.amount
        feature.household_count += 1


@compiled
def measure(
    first: int, last: int, start: Int32s, movements: Records, owners: int, empties: Bools,
    is_new: Bools, from_stranger: Bools, to_stranger: Bools, from_brief: Bools, to_brief: Bools,
    features: Records,
) -> None:  # fmt: skip
    """Fill the features of movements with others, and which are the first between two."""
    last_account = np.full(owners, -1, np.int32)  # the account that dealt with each owner last,
    times = np.zeros(owners, np.int32)  # how often, the last time when,
    last_us = np.zeros(owners, np.int64)
    received_from, paid_to = np.full(owners, -1, np.int32), np.full(owners, -1, np.int32)  # and how
    for account in range(first, last):
        feature = features[account]
        feature.fresh_s = -1
        for index in range(start[account], start[account + 1]):
            one = movements[index]
            is_stranger = last_account[one.owner] != account
            if is_stranger:
                last_account[one.owner], times[one.owner] = account, 0
                one.use |= FIRST
            times[one.owner] += 1
            last_us[one.owner] = one.at_us
            note_life(feature, one)
            if one.is_credit and one.use & RECEIVED:
                from_stranger[one.transfer] = is_stranger
                note_received(
                    feature, one, is_stranger, empties[one.transfer], is_new[one.transfer]
                )
                if received_from[one.owner] != account:
                    received_from[one.owner] = account
                    feature.payers += 1
                if is_stranger and feature.fresh_s < 0:
                    feature.fresh_s = (one.at_us - movements[start[account]].at_us) // 1_000_000
            elif not one.is_credit and one.use & PAID:
                to_stranger[one.transfer] = is_stranger
                note_paid(feature, one, is_stranger, empties[one.transfer])
                if paid_to[one.owner] != account:
                    paid_to[one.owner] = account
                    feature.payees += 1
        ends = start[account], start[account + 1]
        add_last(feature, *ends, movements, times, last_us, from_brief, to_brief)


@compiled
def add_last(
    feature: Record, begin: int, end: int, movements: Records, times: Int32s, last_us: Int64s,
    from_brief: Bools, to_brief: Bools,
) -> None:  # fmt: skip
    """Add what came from payers whom the account dealt with only once, and in the sum before it.

    Flag what came from, and went to, those with whom it deals within a few days and at no other
    time.
    """
    before = 0
    for index in range(begin, end):
        one = movements[index]
        is_brief = one.use & FIRST > 0 and last_us[one.owner] - one.at_us <= _BRIEF_US
        if not one.is_credit and one.use & PAID:
            to_brief[one.transfer] = is_brief
        if one.is_credit and one.use & RECEIVED:
            one.is_brief = from_brief[one.transfer] = is_brief
            if times[one.owner] == 1:
                feature.once_received += one.amount
            if one.amount == before:
                feature.equal_received += one.amount
            before = one.amount


#: From so many payments on, an account's own usual one weighs as much as that of all accounts.
_AS_MANY = 3


@compiled
def find_usual(first: int, last: int, start: Int32s, movements: Records, features: Records) -> None:
    """Fill `usual` with the middle one of each account's payments to and from others and shops.

    Where they are an even number it is the lower one of the two.
    """
    sizes = np.empty(0 if first == last else np.max(np.diff(start[first : last + 1])), np.int64)
    for account in range(first, last):
        count = 0
        for index in range(start[account], start[account + 1]):
            one = movements[index]
            if one.use & (RECEIVED if one.is_credit else PAID | HOUSEHOLD):
                sizes[count] = one.amount
                count += 1
        if count:
            features[account].usual = np.sort(sizes[:count])[(count - 1) // 2]


def usual_for_all(features: Records) -> float | None:
    """Return the median of what is usual for each account; None where nothing is."""
    known = features["usual"][features["usual"] > 0]
    return float(np.median(known)) if len(known) else None


def blend_usual(features: Records, for_all: float | None) -> None:
    """Blend what is usual with what is usual for all, as if that had been seen a few times."""
    if for_all is not None:
        own = np.log(np.maximum(1, features["usual"]))
        times = features["received_count"] + features["paid_count"]
        blend = (own * times + np.log(for_all) * _AS_MANY) / (times + _AS_MANY)
        features["usual"] = np.rint(np.exp(blend)).astype(np.int64)
