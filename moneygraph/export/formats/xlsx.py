"""A workbook that an investigator would send on, streamed to the disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.export.formats.xlsx_book import MOST_LINKS, MOST_ROWS, places_of, workbook
from moneygraph.export.formats.xlsx_cells import Column, Link, Money, Sheet
from moneygraph.export.formats.xlsx_findings import finding_sheets
from moneygraph.export.formats.xlsx_sheets import case_sheets, overview
from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.report.text.words import account_number
from moneygraph.store.sqltext import rows_of, run_file

if TYPE_CHECKING:
    import duckdb

    from moneygraph.export.formats.part import Part
    from moneygraph.store.file import CaseFile

_PIECE: Final = 10_000
_ACCOUNT: Final = {
    **{"account": 28, "name": 30, "owner": 16, "bank": 20, "kind": 12, "trader": 10},
    **{"covered_from": 12, "covered_to": 12},
}
_TRANSFER: Final = {
    **{"transfer": 9, "ts": 21, "credit_ts": 21, "from_account": 24, "from_name": 24},
    **{"to_account": 24, "to_name": 24, "amount": 16, "currency": 8, "to_amount": 16},
    **{"to_currency": 8, "kind": 12, "own": 8, "purpose": 40, "traced": 16},
    **{"source": 24, "source_again": 24, "reverses": 12},
}


def write(
    case: CaseFile, part: Part, target: Path, lang: str = "en", most: int = MOST_ROWS
) -> None:
    """Write the sheets of a part: what was found first, accounts and transfers last.

    `most` is how many rows a sheet takes before another begins.
    """
    con, texts = case.con, texts_of(lang, case.data)
    run_file(con, "export/formats/xlsx.sql")
    found = [*finding_sheets(case, part, texts), *case_sheets(case, part, texts)]
    places = places_of(found) | {"transfers": _transfers_linked(con, found)}
    places["accounts"] = _accounts_linked(con, found)
    with workbook(target, texts, places, most) as book:
        book.add(overview(case, part, texts))
        for sheet in found:
            book.add(sheet)
        book.add(Sheet("accounts", _columns(texts, _ACCOUNT), _account_rows(con, texts)))
        book.add(Sheet("transfers", _columns(texts, _TRANSFER), _transfer_rows(con, texts)))


def _columns(texts: Texts, widths: dict[str, int]) -> list[Column]:
    return [Column(texts.word("sheet_column", name), width) for name, width in widths.items()]


def _linked(sheets: Sequence[Sheet], name: str) -> list[Any]:
    cells = (cell for sheet in sheets for row in sheet.rows for cell in row)
    return sorted({cell.key for cell in cells if isinstance(cell, Link) and cell.sheet == name})


def _transfers_linked(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet]) -> dict[Any, int]:
    sql = "select id, position from xlsx_transfer where id in (select unnest($1::integer[]))"
    return dict(rows_of(con, sql, _linked(sheets, "transfers")))


def _accounts_linked(con: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet]) -> dict[Any, int]:
    """Return the positions of the accounts to which found things or the first transfers lead."""
    sql = """
    select number, position from xlsx_account where number in (
        select unnest($1::varchar[])
        union select unnest([from_number, to_number]) from (
            select from_number, to_number from shown_transfer where id in (
                select id from xlsx_transfer where position < $2)))"""
    return dict(rows_of(con, sql, _linked(sheets, "accounts"), MOST_LINKS // 2))


def _account_rows(con: duckdb.DuckDBPyConnection, texts: Texts) -> Iterator[list[Any]]:
    for number, name, owner, bank, kind, trader, first, last in _rows(con, "xlsx_account_row"):
        shown = account_number(texts, number, name)
        kind_word = texts.word("account_kind", kind)
        yield [shown, name, owner, texts.bank(bank) or None, kind_word, trader or None, first, last]


def _transfer_rows(con: duckdb.DuckDBPyConnection, texts: Texts) -> Iterator[list[Any]]:
    for row in _rows(con, "xlsx_transfer_row"):
        one, ts, day_only, credit_ts, credit_day_only, payer, payer_name, payee, payee_name = row[
            :9
        ]
        amount, decimals, currency, to_amount, to_decimals, to_currency, kind, own = row[9:17]
        purpose, traced, traced_decimals, debit, credit, reverses = row[17:]
        is_exchange = (amount, currency) != (to_amount, to_currency)
        yield [
            one,
            known_time(ts, day_only),
            known_time(credit_ts, credit_day_only),
            Link("accounts", payer, account_number(texts, payer, payer_name)),
            payer_name,
            Link("accounts", payee, account_number(texts, payee, payee_name)),
            payee_name,
            Money(amount, decimals),
            currency,
            Money(to_amount, to_decimals) if is_exchange else None,
            to_currency if is_exchange else None,
            texts.word("transfer_kind", kind),
            own or None,
            purpose,
            None if traced is None else Money(traced, traced_decimals),
            debit or credit,
            credit if debit else None,
            reverses,
        ]


def known_time(ts: datetime, day_only: bool) -> date:
    """Return a day where no more is known of a time."""
    return ts.date() if day_only else ts


def _rows(con: duckdb.DuckDBPyConnection, view: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a view, some at a time; the connection is busy meanwhile."""
    result = con.execute(f"select * from {view}")
    while piece := result.fetchmany(_PIECE):
        yield from piece
