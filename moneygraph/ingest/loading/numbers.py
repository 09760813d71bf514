"""The account numbers of one sheet: each distinct text is read once.

Most are plain already and need no more than SQL; `Spelling` examines the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.ingest.loading.columns import AFTER_MASK
from moneygraph.ingest.loading.spelling import Spelling, shown_part
from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

_TEXTS = """
create or replace temp table number_text as
select raw,
    case
    when raw[1] = '?' and (raw = '?' or not contains(raw, chr(31))
        and regexp_matches(raw, '[\\pL\\d]')) then unknown_party(raw)
    when is_plain_number(raw) then raw
    when is_plain_number(without_blanks(raw)) then without_blanks(raw)
    end as number, null::varchar as odd
from ({query}) where raw is not null
"""
#: With a bank's name before each number there is nothing to examine.
_AS_WRITTEN = "update number_text set number = without_blanks(raw) where number is null"
_EXAMINED = """
update number_text set number = e.number, odd = e.odd
from (select unnest($1::varchar[]) as raw, unnest($2::varchar[]) as number,
    unnest($3::varchar[]) as odd) as e
where e.raw = number_text.raw
"""
#: A sheet in which every long number ends in zeros after fifteen digits was saved by a
#: spreadsheet. Three zeros, as every tenth number of sixteen digits ends in one.
_CUT = """
update number_text set odd = 'cut'
where regexp_full_match(number, '\\d{15}0{3,}') and not exists (
    select 1 from number_text
    where regexp_full_match(number, '\\d{16,}') and not regexp_full_match(number, '\\d{15}0+'))
"""


def make_number_macros(con: duckdb.DuckDBPyConnection, spelling: Spelling) -> None:
    """Make the macros of ``spelling.sql`` and the table of the lengths of IBANs."""
    places = [f"{country}{length}" for country, length in spelling.lengths.items()]
    con.execute(
        "create or replace temp table iban_place as select unnest($1::varchar[]) as place", [places]
    ).fetchall()
    run_file(con, "ingest/loading/spelling.sql")


def read_texts(
    con: duckdb.DuckDBPyConnection,
    spelling: Spelling,
    query: str,
    *,
    as_written: bool = False,
    zeros: bool = False,
) -> None:
    """Fill ``number_text`` (raw, number, odd) from the distinct texts that `query` calls raw.

    `odd` is what `Spelling.odd` returns. Where `zeros`, numbers that end in zeros because a
    spreadsheet kept fifteen digits are found as well; a workbook shows them otherwise.
    """
    con.execute(_TEXTS.format(query=query)).fetchall()
    if as_written:
        con.execute(_AS_WRITTEN).fetchall()
        return
    raws = [raw for (raw,) in rows_of(con, "select raw from number_text where number is null")]
    if raws:
        numbers, odds = zip(*(_examined(spelling, raw) for raw in raws), strict=True)
        con.execute(_EXAMINED, [raws, list(numbers), list(odds)]).fetchall()
        con.execute(
            "update number_text set number = unknown_party(number) where number[1] = '?' and"
            " raw in (select unnest($1::varchar[]))",
            [raws],
        ).fetchall()
    if zeros:
        con.execute(_CUT).fetchall()


def _examined(spelling: Spelling, raw: str) -> tuple[str, str | None]:
    masked, after, rest = raw.removeprefix("?").partition(AFTER_MASK)
    if raw.startswith("?") and after:
        return f"?{shown_part(masked)} {rest}", None
    odd = spelling.odd(raw)
    if odd == "none":
        return "?", odd
    return (f"?{shown_part(raw)}" if odd == "masked" else spelling.number(raw)), odd


def add_numbers(con: duckdb.DuckDBPyConnection) -> None:
    """Give the numbers of ``number_text`` their ids: fills ``number`` and ``raw_account``."""
    run_file(con, "ingest/loading/numbers.sql")
