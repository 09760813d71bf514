"""The compiled loop over movements with people: an account's busiest day and month."""

from __future__ import annotations

import numpy as np

from moneygraph.detect.features.records import PEOPLE, Record, Records
from moneygraph.flow.matching.kernel import Int32s, compiled

_DAY_US = 86_400_000_000


@compiled
def note_people(feature: Record, one: Record) -> None:
    """Add money that moved between the account and a person."""
    if one.is_credit:
        feature.people_received += one.amount
    else:
        feature.people_paid += one.amount
    if feature.people_first_us == 0:
        feature.people_first_us = feature.people_last_us = one.at_us
    feature.people_first_us = min(feature.people_first_us, one.at_us)
    feature.people_last_us = max(feature.people_last_us, one.at_us)


@compiled
def note_most(feature: Record, day: Record, month: Record) -> None:
    """Keep the most of any one day and any one month."""
    feature.people_day = max(feature.people_day, day.people)
    feature.people_transfers_day = max(feature.people_transfers_day, day.transfers)
    feature.people_day_moved = max(feature.people_day_moved, day.moved)
    feature.people_month = max(feature.people_month, month.people)
    feature.people_month_moved = max(feature.people_month_moved, month.moved)


#: The sums of one day or month so far; `number` differs from that of any other, of any account.
SPAN = np.dtype(
    [
        ("number", np.int64),
        ("which", np.int64),
        ("people", np.int64),
        ("transfers", np.int64),
        ("moved", np.int64),
    ]
)


@compiled
def note_span(span: Record, which: int, one: Record, last_account: Int32s) -> None:
    """Add a movement to its day or month, which may start with it."""
    if which != span.which:
        span.which, span.number = which, span.number + 1
        span.people = span.transfers = span.moved = 0
    if last_account[one.owner] != span.number:
        last_account[one.owner] = span.number
        span.people += 1
    span.transfers += 1
    span.moved += one.amount


@compiled
def measure_people(
    first: int, last: int, start: Int32s, movements: Records, owners: int, months_of: Int32s,
    first_day: int, spans: Records, features: Records,
) -> None:  # fmt: skip
    """Fill the features of people: distinct people, transfers and money, at the most.

    ``months_of`` gives the calendar month of each day from ``first_day`` on (since 1970);
    ``spans`` are two records of `SPAN`, zero, to work with.
    """
    last_account = np.full(owners, -1, np.int32)
    day_met, month_met = np.full(owners, -1, np.int32), np.full(owners, -1, np.int32)
    day, month = spans[0], spans[1]
    for account in range(first, last):
        feature = features[account]
        day.which = month.which = -1
        for index in range(start[account], start[account + 1]):
            one = movements[index]
            if not one.use & PEOPLE:
                continue
            note_people(feature, one)
            if last_account[one.owner] != account:
                last_account[one.owner] = account
                feature.people += 1
            today = one.at_us // _DAY_US
            note_span(day, today, one, day_met)
            note_span(month, months_of[today - first_day], one, month_met)
            note_most(feature, day, month)
