"""Sheets of findings, one a query, and one that leads from each to the transfers that prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from moneygraph.export.formats.part import Ranked, find_every
from moneygraph.export.formats.xlsx_cells import Column, Link, Money, Seconds, Share, Sheet
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.report.values.findings import WORDED, reasons_json, why_found
from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries import Column as QueryColumn
    from moneygraph.detect.queries import Query
    from moneygraph.export.formats.part import Part
    from moneygraph.store.file import CaseFile

_RANKS = "select place from part_finding where query = ? order by id"
_WIDTHS = {"text": 24, "list": 40, "time": 21, "money": 16}


def finding_sheets(case: CaseFile, part: Part, texts: Texts) -> list[Sheet]:
    """Return a sheet a query: of all of the case what every query finds, else what was chosen."""
    if part.choice.is_all:
        findings = find_every(case)
    else:
        findings = [
            Ranked(found, [rank for (rank,) in rows_of(case.con, _RANKS, name)])
            for name, found in part.findings.items()
        ]
    if not findings:
        return []
    return [*(_sheet(one, texts) for one in findings), _proof(case.con, findings, texts)]


def _proof(con: duckdb.DuckDBPyConnection, findings: Sequence[Ranked], texts: Texts) -> Sheet:
    """Return a row for each finding and transfer that proves it."""
    pairs = [
        (f"{one.findings.query.name}:{rank}", transfer)
        for one, rank, row in _each(findings)
        for transfer in row["transfers"]
    ]
    sql = sql_text("export/formats/xlsx_proof.sql")
    reported = {row[0]: row[1:] for row in rows_of(con, sql, [one for _, one in pairs])}
    pairs = [(name, one) for name, one in pairs if one in reported]
    rows = []
    for name, one in pairs:
        ts, payer, payer_name, payee, payee_name, amount, decimals, currency = reported[one]
        sides = (
            account_link(texts, payer, payer_name),
            account_link(texts, payee, payee_name),
        )
        link = Link("transfers", one, str(one))
        rows.append([name, link, ts, *sides, Money(amount, decimals), currency])
    widths = {"finding": 28, "transfer": 10, "ts": 21, "from_account": 28, "to_account": 28}
    columns = [
        Column(texts.word("sheet_column", name), width)
        for name, width in (widths | {"amount": 16, "currency": 8}).items()
    ]
    return Sheet("proof", columns, rows, [name for name, _ in pairs])


def _each(findings: Sequence[Ranked]) -> Iterator[tuple[Ranked, int, dict[str, Any]]]:
    for one in findings:
        for rank, row in zip(one.ranks, one.findings.rows, strict=True):
            yield one, rank, row


def _sheet(ranked: Ranked, texts: Texts) -> Sheet:
    query = ranked.findings.query
    word = texts.word
    head = [
        Column(word("sheet_column", "finding"), 26),
        Column(word("sheet_column", "score"), 8),
        Column(word("sheet_column", "why"), 60, wraps=True),
    ]
    own = [
        Column(
            word("column", one.name).replace("_", " "),
            _WIDTHS.get(one.type, 10),
            one.type == "list",
        )
        for one in query.columns
    ]
    rows = []
    for _, rank, row in _each([ranked]):
        name = f"{query.name}:{rank}"
        cells = [_cell(texts, one, row[one.name]) for one in query.columns]
        why = why_found(query, row, texts)
        rows.append([Link("proof", name, name), row["score"], why, *cells, _all(query, row, texts)])
    reasons = Column(word("sheet_column", "reasons"), 80, wraps=True)
    return Sheet(query.name, [*head, *own, reasons], rows)


def _all(query: Query, row: dict[str, Any], texts: Texts) -> str:
    """Return all reasons of a finding with their points."""
    return "; ".join(
        one["says"] if one["points"] is None else f"{one['says']} ({texts.signed(one['points'])})"
        for one in reasons_json(query, row, texts)
    )


def _cell(texts: Texts, column: QueryColumn, value: Any) -> Any:
    """Return a query's value as a cell."""
    if value is None or value == []:
        return None
    match column.type:
        case "money":
            return Money(int(value))
        case "share":
            return Share(float(value))
        case "duration":
            return Seconds(float(value))
        case "list":
            if len(value) == 1:
                return _text(texts, column.name, str(value[0]))
            parts = (_text(texts, column.name, str(one)) for one in value)
            return ", ".join(one.text if isinstance(one, Link) else one for one in parts)
        case "text":
            return _text(texts, column.name, str(value))
    return value


def _text(texts: Texts, name: str, value: str) -> str | Link:
    if name in ("bank", "banks"):
        return texts.bank(value)
    if name in ("end", *WORDED):
        return texts.word("end" if name == "end" else "value", value)
    return account_link(texts, value) if "account" in name else value


def account_link(texts: Texts, number: str, name: str | None = None) -> Link:
    """Return an account's number, leading to its row."""
    return Link("accounts", number, account_number(texts, number, name))
