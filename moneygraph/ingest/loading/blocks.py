"""Blocks of a sheet that have a header of their own, with columns in another order.

A header below the first one is looked for among rows whose time is no time. Where all of them
repeat the first, they are page breaks, and nothing is done. Else each block is read by its own
header: the sheet is copied once, with every cell in the column of its field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.loader import Loader, fold
from moneygraph.ingest.loading.recognise import Header, Recognised, fit, headers
from moneygraph.store.sqltext import named_sql, rows_of
from moneygraph.store.words import LOOK_ALIKES, quoted

if TYPE_CHECKING:
    import duckdb

_SQL: Final = "ingest/loading/blocks.sql"
#: Blocks of more different headers than this are no statement that anybody made.
MOST_HEADERS: Final = 50
#: What two loaders must have in common for their blocks to be read as one sheet.
_SETTINGS: Final = (
    *("holds", "dates", "currency", "negative", "positive", "covers", "hours_since"),
    *("swapped", "zones", "bank_in_number"),
)


@dataclass(frozen=True)
class Block:
    """The first and the last row of a header below the first, and what fits it.

    `found` is None where no loader does that reads its rows together with those above.
    """

    first: int
    last: int
    found: Recognised | None


@dataclass(frozen=True)
class Arranged:
    """Table `table` (n, c0.., extra, line) of a sheet's rows below its headers, read by `found`.

    `line` is a row's text, cell after cell. `targets` says, for each kind of block, which columns
    of `table` hold a column of the sheet.
    """

    table: str
    found: Recognised
    targets: tuple[dict[int, tuple[int, ...]], ...]


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
    fits: dict[Header, Recognised | None] = {}
    others = [one for one in loaders.values() if one.name != sheet.loader.name]
    for first, last, header in _headers_below(con, staged, sheet, others, delimiter):
        if blocks and first <= blocks[-1].last:
            continue
        if header not in fits:
            fits[header] = _fit_of(header, sheet, others)
        found = fits[header]
        if found is not None:
            blocks.append(Block(first, last, found if _goes_with(found, sheet) else None))
    return [] if all(_is_again(block, sheet) for block in blocks) else blocks


def _is_again(block: Block, sheet: Recognised) -> bool:
    return block.found is not None and _folded(block.found.header) == _folded(sheet.header)


def _folded(header: Header) -> Header:
    return tuple(map(fold, header))


def _fit_of(header: Header, sheet: Recognised, others: list[Loader]) -> Recognised | None:
    own = fit(sheet.loader, header, sheet.head_rows)
    if own is not None:
        return own
    fits = [one for one in (fit(other, header, sheet.head_rows) for other in others) if one]
    return fits[0] if fits else None


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


def _headers_below(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    others: list[Loader],
    delimiter: str,
) -> Iterator[tuple[int, int, Header]]:
    """Yield (first row, last row, header) of what may be one, each row alone and with the next."""
    rows = _rows_near(con, staged, sheet, [sheet.loader, *others], delimiter)
    for number in sorted(rows):
        near = [rows[one] for one in (number, number + 1) if one in rows]
        for first, last, header in headers(near):
            if first == 0:
                yield number, number + last, header


def _rows_near(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    loaders: Sequence[Loader],
    delimiter: str,
) -> dict[int, list[str]]:
    """Return the cells of rows with a header of a column of times, and of the rows beside them."""
    times = {folded for one in loaders for folded, names in one.aliases.items() if "ts" in names}
    if not times:
        return {}
    cells = [f"c{index}" for index in range(sheet.width)]
    listed = ", ".join(map(quoted, sorted(times)))
    is_time = " or ".join(f"{_fold_sql(cell)} in ({listed})" for cell in cells)
    beyond = " or ".join(f"contains({_fold_sql('extra')}, {quoted(one)})" for one in sorted(times))
    found = rows_of(
        con,
        f"""with odd as materialized (
            -- a time begins with a digit
            select * from {staged} where c{sheet.columns["ts"]} is null
                or c{sheet.columns["ts"]} < '0' or c{sheet.columns["ts"]} >= ':'),
        named as (select n from odd where {is_time} or (extra is not null and ({beyond})))
        select n, extra, {", ".join(cells)} from {staged}
        where n in (select unnest([n - 1, n, n + 1]) from named) order by n""",
    )
    return {n: _cells(row, extra, delimiter) for n, extra, *row in found}


def _cells(row: list[str | None], extra: str | None, delimiter: str) -> list[str]:
    cells = [cell or "" for cell in row] + (extra.split(delimiter) if extra else [])
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _fold_sql(cell: str) -> str:
    """Return SQL that does to a cell what `fold` does to a header."""
    before = "".join(map(chr, LOOK_ALIKES))
    after = "".join(LOOK_ALIKES.values())
    lowered = f"translate(lower({cell}), {quoted(before)}, {quoted(after)})"
    return rf"regexp_replace({lowered}, '[^\pL\pN]+', '', 'g')"


def width_of(sheet: Recognised, blocks: Sequence[Block]) -> int:
    """Return how many cells the widest header of a sheet has."""
    return max(one.width for one in [sheet, *_founds(blocks)])


def arrange(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    blocks: Sequence[Block],
    section: int,
    base: int,
) -> Arranged:
    """Copy table `staged` into one in which each field has one column, whatever the block.

    Headers, and rows that cannot be read with the others, become remarks of `section`; `base` is
    added to a row's number to make its id.
    """
    kinds = list({one.header: one for one in [sheet, *_founds(blocks)]}.values())
    headers_of = [kind.header for kind in kinds]
    places = [(0, sheet.head_rows, 0)] + [
        (block.first, block.last, headers_of.index(block.found.header) if block.found else -1)
        for block in blocks
    ]
    con.execute(_PLACES, [list(column) for column in zip(*places, strict=True)]).fetchall()
    slots = _slots(kinds)
    table, width = f"{staged}_whole", width_of(sheet, blocks)
    columns = [f"{_by_kind(slot, 'c{}')} as c{place}" for place, slot in enumerate(slots)]
    columns.append(f"{_extra(kinds, width)} as extra")
    line = ", ".join(f"trimmed(c{index})" for index in range(width))
    con.execute(
        f"create or replace temp table {table} as"
        f" select n, kind, n <= last as is_header, {', '.join(columns)},"
        f" concat_ws(' ', {line}) as line,"
        f" len(list_filter([{line}], lambda cell: cell is not null)) as texts"
        f" from {staged} asof join header_place on n >= first order by n"
    ).fetchall()
    for sql in named_sql(_SQL).values():
        used = {"section": section, "base": base} if "$base" in sql else {}
        con.execute(sql.format(table=table), used).fetchall()
    return Arranged(table, _together(kinds, slots), _targets(slots))


def drop_arranged(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Drop what `arrange` made, and what is known of its merged sums."""
    con.execute(f"drop table {table}; delete from merged_sum").fetchall()


_PLACES: Final = """
create or replace temp table header_place as
select unnest($1::bigint[]) as first, unnest($2::bigint[]) as last, unnest($3::integer[]) as kind
"""
#: The columns of a sheet, by kind of block, that one column of all blocks is made of.
_Slot = tuple[int | None, ...]


def _founds(blocks: Sequence[Block]) -> list[Recognised]:
    return [block.found for block in blocks if block.found is not None]


def _slots(kinds: Sequence[Recognised]) -> list[_Slot]:
    """Return the columns of all blocks: fields that share a column in each of them share one."""
    names = dict.fromkeys(name for kind in kinds for name in kind.columns)
    return list(dict.fromkeys(_slot(name, kinds) for name in names))


def _slot(name: str, kinds: Sequence[Recognised]) -> _Slot:
    return tuple(kind.columns.get(name) for kind in kinds)


def _targets(slots: list[_Slot]) -> tuple[dict[int, tuple[int, ...]], ...]:
    """Return, for each kind of block, where each of its columns goes."""
    found = []
    for sources in zip(*slots, strict=True):
        places: dict[int, tuple[int, ...]] = {}
        for place, source in enumerate(sources):
            if source is not None:
                places[source] = (*places.get(source, ()), place)
        found.append(places)
    return tuple(found)


def _together(kinds: Sequence[Recognised], slots: list[_Slot]) -> Recognised:
    """Return how the arranged table is read."""
    names = dict.fromkeys(name for kind in kinds for name in kind.columns)
    columns = {name: slots.index(_slot(name, kinds)) for name in names}
    header = [""] * len(slots)
    for name, place in columns.items():
        kind = next(kind for kind in kinds if name in kind.columns)
        header[place] = kind.header[kind.columns[name]]
    return replace(kinds[0], columns=columns, width=len(slots), header=tuple(header), has_line=True)


def _by_kind(slot: _Slot, form: str) -> str:
    if len(set(slot)) == 1:
        return form.format(slot[0])
    whens = " ".join(
        f"when {kind} then {form.format(source)}"
        for kind, source in enumerate(slot)
        if source is not None
    )
    return f"case kind {whens} end"


def _extra(kinds: Sequence[Recognised], width: int) -> str:
    """Return SQL of the text beyond a block's own header, null where there is none."""
    whens = []
    for number, kind in enumerate(kinds):
        cells = ", ".join([*(f"c{index}" for index in range(kind.width, width)), "extra"])
        whens.append(f"when {number} then nullif(trim(concat_ws(' ', {cells})), '')")
    return f"case kind {' '.join(whens)} end"
