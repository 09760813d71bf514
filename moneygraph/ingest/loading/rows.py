"""The rows of one staged sheet: its cells read as the loader maps them.

A sheet holds transfers, complaints or links. A row that cannot be kept becomes a remark with its
reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.ingest.loading.columns import (
    BALANCES,
    MOST,
    Marks,
    agrees,
    beside_cells,
    cell_view,
    line_of,
    parsed_view,
    time_of,
    units_of,
)
from moneygraph.ingest.loading.exactness import note_exactness
from moneygraph.ingest.loading.kinds import make_kind_macro
from moneygraph.ingest.loading.loader import FIELDS
from moneygraph.ingest.loading.marks import marks_of
from moneygraph.ingest.loading.numbers import add_numbers, make_number_macros, read_texts
from moneygraph.ingest.loading.own import fields_of, fill_directions, is_by_sign
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.ingest.loading.signs import check_directions, check_signs
from moneygraph.ingest.loading.spelling import Spelling
from moneygraph.ingest.loading.vocabulary import (
    Vocabulary,
    fill_currencies,
    fill_statuses,
    make_word_macros,
)
from moneygraph.store.data import our_folder, unusual_decimals
from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile


_IS_BELOW_ZERO = "select 1 from row_base where section = ? and amount < 0 limit 1"
_PARTIES = ("from_name", "from_id", "from_bank", "to_name", "to_id", "to_bank")
#: Tables that complete `row_base`: each is written only where a sheet has one of these columns.
_OPTIONAL: dict[str, tuple[tuple[str, ...], str]] = {
    "row_words": (("purpose", "knp"), "select n + $base, purpose, knp from kept"),
    "row_codes": (
        ("operation", "mcc", "reference"),
        """select n + $base, operation, mcc, reference from kept
        where coalesce(operation, mcc, reference) is not null""",
    ),
    "row_parties": (
        _PARTIES,
        f"""select n + $base, {", ".join(_PARTIES)} from kept
        where coalesce({", ".join(_PARTIES)}) is not null""",
    ),
    "row_exchange": (
        ("to_amount", "to_currency"),
        """select n + $base, to_amount, to_currency from parsed
        where good and (to_amount <> abs(amount) or to_currency <> currency)""",
    ),
    "row_value": (
        ("amount_kzt",),
        """select * from (
            select n + $base, abs(hundredths(tenge_cell)) as tenge from parsed
            where good and currency <> 'KZT')
        where tenge between 1 and 1000000000000000""",
    ),
    "row_balance": (
        BALANCES,
        """select * from (
            select n + $base, coalesce(from_balance, case when side = 'D' then balance end) as paid,
                coalesce(to_balance, case when side = 'C' then balance end) as received
            from parsed where good)
        where coalesce(paid, received) is not null""",
    ),
}
_ACCOUNTS = "select distinct account_cell as raw from cell"
_LINKS = """
insert into link
select n + $base, $section, raw_account.id, lower(kind_cell), value_cell
from judged_link join raw_account on raw = account_cell
where skip is null and refuse is null
"""


def prepare(case: CaseFile) -> Spelling:
    """Make the macros that `add_rows` uses; return how numbers are spelt."""
    make_word_macros(case.con, case.data)
    run_file(case.con, "ingest/loading/parse.sql")
    for macros in ("sums", "dates"):
        run_file(case.con, f"ingest/loading/{macros}.sql")
    spelling = Spelling.of(case.data)
    make_number_macros(case.con, spelling)
    make_kind_macro(case)
    case.con.execute(_MERGED).fetchall()
    return spelling


def add_rows(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    section: int,
    base: int,
    spelling: Spelling,
) -> int:
    """Read table `staged` (n, c0.., extra) into ``row`` and ``remark``; return rows made.

    `base` is added to a row's number to make its id.
    """
    marks = marks_of(con, staged, sheet)
    odd = _read_numbers(con, staged, sheet, section, spelling, marks)
    values = {"section": section, "base": base}
    before = _count(con, "row_base")
    negative = sheet.loader.negative
    con.execute(_WORDING).fetchall()
    if rows_of(con, "select 1 from wording limit 1"):
        run_file(con, "ingest/loading/meaning.sql")
    else:
        con.execute(_NO_MEANING).fetchall()
    run_file(con, "ingest/loading/rows.sql", signed=negative == "refuse", **values)
    _read_signs(con, section, sheet)
    made = _count(con, "row_base") - before
    rows = _count(con, staged)
    whole = made == rows
    some = f"where n + {base} in (select id from row_base where section = {section})"
    con.execute(
        f"create or replace temp view kept as select * from cell {'' if whole else some}"
    ).fetchall()
    has = fields_of(sheet)
    for name, (fields, query) in _OPTIONAL.items():
        if set(fields) & has:
            con.execute(f"insert into {name} {query}", {"base": base}).fetchall()
    note_exactness(con, section)
    if rows_of(con, _IS_SPELT):
        run_file(con, "ingest/loading/spelt.sql", **values)
    if marks.zoned and not sheet.loader.zones:
        con.execute(_NO_ZONE, values).fetchall()
    if "status" in sheet.columns:
        con.execute(_UNCLEAR_STATUS, values).fetchall()
        con.execute(_IS_UNCLEAR, {"base": base}).fetchall()
    if not whole:
        _find_rest(con, staged, sheet, values)
        if rows > _FEW:
            words = spelling.vocabulary
            _make_cell(con, "bad_cell", sheet, marks, words, odd=odd, is_few=True)
            _make_parsed(con, sheet, marks, words, is_few=True)
        header = sheet.header[sheet.columns["ts"]]
        own = sheet.loader.is_own
        run_file(con, "ingest/loading/refusals.sql", most=MOST, ts_header=header, own=own, **values)
    return made


#: Rows with a sum that is merged over other payments too, of the sheet that is being read.
_MERGED = "create or replace temp table merged_sum (n bigint, cell varchar)"
#: Up to so many rows the views of a sheet are tables: to plan each query over all that the views
#: compute would take longer than to read the rows.
_FEW = 20_000
#: Words and codes that indicate a kind: equal ones are examined once.
_WORDING = """
create or replace temp table wording as
select distinct kind_cell, knp, mcc, operation, purpose from cell where kind is null
"""
_NO_MEANING = """
create or replace temp view known as
select *, coalesce(kind, 'transfer') as known_kind from parsed
"""
#: Texts of account numbers that differ from them by more than blanks and small letters.
_IS_SPELT = """
select 1 from number_text
where raw <> number and number[1] <> '?' and without_blanks(raw) <> number limit 1
"""
#: A time without a zone in a column where others have one is taken for the case's own.
_NO_ZONE = """
insert into remark
select min(n) + $base, $section, 'warned', 'no-zone', arg_min(ts_cell, n) from kept
where shows_hours(ts_cell) and zone_in(ts_cell) = ''
    and exists (select 1 from kept where zone_in(ts_cell) <> '')
having count(*) > 0
"""
_UNCLEAR_STATUS = """
insert into remark
select min(n) + $base, $section, 'warned', 'status', left(status_cell, 200)
from kept join raw_status on raw = status_cell where meant = 'unclear' group by status_cell
"""
_IS_UNCLEAR = """
insert into row_unclear
select n + $base from kept
where status_cell in (
    select status_cell from kept join raw_status on raw = status_cell
    where meant = 'unclear' group by status_cell
    having 2 * count(*) < (select count(*) from kept))
"""
_KEYS = (
    "select distinct raw from (select from_key as raw from cell union all select to_key from cell)"
)
_ODD = """
create or replace temp table odd_text as
select raw, odd from number_text where odd is not null union all select '?', 'none'
"""


def _read_signs(con: duckdb.DuckDBPyConnection, section: int, sheet: Recognised) -> None:
    """Note rows whose minus takes a payment back; refuse a sheet in which it is a direction.

    Our loaders are of layouts that show payer and payee beside a sign, as one of a bank's own does:
    what one payer paid to others of the bank is in it with both signs, once from each side.
    """
    loader = sheet.loader
    if is_by_sign(sheet) and not loader.positive:
        check_directions(con, section)
    is_user_made = loader.path.parent != our_folder("loaders")
    if loader.negative == "debit":
        if is_user_made and loader.bank is None and not loader.is_own:
            check_signs(con, section, told=True)
    elif rows_of(con, _IS_BELOW_ZERO, section):
        if is_user_made and not loader.is_own:
            check_signs(con, section, told=False)
        run_file(con, "ingest/loading/minus.sql", section=section)


def _read_numbers(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    section: int,
    spelling: Spelling,
    marks: Marks,
) -> bool:
    """Make the views and read the account numbers; return whether some cells are no number.

    Then the accounts are known by what else is known of them, and the cells are read anew.
    """
    is_few = _count(con, staged) <= _FEW
    fill_directions(con, staged, sheet, spelling.vocabulary)
    _make_cell(con, staged, sheet, marks, spelling.vocabulary, odd=False, is_few=is_few)
    name = rows_of(con, "select name from section where id = ?", section)[0][0]
    as_written = sheet.loader.bank_in_number
    read_texts(con, spelling, _KEYS, as_written=as_written, zeros=not name)
    con.execute(_ODD).fetchall()
    odd = len(rows_of(con, "select 1 from odd_text limit 2")) > 1 or _has_mark(con, staged, sheet)
    if odd:
        _make_cell(con, staged, sheet, marks, spelling.vocabulary, odd=True, is_few=is_few)
        read_texts(con, spelling, _KEYS, as_written=as_written)
    _make_parsed(con, sheet, marks, spelling.vocabulary, is_few=is_few)
    add_numbers(con)
    return odd


def _has_mark(con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised) -> bool:
    """Return whether a cell of an account is a question mark: so is an account's whole key."""
    names = ("from_account", "to_account", "own_account", "counterparty_account")
    columns = [sheet.columns[one] for one in names if one in sheet.columns]
    is_mark = " or ".join(f"trim(c{index}) = '?'" for index in columns)
    return bool(columns) and bool(
        rows_of(con, "select 1 from number_text where raw = '?'")
        and rows_of(con, f"select 1 from {staged} where {is_mark} limit 1")
    )


def _make_cell(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    marks: Marks,
    words: Vocabulary,
    *,
    odd: bool,
    is_few: bool,
) -> None:
    _make_view(con, "cell", cell_view(staged, sheet, marks, words.none, odd=odd), is_few)


def _make_parsed(
    con: duckdb.DuckDBPyConnection,
    sheet: Recognised,
    marks: Marks,
    words: Vocabulary,
    *,
    is_few: bool,
) -> None:
    fill_currencies(con, words, sheet.loader.currency, beside_cells(marks))
    if "status" in sheet.columns:
        fill_statuses(con, words)
    _make_view(con, "parsed", parsed_view(sheet, _fine(con), marks), is_few)


def _make_view(con: duckdb.DuckDBPyConnection, name: str, query: str, is_few: bool) -> None:
    if is_few:
        con.execute(f"create or replace temp table few_{name} as {query}").fetchall()
        query = f"select * from few_{name}"
    con.execute(f"create or replace temp view {name} as {query}").fetchall()


def _fine(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the currencies of a sheet that count in hundred-millionths."""
    fine = [code for code, decimals in unusual_decimals().items() if decimals == 8]
    present = {
        code
        for (code,) in rows_of(
            con, "select code from raw_currency union select code from beside_word"
        )
    }
    return [code for code in fine if code in present]


def _find_rest(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, values: dict[str, int]
) -> None:
    """Make ``bad_cell``: each staged row that did not become a row, with all of it as `line`."""
    columns = "*" if sheet.has_line else f"*, {line_of(sheet)} as line"
    con.execute(
        f"create or replace temp table bad_cell as select {columns}"
        f" from {staged} where n + $base not in (select id from row_base where section = $section)",
        values,
    ).fetchall()


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(rows_of(con, f"select count(*) from {table}")[0][0])


def add_complaints(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    section: int,
    base: int,
    spelling: Spelling,
) -> None:
    """Read table `staged` (n, c0.., extra) into ``complaint`` and ``remark``."""
    _make_cells(con, staged, sheet)
    fill_currencies(con, spelling.vocabulary, sheet.loader.currency, ["amount_cell"])
    read = _complaint_view(sheet, _fine(con))
    con.execute(f"create or replace temp view read_complaint as {read}").fetchall()
    read_texts(con, spelling, _ACCOUNTS)
    header = sheet.header[sheet.columns["number"]]
    values = {"section": section, "base": base, "number_header": header}
    run_file(con, "ingest/loading/complaints.sql", most=MOST, **values)


def add_links(
    con: duckdb.DuckDBPyConnection,
    staged: str,
    sheet: Recognised,
    section: int,
    base: int,
    spelling: Spelling,
) -> None:
    """Read table `staged` (n, c0.., extra) into ``link``, ``number`` and ``remark``."""
    _make_cells(con, staged, sheet)
    read_texts(con, spelling, _ACCOUNTS)
    header = sheet.header[sheet.columns["account"]]
    values = {"section": section, "base": base, "account_header": header}
    run_file(con, "ingest/loading/links.sql", **values)
    add_numbers(con)
    con.execute(_LINKS, {"section": section, "base": base}).fetchall()


def record_no_cover(con: duckdb.DuckDBPyConnection, section: int, holds: str) -> None:
    """Record that a section covers no account, as it holds no transfers."""
    con.execute(
        "update section set covers = 'none', how = $holds where id = $section",
        {"holds": holds, "section": section},
    ).fetchall()


def _make_cells(con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised) -> None:
    """Make the view `cell`: a column `FIELD_cell` for each field, and `line`, the whole row."""
    columns = [
        f"{_column(sheet, name)} as {name}_cell"
        for name in (*FIELDS[sheet.loader.holds], "to_currency")
    ]
    con.execute(
        f"create or replace temp view cell as select n, extra, {', '.join(columns)},"
        f" {line_of(sheet)} as line from {staged}"
    ).fetchall()


def _column(sheet: Recognised, name: str) -> str:
    index = sheet.columns.get(name)
    return "null::varchar" if index is None else f"trimmed(c{index})"


def _complaint_view(sheet: Recognised, fine: list[str]) -> str:
    ts, day_only = time_of(sheet.loader, Marks())
    registered, _ = time_of(sheet.loader, Marks(), "registered_cell")
    return f"""
        select *, case when {agrees("amount_cell", "currency")}
            then {units_of("amount_cell", "currency", fine, Marks())} end as amount
        from (
            select cell.*, plausible({ts}) as ts, {day_only} as day_only,
                plausible({registered}) as registered,
                case when currency_cell is null and word_beside(amount_cell) is not null
                then beside_word.code
                else paid.code end as currency
            from cell left join raw_currency as paid
                on paid.raw is not distinct from currency_cell
            left join beside_word on word = word_beside(amount_cell))"""
