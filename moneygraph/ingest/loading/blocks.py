"""Blocks of a sheet that have a header of their own, with columns in another order.

A header below the first one is looked for among rows whose time is no time. Where all of them
repeat the first, they are page breaks, and nothing is done. Else each block is read by its own
header: the sheet is copied once, with every cell in the column of its field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.loader import Loader, fold
from moneygraph.ingest.loading.recognise import Header, Recognised, fit, headers
from moneygraph.store.sqltext import rows_of
from moneygraph.store.words import LOOK_ALIKES, quoted

if TYPE_CHECKING:
    import duckdb

#: Blocks with more different headers than this are not read: no bank makes such a statement.
MOST_HEADERS: Final = 50
#: So many headers that loaders know make a row one.
_FEW: Final = 3
#: What two loaders must have in common for their blocks to be read as one sheet.
_SETTINGS: Final = (
    *("holds", "dates", "currency", "negative", "positive", "covers", "hours_since"),
    *("swapped", "zones", "bank_in_number", "direction_in", "is_own"),
)


@dataclass(frozen=True)
class Block:
    """The first and the last row of a header below the first, and what fits it.

    `found` is None where no loader does that reads its rows together with those above.
    """

    first: int
    last: int
    found: Recognised | None


def find_blocks(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    loaders: Mapping[str, Loader],
    delimiter: str,
) -> list[Block]:
    """Return the headers below the first in table `staged`, none where all are like the first."""
    if sheet.loader.holds != "transfers":
        return []
    blocks: list[Block] = []
    kinds: set[Header] = set()
    known = _Known(sheet, tuple(one for one in loaders.values() if one.name != sheet.loader.name))
    named, rows = _rows_near(con, staged, known, delimiter)
    for number in named:
        if blocks and number <= blocks[-1].last:
            continue
        above = next((one.found.header for one in reversed(blocks) if one.found), sheet.header)
        block = known.block(_options(rows, number), above)
        if block is not None and block.found is not None:
            kinds.add(block.found.header)
            block = block if len(kinds) <= MOST_HEADERS else replace(block, found=None)
        if block is not None:
            blocks.append(block)
    is_read = all(block.found for block in blocks)
    return [] if is_read and {_folded(one) for one in kinds} <= {_folded(sheet.header)} else blocks


def _folded(header: Header) -> Header:
    return tuple(map(fold, header))


@dataclass(frozen=True)
class _Option:
    """A row, alone or with the next, that may be a header."""

    first: int
    last: int
    header: Header


@dataclass
class _Known:
    """What is asked of each row that may be a header: equal ones once."""

    sheet: Recognised
    others: tuple[Loader, ...]
    fits: dict[Header, list[Recognised]] = field(default_factory=dict)

    def block(self, options: Iterable[_Option], above: Header) -> Block | None:
        """Return the block that begins with one of the options, None where none is a header.

        `above` is the header that is in force there.
        """
        seen = []
        for option in options:
            seen.append(option)
            fits = self._fits(option.header)
            if fits:
                good = [one for one in fits if _goes_with(one, self.sheet)]
                return Block(option.first, option.last, good[0] if len(good) == 1 else None)
        unknown = next((one for one in seen if self._is_other(one.header, above)), None)
        return Block(unknown.first, unknown.last, None) if unknown else None

    def _fits(self, header: Header) -> list[Recognised]:
        if header not in self.fits:
            own = fit(self.sheet.loader, header, self.sheet.head_rows)
            others = (fit(one, header, self.sheet.head_rows) for one in self.others)
            self.fits[header] = [own] if own else [one for one in others if one]
        return self.fits[header]

    def _is_other(self, header: Header, above: Header) -> bool:
        """Return whether a row that no loader fits is a header all the same, in another order.

        Then the rows below it are not to be read by the one above.
        """
        cells = _folded(header)
        named = [cell for cell in cells if cell]
        familiar = sum(cell in self.words for cell in named)
        is_header = familiar >= _FEW and familiar * 2 > len(named)
        return is_header and any(
            cell and cell != other
            for cell, other in zip_longest(cells, _folded(above), fillvalue="")
        )

    @cached_property
    def times(self) -> frozenset[str]:
        """The headers, folded, of columns of times."""
        loaders = (self.sheet.loader, *self.others)
        return frozenset(
            cell for one in loaders for cell, names in one.aliases.items() if "ts" in names
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """The headers, folded, that loaders know."""
        loaders = (self.sheet.loader, *self.others)
        return frozenset().union(*(one.aliases.keys() | one.ignored_headers for one in loaders))


def _goes_with(found: Recognised, sheet: Recognised) -> bool:
    """Return whether a block's rows can be read together with the sheet's first."""
    one, other = found.loader, sheet.loader
    same = all(getattr(one, name) == getattr(other, name) for name in _SETTINGS)
    banks = {one.bank, other.bank} - {None}
    return (
        same
        and len(banks) < 2
        and ("amount_debit" in found.columns) == ("amount_debit" in sheet.columns)
    )


def _options(rows: Mapping[int, list[str]], number: int) -> Iterator[_Option]:
    """Yield what may be a header at a row: the row alone, with the next, with the one before."""
    for first, last in ((number, number), (number, number + 1), (number - 1, number)):
        if first in rows and last in rows:
            near = [rows[one] for one in range(first, last + 1)]
            for start, end, header in headers(near):
                if (start, end) == (0, last - first):
                    yield _Option(first, last, header)


#: Rows that have a header of a column of times, or several headers that loaders know.
_NAMED = """
with odd as materialized (select n, extra, [{cells}] as folded from ({odd})),
cell as (select n, unnest(folded) as word from odd),
time as (select unnest($1::varchar[]) as word)
select n from cell where word in (from time)
union
select n from cell where word in (select unnest($2::varchar[])) group by n having count(*) >= $3
union
select n from (select n, {extra} as folded from odd where extra is not null)
where exists (select 1 from time where contains(folded, word))
order by n
"""


def _rows_near(
    con: duckdb.DuckDBPyConnection, staged: str, known: _Known, delimiter: str
) -> tuple[list[int], dict[int, list[str]]]:
    """Return the rows with headers that loaders know, and the cells of all rows near them."""
    sheet = known.sheet
    times = sorted(known.times)
    if not times:
        return [], {}
    ts = f"c{sheet.columns['ts']}"
    # a time begins with a digit
    odd = f"select * from {staged} where {ts} is null or {ts} < '0' or {ts} >= ':'"
    if not rows_of(con, f"{odd} limit 1"):
        return [], {}
    cells = [f"c{index}" for index in range(sheet.width)]
    words = sorted(known.words)
    columns = ", ".join(map(fold_sql, cells))
    sql = _NAMED.format(odd=odd, cells=columns, extra=fold_sql("extra"))
    named = rows_of(con, sql, times, words, _FEW)
    near = sorted({n + step for (n,) in named for step in (-1, 0, 1)})
    found = rows_of(
        con,
        f"select n, extra, {', '.join(cells)} from {staged}"
        " where n in (select unnest($1::bigint[]))",
        near,
    )
    return [n for (n,) in named], {n: _cells(row, extra, delimiter) for n, extra, *row in found}


def _cells(row: list[str | None], extra: str | None, delimiter: str) -> list[str]:
    cells = [cell or "" for cell in row] + (extra.split(delimiter) if extra else [])
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def fold_sql(cell: str) -> str:
    """Return SQL that does to a cell what `fold` does to a header."""
    before = "".join(map(chr, LOOK_ALIKES))
    after = "".join(LOOK_ALIKES.values())
    lowered = f"translate(lower({cell}), {quoted(before)}, {quoted(after)})"
    return rf"regexp_replace({lowered}, '[^\pL\pN]+', '', 'g')"


def width_of(sheet: Recognised, blocks: Sequence[Block]) -> int:
    """Return how many cells the widest header of a sheet has."""
    return max(one.width for one in [sheet, *founds(blocks)])


def founds(blocks: Sequence[Block]) -> list[Recognised]:
    """Return what fits the headers of blocks, but for those that are not read."""
    return [block.found for block in blocks if block.found is not None]
