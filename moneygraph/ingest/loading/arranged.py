"""Copies a sheet of several blocks, or with merged cells, into a table with a column a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.blocks import Block, founds, width_of
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb

_SQL: Final = "ingest/loading/arranged.sql"


@dataclass(frozen=True)
class Arranged:
    """Table `table` (n, c0.., extra, line) of a sheet's rows below its headers, read by `found`.

    `line` is a row's text, cell after cell. `targets` says, for each kind of block, which columns
    of `table` hold a column of the sheet.
    """

    table: str
    found: Recognised
    targets: tuple[dict[int, tuple[int, ...]], ...]


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
    kinds = list({one.header: one for one in [sheet, *founds(blocks)]}.values())
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


def drop_arranged(con: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    """Drop the copies that were made of a sheet, and what is known of its merged sums."""
    for table in tables:
        con.execute(f"drop table {table}").fetchall()
    if tables:
        con.execute("delete from merged_sum").fetchall()


_PLACES: Final = """
create or replace temp table header_place as
select unnest($1::bigint[]) as first, unnest($2::bigint[]) as last, unnest($3::integer[]) as kind
"""
#: The columns of a sheet, by kind of block, that one column of all blocks is made of.
_Slot = tuple[int | None, ...]


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
