"""Whether what statements hold follows from the balances and sums that they state themselves.

For each section of an account: from the opening balance on, each balance must be the one before it
and what the rows between them changed; what debits and credits are in all must be what is stated.
Where one is not, rows are missing there, or are in the file and were refused. Between two sections
there can be days that none covers, over which the balance changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from moneygraph.store.sqltext import named_sql, rows_of

if TYPE_CHECKING:
    import duckdb

_SQL: Final = "casework/reconcile.sql"
#: Rows of one day need not be in the order of their balances: so many of them are looked through
#: for the one at which a balance follows again.
_LOOK: Final = 50
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Missing:
    """What a statement states and its rows are not; money in minor units of `currency`.

    `what` is "between" (two places with balances), "debits", "credits" or "count". `amount` is what
    the statement has beyond its rows: money that came, below zero money that left; of debits and
    credits how much more they are, of a count how many. `first` and `last` are rows as FILE:ROW, or
    "" where a balance is stated beside the rows; `since` and `until` their days.
    """

    what: str
    currency: str
    amount: int
    first: str = ""
    last: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Gap:
    """Days between two statements of an account that none covers.

    `changes` is by how much the balance differs after them, by currency, in minor units.
    """

    first: date
    last: date
    changes: tuple[tuple[str, int], ...] = ()


@dataclass
class Held:
    """What is held of an account: days, days between them, and what does not follow.

    `is_checked`: a statement states balances or sums that its rows could be checked against.
    """

    account: int
    number: str = ""
    bank: str | None = None
    days: list[tuple[date, date]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    is_checked: bool = False

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is known to be missing."""
        return not self.gaps and not self.missing


def reconciled(con: duckdb.DuckDBPyConnection, account: int | None = None) -> dict[int, Held]:
    """Return what is held of each account of which a statement is, or of one, by its id."""
    sql = named_sql(_SQL)
    held: dict[int, Held] = {}
    parts: dict[int, list[_Part]] = {}
    for one, number, bank, first, last, section in _ask(con, sql["days"], account):
        held.setdefault(one, Held(one, number, bank))
        parts.setdefault(one, []).append(_Part(first, last, section))
    if not held:
        return {}
    _ask(con, sql["entries"], account)
    _ask(con, sql["ordered"], account)
    for (one,) in _ask(con, sql["stated"], account):
        if one in held:
            held[one].is_checked = True
    edges: dict[tuple[int, int], list[_Edge]] = {}
    for one, section, *edge in rows_of(con, sql["edges"]):
        edges.setdefault((one, section), []).append(_Edge(*edge))
    for one, own in parts.items():
        _add_days(held[one], own, edges)
    found = [*_breaks(rows_of(con, sql["breaks"])), *_sums(_ask(con, sql["sums"], account))]
    for one, missing in found:
        if one in held:
            held[one].missing.append(missing)
    _name_rows(con, sql["places"], held.values())
    return held


def lacking_of(con: duckdb.DuckDBPyConnection) -> list[Held]:
    """Return the accounts whose statements lack days, or rows that their balances tell of."""
    return [one for one in reconciled(con).values() if not one.is_whole]


class _Part(NamedTuple):
    """A section of an account: its first and last day."""

    first: date
    last: date
    section: int


class _Edge(NamedTuple):
    """The balance before a section's first row and after its last."""

    currency: str
    before: int
    after: int


def _ask(con: duckdb.DuckDBPyConnection, sql: str, account: int | None) -> list[Any]:
    return con.execute(sql, {"account": account}).fetchall()


def _add_days(held: Held, parts: list[_Part], edges: dict[tuple[int, int], list[_Edge]]) -> None:
    """Join the days of sections that meet or overlap, and compare the balances of those that meet.

    `parts` are in the order of their days.
    """
    ends = parts[0]
    first = ends.first
    for part in parts[1:]:
        if part.first > ends.last:
            before = {
                one.currency: one.after for one in edges.get((held.account, ends.section), ())
            }
            after = {
                one.currency: one.before for one in edges.get((held.account, part.section), ())
            }
            both = sorted(before.keys() & after.keys())
            changes = tuple((code, after[code] - before[code]) for code in both)
            if part.first > ends.last + _DAY:
                held.days.append((first, ends.last))
                held.gaps.append(Gap(ends.last + _DAY, part.first - _DAY, changes))
                first = part.first
            else:
                held.missing += [
                    Missing("between", code, amount, since=ends.last, until=part.first)
                    for code, amount in changes
                    if amount
                ]
        if part.last >= ends.last:
            ends = part
    held.days.append((first, ends.last))


def _breaks(rows: Sequence[Any]) -> Iterator[tuple[int, Missing]]:
    """Yield where balances do not follow, but for rows of a day in an order of their own."""
    for _, own in groupby(rows, key=itemgetter(0, 1, 2)):
        broken = list(own)
        place = 0
        while place < len(broken):
            account, _, currency, _, first, since, last, until, before, level = broken[place]
            back = _goes_back(broken, place)
            if back is None:
                rows = _shown(first), _shown(last)
                yield account, Missing("between", currency, level - before, *rows, since, until)
            place = place + 1 if back is None else back + 1


def _goes_back(broken: Sequence[Any], place: int) -> int | None:
    """Return where, of the breaks on the same day or the next, a balance follows again."""
    before, until = broken[place][8], broken[place][7] + _DAY
    for later in range(place + 1, min(place + _LOOK, len(broken))):
        if broken[later][7] > until:
            return None
        if broken[later][9] == before:
            return later
    return None


def _shown(row: int | None) -> str:
    return "" if row is None else str(row)


def _sums(rows: Sequence[Any]) -> Iterator[tuple[int, Missing]]:
    for account, _, currency, what, said, found in rows:
        yield account, Missing(what, currency, int(said - found))


def _name_rows(con: duckdb.DuckDBPyConnection, sql: str, held: Iterable[Held]) -> None:
    """Put FILE:ROW in place of the ids of rows."""
    every = [one for account in held for one in account.missing]
    ids = sorted({int(text) for one in every for text in (one.first, one.last) if text})
    if not ids:
        return
    places = {"": ""}
    for row, file, sheet, is_one_of_several, number in con.execute(sql, {"ids": ids}).fetchall():
        named = f" [{sheet}]" if is_one_of_several else ""
        places[str(row)] = f"{file}{named}:{number}"
    for account in held:
        account.missing = [
            replace(one, first=places[one.first], last=places[one.last]) for one in account.missing
        ]
