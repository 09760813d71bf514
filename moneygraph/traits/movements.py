"""The compiled loops over each account's movements: who paid it, whom it paid, when and how.

Entries are laid account by account in the order in which they happened (`kernel.lay_by_slot`).
A mark for each owner tells who was met before, so that nothing is sorted and an account costs
no more than its movements.
"""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Int32s, Int64s, compiled
from moneygraph.traits.records import EXIT, GIVEN, HOUSEHOLD, SENT, WAGE, Record, Records

#: A debit that leaves no more than this part of itself empties the account.
_REST = 0.05
#: Earlier payments to others that a payer must have made before one can be new to him.
_KNOWN = 2
_HOUR_US = 3_600_000_000
_NIGHT_END_H, _NIGHT_BEGIN_H = 6, 22
#: Amounts that people choose are whole thousands of the currency's units.
_ROUND = 100_000


@compiled
def judge_debits(start: Int32s, entries: Int64s, paid: Records, owners: int) -> None:
    """Tell of each transfer whether it `empties` its payer and `is_new` to him, see `PAID`.

    What lay there is taken to be the least that never goes below zero.
    """
    met = np.full(owners, -1, np.int32)
    for account in range(len(start) - 1):
        balance = least = 0
        for entry in range(start[account], start[account + 1]):
            balance += entries[entry, 1]
            least = min(least, balance)
        balance, most, before = -least, 0, 0
        for entry in range(start[account], start[account + 1]):
            change = entries[entry, 1]
            balance += change
            debit = paid[entries[entry, 0]]
            if change < 0 and debit.use & SENT:
                debit.empties = balance <= -change * _REST
                is_stranger = met[debit.to_owner] != account
                debit.is_new = before >= _KNOWN and is_stranger and -change > most
                met[debit.to_owner] = account
                most = max(most, -change)
                before += 1


@compiled
def is_night(us: int) -> bool:
    """Tell whether a time lies from ten in the evening to six in the morning."""
    hour = us // _HOUR_US % 24
    return bool(hour >= _NIGHT_BEGIN_H or hour < _NIGHT_END_H)


@compiled
def note_given(trait: Record, credit: Record, is_stranger: bool) -> None:
    """Add money that somebody gave."""
    amount = credit.to_amount
    trait.given += amount
    trait.given_count += 1
    if is_stranger:
        trait.stranger_given += amount
    if credit.empties:
        trait.emptied_given += amount
    if credit.is_new:
        trait.new_given += amount
    if is_night(credit.credit_us):
        trait.night_given += amount
    if amount % _ROUND == 0:
        trait.round_given += amount


@compiled
def note_sent(trait: Record, debit: Record, is_stranger: bool) -> None:
    """Add money that was sent on to somebody."""
    trait.sent += debit.amount
    trait.sent_count += 1
    if is_stranger:
        trait.stranger_sent += debit.amount
    if debit.empties:
        trait.emptying_sent += debit.amount
    if debit.use & EXIT:
        trait.exit_sent += debit.amount
    if is_night(debit.ts_us):
        trait.night_sent += debit.amount


@compiled
def measure(start: Int32s, entries: Int64s, paid: Records, owners: int, traits: Records) -> None:
    """Fill what `TRAIT` tells of movements with others."""
    met = np.full(owners, -1, np.int32)  # the account that met each owner last, how often,
    times = np.zeros(owners, np.int32)
    gave, got = np.full(owners, -1, np.int32), np.full(owners, -1, np.int32)  # and how
    for account in range(len(start) - 1):
        trait = traits[account]
        trait.fresh_s = -1
        for entry in range(start[account], start[account + 1]):
            one = paid[entries[entry, 0]]
            is_credit = entries[entry, 1] > 0
            other = one.from_owner if is_credit else one.to_owner
            is_stranger = met[other] != account
            if is_stranger:
                met[other], times[other] = account, 0
            times[other] += 1
            if is_credit and one.use & GIVEN:
                note_given(trait, one, is_stranger)
                if gave[other] != account:
                    gave[other] = account
                    trait.payers += 1
                if is_stranger and trait.fresh_s < 0:
                    first = paid[entries[start[account], 0]]
                    came = entries[start[account], 1] > 0
                    trait.fresh_s = (
                        one.credit_us - (first.credit_us if came else first.ts_us)
                    ) // 1_000_000
            elif is_credit and one.use & WAGE:
                trait.wages += 1
            elif not is_credit and one.use & SENT:
                note_sent(trait, one, is_stranger)
                if got[other] != account:
                    got[other] = account
                    trait.payees += 1
            elif not is_credit and one.use & HOUSEHOLD:
                trait.household += one.amount
                trait.household_count += 1
        for entry in range(start[account], start[account + 1]):
            one = paid[entries[entry, 0]]
            if entries[entry, 1] > 0 and one.use & GIVEN and times[one.from_owner] == 1:
                trait.once_given += one.to_amount
