"""How far the clocks of banks are apart, learnt from pairs that are certain without their times.

Between two banks the lag of such pairs, the credit's time less the debit's, gathers around the
difference of their clocks, with the opposite sign for money that goes the other way. It may jump
on a day: when a country moves to another zone, or a server is mended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from moneygraph.store.sqltext import named_sql, rows_of

if TYPE_CHECKING:
    import duckdb

Int64s: TypeAlias = NDArray[np.int64]
#: Pairs that must agree before a lag is believed, and the share of all pairs that they must be.
FEWEST: Final = 20
_SHARE: Final = 0.6
#: Pairs of one way that say whether it agrees.
_FEW: Final = 5
#: No two clocks are further apart, in minutes; lags are counted by the minute.
_MOST: Final = 14 * 60
#: Lags that differ by less than this many minutes agree: transfers take a while.
_WIDTH: Final = 5
#: Clocks closer than this agree: minutes go by on the way.
_LEAST: Final = 3
_FIRST_DAY, _LAST_DAY = -20_000, 50_000
#: What a clock that a person decided is compared with: the case's own.
_DECIDED: Final = -1


@dataclass(frozen=True)
class Lag:
    """How many minutes a second bank's clock is ahead of a first one's, on some days.

    Days are counted from 1970, both included; `pairs` is how many pairs agree.
    """

    first_day: int
    last_day: int
    minutes: int
    pairs: int


def find_lags(day: Int64s, minutes: Int64s, back: NDArray[np.bool_]) -> list[Lag]:
    """Return the lags between two banks, by their days; empty where none is to be believed.

    `day` and `minutes` are of the certain pairs: how far the second bank's clock is ahead.
    `back` is true for money that came from the second bank: where both ways are seen, both must
    agree, as what is posted late is late both ways, which is no matter of clocks. Where no
    single lag holds, the days are divided at the one that leaves the most pairs in agreement.

    >>> late = np.full(25, 60) + np.arange(25) % 2
    >>> find_lags(np.arange(25), late, np.arange(25) % 2 == 0)[0].minutes
    60
    """
    inside = np.abs(minutes) <= _MOST
    day, minutes, back = day[inside], minutes[inside], back[inside]
    if len(day) < FEWEST:
        return []
    names, which = np.unique(day, return_inverse=True)
    counts = np.zeros((len(names), 2 * _MOST + 1), np.int32)
    np.add.at(counts, (which, minutes + _MOST), 1)
    found = []
    for lag in _divide(names, np.cumsum(counts, axis=0), _FIRST_DAY, _LAST_DAY):
        then = (lag.first_day <= day) & (day <= lag.last_day)
        near = np.abs(minutes - lag.minutes) <= _WIDTH
        ways = [then & back, then & ~back]
        if all(way.sum() < _FEW or near[way].mean() >= _SHARE for way in ways):
            found.append(lag)
    return found


def _divide(names: Int64s, upto: NDArray[np.int32], first: int, last: int) -> Iterable[Lag]:
    """Yield the lags of some days; `upto` counts the lags of all days up to each, by minute."""
    total = upto[-1]
    whole = _agreeing(total[None, :])[0]
    pairs = int(total.sum())
    if len(names) > 1 and whole < 0.9 * pairs:
        left, right = _agreeing(upto[:-1]), _agreeing(total - upto[:-1])
        gains = np.where((left >= FEWEST) & (right >= FEWEST), left + right, 0)
        cut = int(np.argmax(gains))
        if gains[cut] >= whole + FEWEST:
            border = int(names[cut])
            yield from _divide(names[: cut + 1], upto[: cut + 1], first, border)
            yield from _divide(names[cut + 1 :], upto[cut + 1 :] - upto[cut], border + 1, last)
            return
    if whole >= max(FEWEST, _SHARE * pairs):
        yield Lag(first, last, _middle(total), int(whole))


def _agreeing(counts: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return for each row of counts by minute the most that fall within `_WIDTH` minutes."""
    upto = np.cumsum(np.pad(counts, ((0, 0), (1, _WIDTH))), axis=1)
    most: NDArray[np.int32] = (upto[:, _WIDTH:] - upto[:, :-_WIDTH]).max(axis=1)
    return most


def _middle(total: NDArray[np.int32]) -> int:
    """Return the median of the lags that agree, in whole minutes; 0 where clocks agree."""
    upto = np.cumsum(np.pad(total, (1, _WIDTH)))
    start = int(np.argmax(upto[_WIDTH:] - upto[:-_WIDTH]))
    window = np.cumsum(total[start : start + _WIDTH])
    middle = start + int(np.searchsorted(window, window[-1] / 2)) - _MOST
    return middle if abs(middle) >= _LEAST else 0


@dataclass(frozen=True)
class Clock:
    """A bank's clock on some days: `seconds` ahead of the clock of the bank `against`.

    `pairs` is how many certain pairs agree on it, with that bank or one on the way to it. The
    bank that others are compared with is `against` itself.
    """

    source: int
    against: int
    first_day: int
    last_day: int
    seconds: int
    pairs: int


def correct_clocks(con: duckdb.DuckDBPyConnection) -> None:
    """Learn the clocks of banks from ``certain_pair``, and give ``side_row.moment`` by one clock.

    Fills ``clock``, and the temporary ``known_clock`` and ``clock_group`` (source, clock_group):
    the clocks of banks of one group are known against each other. What a person decided of a
    bank's clock replaces what would be learnt of it.
    """
    decided = [Clock(*row) for row in rows_of(con, _sql("decided"))]
    of_persons = {one.source for one in decided}
    learnt = [one for one in learn_clocks(con) if one.source not in of_persons]
    clocks = [*learnt, *decided]
    con.execute("create or replace temp table clock_group (source bigint, clock_group bigint)")
    con.execute("delete from clock").fetchall()
    # a decided clock is ahead of the case's, so it is known against all whose clocks are
    case_clock = min((one.against for one in learnt), default=_DECIDED)
    for source, group in sorted({(one.source, one.against) for one in clocks}):
        known = case_clock if group == _DECIDED else group
        con.execute("insert into clock_group values (?, ?)", [source, known]).fetchall()
    con.execute(
        "create or replace temp table known_clock (source bigint, against bigint,"
        " first_day bigint, last_day bigint, seconds bigint, pairs bigint)"
    ).fetchall()
    set_clocks = [one for one in clocks if abs(one.seconds) >= _LEAST * 60]
    if not set_clocks:
        return
    con.executemany(
        "insert into known_clock values (?, ?, ?, ?, ?, ?)", [[*astuple(one)] for one in set_clocks]
    )
    for name in ("correct", "state"):
        con.execute(_sql(name)).fetchall()


def _sql(name: str) -> str:
    return named_sql("ingest/pairing/clocks.sql")[name]


def learn_clocks(con: duckdb.DuckDBPyConnection) -> list[Clock]:
    """Return the clocks that are known, of all banks that can be compared, by source and day.

    The clock of the case is that of the bank with the most certain pairs, among those that can
    be compared with each other.
    """
    lags = named_sql("ingest/pairing/certain.sql")["lags"]
    columns = con.execute(lags, {"most": _MOST * 60}).fetchnumpy()
    if len(columns["lag"]) < FEWEST:
        return []
    payer, payee = (columns[f"{side}_source"].astype(np.int64) for side in ("debit", "credit"))
    first, second = np.minimum(payer, payee), np.maximum(payer, payee)
    back = payer > payee
    minutes = np.rint(columns["lag"].astype(np.int64) * np.where(back, -1, 1) / 60)
    of_banks = {}
    for pair in sorted(set(zip(first.tolist(), second.tolist(), strict=True))):
        of_pair = (first == pair[0]) & (second == pair[1])
        day = columns["day"].astype(np.int64)[of_pair]
        found = find_lags(day, minutes[of_pair].astype(np.int64), back[of_pair])
        if found:
            of_banks[pair] = found
    return _clocks(of_banks)


def _clocks(lags: dict[tuple[int, int], list[Lag]]) -> list[Clock]:
    borders = sorted({lag.first_day for found in lags.values() for lag in found} | {_LAST_DAY + 1})
    clocks: list[Clock] = []
    for first_day, next_day in pairwise(borders):
        known = {
            pair: lag
            for pair, found in lags.items()
            for lag in found
            if lag.first_day <= first_day and next_day - 1 <= lag.last_day
        }
        for source, (root, minutes, pairs) in sorted(_spread(known).items()):
            clocks.append(Clock(source, root, first_day, next_day - 1, minutes * 60, pairs))
    return sorted(_joined(clocks), key=lambda one: (one.source, one.first_day))


def _spread(known: dict[tuple[int, int], Lag]) -> dict[int, tuple[int, int, int]]:
    """Return for each bank the one it is compared with, its minutes ahead, and by how many pairs.

    Lags are added up from bank to bank, along those that most pairs agree on.
    """
    weight: Counter[int] = Counter()
    for pair, lag in known.items():
        for source in pair:
            weight[source] += lag.pairs
    ahead: dict[int, tuple[int, int, int]] = {}
    for root in sorted(weight, key=lambda source: (-weight[source], source)):
        if root in ahead:
            continue
        ahead[root] = (root, 0, weight[root])
        while True:
            edges = [
                (-lag.pairs, pair, lag.minutes)
                for pair, lag in known.items()
                if (pair[0] in ahead) != (pair[1] in ahead)
            ]
            if not edges:
                break
            less_pairs, (one, other), minutes = min(edges)
            if one in ahead:
                ahead[other] = (root, ahead[one][1] + minutes, -less_pairs)
            else:
                ahead[one] = (root, ahead[other][1] - minutes, -less_pairs)
    return ahead


def _goes_on(before: Clock, clock: Clock) -> bool:
    return (before.against, before.seconds, before.last_day + 1) == (
        *(clock.against, clock.seconds, clock.first_day),
    )


def _joined(clocks: list[Clock]) -> Iterable[Clock]:
    """Yield the clocks with days on which a bank's does not change put together."""
    last: dict[int, Clock] = {}
    for clock in clocks:
        before = last.get(clock.source)
        if before and _goes_on(before, clock):
            clock = replace(clock, first_day=before.first_day, pairs=max(before.pairs, clock.pairs))
        elif before:
            yield before
        last[clock.source] = clock
    yield from last.values()
