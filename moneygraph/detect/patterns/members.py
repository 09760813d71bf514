"""How surprising the shapes are that an account is in the middle of; how many met it in a week.

Numbers of an account, for models: see `shape` in ``tables/features.toml``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from moneygraph.detect.patterns.fans import fullest_windows
from moneygraph.detect.patterns.found import find_shapes, options_of
from moneygraph.detect.patterns.meetings import PATTERNS, Meetings, Shapes, first_meetings
from moneygraph.detect.patterns.payments import Floats, Payments, read_payments

if TYPE_CHECKING:
    import duckdb

_WEEK_S: Final = 604_800
#: A week for everything, as where only days are known money rests for some. Nothing of the time is
#: kept as a past: a model learns how common meetings at the beginning of a case are.
OPTIONS: Final = options_of(_WEEK_S, _WEEK_S, past=0, alike=0.9, alike_through=0.8, fan=3)


def read_members(
    con: duckdb.DuckDBPyConnection, window: tuple[int, int] | None
) -> dict[str, Floats]:
    """Return, by pattern, the surprise of each account's most surprising shape, by its id.

    NaN where it is in none. In a fan in, the account is the one that all pay; in a fan out, the
    one that pays all; in a circle, any; else, one that is paid and pays. With a `window`
    (microseconds since 1970, the end not in it) only transfers debited in it count. Beside the
    patterns there are `senders` and `receivers`: the most who met it, by paying it and by being
    paid, within a week.
    """
    payments = read_payments(con)
    if window is not None:
        payments = payments_within(payments, *window)
    meetings = first_meetings(payments, OPTIONS.past)
    surprises = members(meetings, find_shapes(meetings, OPTIONS), len(payments.takes_part))
    sides = {
        "senders": fullest_windows(meetings.ins.start, meetings.in_times, OPTIONS.within),
        "receivers": fullest_windows(meetings.outs.start, meetings.out_times, OPTIONS.within),
    }
    return surprises | {side: most.astype(np.float64) for side, most in sides.items()}


def members(meetings: Meetings, shapes: Shapes, accounts: int) -> dict[str, Floats]:
    """Return the surprises, as `read_members` does."""
    surprises = {}
    for code, pattern in enumerate(PATTERNS):
        chosen = np.flatnonzero(shapes.pattern == code)
        lists = shapes.meetings.picked(chosen)
        place = lists.numbers() * accounts
        pays, is_paid = (place + side[lists.values] for side in (meetings.payer, meetings.payee))
        if pattern == "fan-in":
            found = is_paid
        elif pattern == "fan-out":
            found = pays
        else:  # of a circle every account is paid and pays
            found = np.intersect1d(pays, is_paid)
        most = np.full(accounts, -np.inf)
        np.maximum.at(most, found % accounts, shapes.surprise[chosen][found // accounts])
        surprises[pattern] = np.where(np.isinf(most), np.nan, most)
    return surprises


def payments_within(payments: Payments, first_us: int, end_us: int) -> Payments:
    """Return the payments debited in a window."""
    kept = np.flatnonzero((payments.ts >= first_us) & (payments.ts < end_us))
    columns = {
        name: getattr(payments, name)[kept]
        for name in ("ids", "ts", "credit_ts", "payer", "payee", "size_out", "size_in")
    }
    return replace(payments, **columns)
