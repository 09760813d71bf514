"""The compiled loop over what an account moves with people: its busiest day and month."""

from __future__ import annotations

import numpy as np

from moneygraph.hops.kernel import Int32s, Int64s, compiled
from moneygraph.traits.records import PEOPLE, Record, Records

_DAY_US = 86_400_000_000


@compiled
def note_people(trait: Record, one: Record, is_credit: bool) -> None:
    """Add money that moved between the account and a person."""
    if is_credit:
        trait.people_given += one.to_amount
    else:
        trait.people_sent += one.amount
    at = one.credit_us if is_credit else one.ts_us
    if trait.people_first_us == 0:
        trait.people_first_us = trait.people_last_us = at
    trait.people_first_us = min(trait.people_first_us, at)
    trait.people_last_us = max(trait.people_last_us, at)


@compiled
def measure_people(
    start: Int32s, entries: Int64s, paid: Records, owners: int, months_of: Int32s, first_day: int,
    traits: Records,
) -> None:  # fmt: skip
    """Fill what `TRAIT` tells of people: distinct people, transfers and money, at the most.

    ``months_of`` gives the calendar month of each day from ``first_day`` on (since 1970).
    """
    met = np.full(owners, -1, np.int32)
    day_met, month_met = np.full(owners, -1, np.int64), np.full(owners, -1, np.int64)
    days = months = 0  # so many were begun, over all accounts: the marks of the two lists
    for account in range(len(start) - 1):
        trait = traits[account]
        last_day = last_month = -1
        day_people = day_moves = day_moved = month_people = month_moved = 0
        for entry in range(start[account], start[account + 1]):
            one = paid[entries[entry, 0]]
            if not one.use & PEOPLE:
                continue
            is_credit = entries[entry, 1] > 0
            note_people(trait, one, is_credit)
            amount = one.to_amount if is_credit else one.amount
            other = one.from_owner if is_credit else one.to_owner
            day = (one.credit_us if is_credit else one.ts_us) // _DAY_US
            if day != last_day:
                last_day, days = day, days + 1
                day_people = day_moves = day_moved = 0
                month = months_of[day - first_day]
                if month != last_month:
                    last_month, months = month, months + 1
                    month_people = month_moved = 0
            if met[other] != account:
                met[other] = account
                trait.people += 1
            if day_met[other] != days:
                day_met[other] = days
                day_people += 1
            if month_met[other] != months:
                month_met[other] = months
                month_people += 1
            day_moves += 1
            day_moved += amount
            month_moved += amount
            trait.people_day = max(trait.people_day, day_people)
            trait.people_month = max(trait.people_month, month_people)
            trait.people_transfers_day = max(trait.people_transfers_day, day_moves)
            trait.people_day_moved = max(trait.people_day_moved, day_moved)
            trait.people_month_moved = max(trait.people_month_moved, month_moved)
