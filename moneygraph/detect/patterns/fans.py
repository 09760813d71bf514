"""Fans: many strangers meet one account within a time, more than meet it at other times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygraph.detect.patterns.payments import Floats, Lists, sliced
from moneygraph.flow.matching.kernel import Int32s, Int64s, compiled


@dataclass(frozen=True)
class Fans:
    """Fans by account and then time, each with its meetings in the order of time.

    ``usual`` is how many meetings that time would have at the account's rate in its other time.
    ``first`` and ``last`` are times in microseconds.
    """

    account: Int32s
    meetings: Lists
    usual: Floats
    first: Int64s
    last: Int64s


def find_fans(groups: Lists, time: Int64s, within: int, length: int, least: int) -> Fans:
    """Find windows of ``within`` microseconds with at least ``least`` meetings.

    ``groups`` are the meetings of each account in the order of ``time``, ``length`` is the time
    watched. No meeting is in two fans.
    """
    account, begin, size = full_windows(groups.start, time[groups.values], within, max(1, least))
    meetings = sliced(groups.values, begin, size)
    usual: Floats = (groups.sizes[account] - size + 0.5) * np.float64(within / length)
    first, last = time[meetings.first], time[meetings.last]
    return Fans(account, meetings, usual, first, last)


@compiled
def full_windows(
    start: Int32s, time: Int64s, within: int, least: int
) -> tuple[Int32s, Int32s, Int32s]:
    """Return account, index of the first meeting and number of meetings of each window.

    A window ends with a meeting and holds those at most ``within`` before it (t_first + within
    >= t_last). The fullest of an account is taken first, the earliest in a tie, and none that
    shares a meeting with one taken.
    """
    room = len(time) // least
    accounts, begins = np.empty(room, np.int32), np.empty(room, np.int32)
    sizes = np.empty(room, np.int32)
    opens = np.empty(len(time), np.int32)  # where the window that ends here begins
    found = 0
    for account in range(len(start) - 1):
        begin, end = start[account], start[account + 1]
        if open_windows(time, begin, end, within, opens) < least:
            continue
        size = take_fullest(opens, begin, end, least)
        for at in range(end - begin):
            if size[at] > 0:
                accounts[found], begins[found], sizes[found] = account, begin + at, size[at]
                found += 1
    return accounts[:found], begins[:found], sizes[:found]


@compiled
def open_windows(time: Int64s, begin: int, end: int, within: int, opens: Int32s) -> int:
    """Record where the window begins that each meeting ends; return the size of the fullest."""
    opened, fullest = begin, 0
    for at in range(begin, end):
        while time[opened] + within < time[at]:
            opened += 1
        opens[at] = opened
        fullest = max(fullest, at - opened + 1)
    return fullest


@compiled
def fullest_windows(start: Int32s, time: Int64s, within: int) -> Int32s:
    """Return of each account how many meetings its fullest window has, 0 where it has none."""
    fullest = np.zeros(len(start) - 1, np.int32)
    opens = np.empty(len(time), np.int32)
    for account in range(len(start) - 1):
        fullest[account] = open_windows(time, start[account], start[account + 1], within, opens)
    return fullest


@compiled
def take_fullest(opens: Int32s, begin: int, end: int, least: int) -> Int32s:
    """Return the size of the window taken that begins with each meeting, 0 where none does.

    One that shares a meeting with a fuller one has its first or its last in it.
    """
    sizes = np.zeros(end - begin, np.int32)
    taken = np.zeros(end - begin, np.bool_)
    for last in np.argsort(opens[begin:end] - np.arange(begin, end), kind="mergesort"):
        first = opens[begin + last] - begin
        if last - first + 1 < least:
            break
        if not taken[first] and not taken[last]:
            taken[first : last + 1] = True
            sizes[first] = last - first + 1
    return sizes


def pair_fans(ins: Fans, outs: Fans, within: int) -> tuple[Int32s, Int32s]:
    """Pair fans into and out of one account, where the second can pay the money of the first.

    The second ends no earlier than the first begins (t_first_in <= t_last_out) and begins at
    most ``within`` after the first ended (t_first_out <= t_last_in + within). Returns the indices
    of both; each fan is in one pair at most, the earliest with the earliest.
    """
    return pair_up(ins.account, ins.first, ins.last, outs.account, outs.first, outs.last, within)


@compiled
def pair_up(
    in_account: Int32s, in_first: Int64s, in_last: Int64s,
    out_account: Int32s, out_first: Int64s, out_last: Int64s, within: int,
) -> tuple[Int32s, Int32s]:  # fmt: skip
    """Return the pairs as `pair_fans` does."""
    ins, outs = np.empty(len(in_account), np.int32), np.empty(len(in_account), np.int32)
    found = out = 0
    for one in range(len(in_account)):
        while out < len(out_account) and (
            out_account[out] < in_account[one]
            or (out_account[out] == in_account[one] and out_last[out] < in_first[one])
        ):
            out += 1
        if out == len(out_account):
            break
        if out_account[out] == in_account[one] and out_first[out] <= in_last[one] + within:
            ins[found], outs[found] = one, out
            found += 1
            out += 1
    return ins[:found], outs[:found]
