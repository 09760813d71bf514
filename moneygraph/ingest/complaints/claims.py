"""Gives transfers out to those who ask for them: one transfer to one row, best fits first.

A wish that asks for `n` transfers (n rows that say the same) gets what fits it best once no
more than `n` are left of those. Wishes that share transfers get them in the order of time
when they ask for all of them together; else nobody can say whose is whose, and they are torn.

Fills ``claim``: what each complaint row complains of, or why that is not found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from moneygraph.store.data import unusual_decimals
from moneygraph.store.file import transaction
from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

#: (wish, transfer, score); ids of wishes and of transfers follow time.
Fit = tuple[int, int, int]


@dataclass
class Desk:
    """What is still asked for and what is still there to give.

    `room` says how many transfers each wish still asks for, `given` what it got. `torn` has
    the wishes that wait, each with the transfers that fit it equally well.
    """

    room: dict[int, int]
    given: dict[int, list[int]] = field(default_factory=dict)
    torn: dict[int, set[int]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    _wanted: dict[int, set[int]] = field(default_factory=dict)

    def offer(self, wish: int, transfers: Iterable[int]) -> None:
        """Let a wish that has room wait for those of the transfers that are left."""
        left = set(transfers) - self.taken
        if not left or not self.room[wish] or wish in self.torn:
            return
        self.torn[wish] = left
        for transfer in left:
            self._wanted.setdefault(transfer, set()).add(wish)

    def give_out(self) -> None:
        """Give all that can be given without a guess."""
        self._give_sole(self.torn)
        while shared := [
            group
            for group in self._groups()
            if sum(self.room[wish] for wish in group)
            >= len(set().union(*(self.torn[wish] for wish in group)))
        ]:
            for group in shared:
                self._give_sole(self._give(min(group)))

    def _give_sole(self, wishes: Iterable[int]) -> None:
        """Give to those whose transfers are no more than they ask for, the fewest first."""
        queue = [(len(self.torn[wish]), wish) for wish in wishes if wish in self.torn]
        heapify(queue)
        while queue:
            size, wish = heappop(queue)
            if len(self.torn.get(wish, ())) == size <= self.room[wish]:
                for other in self._give(wish):
                    heappush(queue, (len(self.torn[other]), other))

    def _give(self, wish: int) -> set[int]:
        """Give a wish the first of its transfers; return the others that have fewer now."""
        chosen = sorted(self.torn[wish])[: self.room[wish]]
        self._close(wish)
        self.given.setdefault(wish, []).extend(chosen)
        self.room[wish] -= len(chosen)
        touched = set()
        for transfer in chosen:
            self.taken.add(transfer)
            for other in self._wanted.pop(transfer, set()):
                self.torn[other].discard(transfer)
                touched.add(other)
        for other in [other for other in touched if not self.torn[other]]:
            del self.torn[other]
            touched.discard(other)
        return touched

    def _close(self, wish: int) -> None:
        for transfer in self.torn.pop(wish):
            self._wanted[transfer].discard(wish)

    def _groups(self) -> Iterator[set[int]]:
        """Yield the wishes that wait, those together that share transfers."""
        seen: set[int] = set()
        for start in sorted(self.torn):
            group, edge = set(), [start]
            while edge:
                wish = edge.pop()
                if wish in seen:
                    continue
                seen.add(wish)
                group.add(wish)
                edge += [other for one in self.torn[wish] for other in self._wanted[one] - seen]
            if group:
                yield group


def assign(room: dict[int, int], fits: Iterable[Fit]) -> Desk:
    """Return who gets what; `room` says how many transfers each wish asks for."""
    tiers: dict[int, dict[int, list[int]]] = {}
    for wish, transfer, score in fits:
        tiers.setdefault(score, {}).setdefault(wish, []).append(transfer)
    desk = Desk(dict(room))
    before = -1
    # again, as a wish that waited in vain may still get what fits it less well
    while before != len(desk.taken):
        before = len(desk.taken)
        for score in sorted(tiers, reverse=True):
            for wish, transfers in tiers[score].items():
                desk.offer(wish, transfers)
            desk.give_out()
    return desk


_ASKED = "select wish, list(row order by place) from asked group by wish order by wish"
_FITS = "select wish, transfer, score from fit order by wish, transfer"
_HUNDREDTHS = 2

#: Why a complaint row is not found, in the order in which it is asked.
REASONS = (
    *("no-transfer", "no-account", "two-candidates", "taken", "other-currency"),
    *("before-records", "after-records", "no-amount"),
)
#: row, transfer, reason, detail
_Given = tuple[int, int | None, str | None, str | None]


def ensure_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Fill ``claim`` in a transaction of its own, unless that is done or there is nothing to do."""
    if not rows_of(con, "select 1 from meta where key = 'claim'") and _has_complaints(con):
        with transaction(con, "while complaints were matched"):
            make_claims(con)


def make_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Match the complaints of a case to its transfers; ``claim`` must be empty.

    The outcome does not depend on the order of loading.
    """
    if not _has_complaints(con):
        return
    run_file(con, "ingest/complaints/match.sql")
    asked: dict[int, list[int]] = dict(rows_of(con, _ASKED))
    fits: list[Fit] = rows_of(con, _FITS)
    desk = assign({wish: len(rows) for wish, rows in asked.items()}, fits)
    given = list(_given(asked, fits, desk))
    names = ("rows", "transfers", "reasons", "details")
    columns = {name: [one[place] for one in given] for place, name in enumerate(names)}
    run_file(con, "ingest/complaints/given.sql", **columns)
    fine = [code for code, places in unusual_decimals().items() if places > _HUNDREDTHS]
    run_file(con, "ingest/complaints/reasons.sql", fine=fine)
    con.execute("insert into meta values ('claim', 'made')").fetchall()


def _has_complaints(con: duckdb.DuckDBPyConnection) -> bool:
    return bool(rows_of(con, "select 1 from complaint limit 1"))


def _given(asked: dict[int, list[int]], fits: list[Fit], desk: Desk) -> Iterator[_Given]:
    """Yield each row for which some transfer fits; equal rows get theirs in the order of time."""
    fitting: dict[int, list[int]] = {}
    for wish, transfer, _ in fits:
        fitting.setdefault(wish, []).append(transfer)
    for wish, all_fitting in fitting.items():
        given = sorted(desk.given.get(wish, []))
        torn = sorted(desk.torn.get(wish, []))
        reason = "two-candidates" if torn else "taken"
        detail = ", ".join(map(str, torn or all_fitting))
        rows = asked[wish]
        yield from ((row, one, None, None) for row, one in zip(rows, given, strict=False))
        yield from ((row, None, reason, detail) for row in rows[len(given) :])
