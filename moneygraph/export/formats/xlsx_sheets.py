"""Sheets of a whole case: overview, trails, freeze, requests, complaints, refusals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from moneygraph.export.formats.xlsx_book import MOST_LINKS
from moneygraph.export.formats.xlsx_cells import Column, Link, Money, Sheet
from moneygraph.export.formats.xlsx_findings import account_link
from moneygraph.report.text.numbers import decimals
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.status import remark_rows
from moneygraph.store.sqltext import rows_of
from moneygraph.store.version import __version__

if TYPE_CHECKING:
    from moneygraph.export.formats.part import Part
    from moneygraph.flow.trails import Trace
    from moneygraph.ingest.complaints import Complaint
    from moneygraph.store.file import CaseFile

_CURRENCIES: Final = """
select currency::varchar from transfer where id in (select transfer from claim where amount > 0)
group by currency order by count(*) desc, currency
"""
_SUMS: Final = """
select currency::varchar, sum(amount)::hugeint, count(*), min(ts), max(credit_ts)
from transfer where id in (select id from part_transfer) group by currency order by 3 desc, 1
"""
_EXPORTS: Final = "select name, rows, sha256 from shown_export order by name, sha256"
_UNDONE: Final = """
select ts, day_only, from_number, to_number, amount, decimals, currency::varchar, purpose, source,
    undone_by, score::double, reason
from shown_undone order by ts, source, undone_by
"""
_WRAPPED: Final = ("why", "remedy", "reason")
Rows = list[list[Any]]


def overview(case: CaseFile, part: Part, texts: Texts) -> Sheet:
    """Return what is in the part, and of which statement files."""
    rows: Rows = [[texts("workbook.made_by", version=__version__)]]
    rows.append([texts.word("sheet", "transfers"), part.transfers])
    rows.append([texts.word("sheet", "accounts"), part.accounts])
    if part.trace:
        rows.append([texts("workbook.rule"), part.trace.rule])
    for currency, amount, _, first, last in rows_of(case.con, _SUMS):
        label = texts("workbook.moved", currency=currency)
        rows.append([label, Money(int(amount), decimals(currency)), first, last])
    if part.choice.is_all and not rows_of(case.con, "select 1 from complaint limit 1"):
        rows.append([texts("workbook.stand_in")])
    rows.append([texts("workbook.exact")])
    rows.append([texts("workbook.links", n=MOST_LINKS)])
    for name, count, sha256 in rows_of(case.con, _EXPORTS):
        rows.append([name, count, None, None, sha256])
    return _sheet(texts, "overview", "what:50 value:18 first_ts:21 last_ts:21 sha256:66", rows)


def case_sheets(case: CaseFile, part: Part, texts: Texts) -> list[Sheet]:
    """Return the trails of what was traced; of all of the case the other sheets too."""
    from moneygraph.casework.trace import TraceOptions, trace_case

    if not part.choice.is_all:
        return [*([_trails(texts, [part.trace])] if part.trace else []), *_undone(case, texts)]
    currencies = [currency for (currency,) in rows_of(case.con, _CURRENCIES)]
    traces = [
        trace_case(case, TraceOptions(complaints="all", currency=one), "lifo") for one in currencies
    ]
    return [
        *([_trails(texts, traces)] if traces else []),
        _freeze(case, texts, currencies or [None]),
        _requests(case, texts, currencies or [None]),
        *_passed_on(case, texts),
        _complaints(case, texts),
        _refused(case, texts),
        *_undone(case, texts),
    ]


def _trails(texts: Texts, traces: Sequence[Trace]) -> Sheet:
    """Return where the money is, a row for each whose it is."""
    rows: Rows = []
    for trace in traces:
        for end in trace.ends:
            end_word = texts.word("end", end.end)
            for complaint, amount in end.victims or ((None, end.amount),):
                rows.append(
                    [
                        *(
                            end_word,
                            account_link(texts, end.account, end.name),
                            end.name,
                            end.owner,
                        ),
                        *(texts.bank(end.bank) or None, complaint),
                        *(Money(amount, decimals(trace.currency)), trace.currency),
                        *(end.hops, end.first_ts, end.last_ts),
                    ]
                )
    heads = (
        "end:12 account:28 name:30 owner:16 bank:20 complaint:20 amount:16 currency:8 hops:6"
        " first_ts:21 last_ts:21"
    )
    return _sheet(texts, "trails", heads, rows)


def _freeze(case: CaseFile, texts: Texts, currencies: list[Any]) -> Sheet:
    from moneygraph.casework import find_freeze

    rows: Rows = []
    for found in (find_freeze(case, "lifo", currency=one) for one in _following(case, currencies)):
        for row in found.rows:
            digits = decimals(row.currency)
            for complaint, amount in row.victims or ((None, row.amount),):
                rows.append(
                    [
                        *(account_link(texts, row.account, row.name), row.name, row.owner),
                        *(texts.bank(row.bank) or None, complaint, Money(amount, digits)),
                        *(row.currency, row.since, row.minutes),
                        None if row.stated is None else Money(row.stated, digits),
                    ]
                )
    heads = (
        "account:28 name:30 owner:16 bank:20 complaint:20 amount:16 currency:8 since:21"
        " minutes:9 stated:16"
    )
    return _sheet(texts, "freeze", heads, rows)


def _requests(case: CaseFile, texts: Texts, currencies: list[Any]) -> Sheet:
    from moneygraph.casework import find_requests

    rows: Rows = [
        [
            *(texts.bank(row.bank) or None, account_link(texts, row.account, row.name), row.name),
            *(row.owner, row.first_ts, row.last_ts, Money(row.amount, decimals(row.currency))),
            *(row.currency, ", ".join(row.complaints)),
        ]
        for found in (
            find_requests(case, "lifo", currency=one) for one in _following(case, currencies)
        )
        for row in found.rows
    ]
    heads = (
        "bank:20 account:28 name:30 owner:16 first_ts:21 last_ts:21 amount:16 currency:8"
        " complaint:40"
    )
    return _sheet(texts, "requests", heads, rows)


def _passed_on(case: CaseFile, texts: Texts) -> list[Sheet]:
    """Return where strangers' money was sent on to banks that are not held, if there is any."""
    from moneygraph.casework.passed_on import find_passed_on

    rows: Rows = [
        [
            *(texts.bank(row.bank) or None, account_link(texts, row.account, row.name), row.name),
            *(row.owner, row.first_ts, row.last_ts, Money(row.amount, decimals(row.currency))),
            *(row.currency, ", ".join(row.payers)),
        ]
        for row in find_passed_on(case)
    ]
    heads = (
        "bank:20 account:28 name:30 owner:16 first_ts:21 last_ts:21 amount:16 currency:8 payers:40"
    )
    return [_sheet(texts, "passed_on", heads, rows)] if rows else []


def _following(case: CaseFile, currencies: list[Any]) -> Iterator[Any]:
    """Yield the currencies that are traced; without complaints, the commonest of found victims."""
    from moneygraph.detect.derived import moved_at_once

    if currencies != [None]:
        yield from currencies
    elif not rows_of(case.con, "select 1 from complaint limit 1"):
        yield from sorted({one.currency for one in moved_at_once(case)})


def _complaints(case: CaseFile, texts: Texts) -> Sheet:
    from moneygraph.ingest.complaints import list_complaints
    from moneygraph.report.values.casework import why

    def cells(row: Complaint) -> list[Any]:
        units, currency = row.amount, row.currency
        ts = row.ts.date() if row.ts and row.day_only else row.ts
        return [
            *(row.complaint, row.registered, row.victim),
            account_link(texts, row.account) if row.account else None,
            None if units is None else Money(units, decimals(currency)),
            *(currency, ts, row.group, row.region),
            None if row.transfer is None else Link("transfers", row.transfer, str(row.transfer)),
            *(row.score, why(texts, row), row.file, row.row),
        ]

    heads = (
        "complaint:20 registered:21 victim:16 account:28 amount:16 currency:8 ts:21 group:12"
        " region:12 transfer:9 score:8 why:50 file:24 row:8"
    )
    return _sheet(texts, "complaints", heads, [cells(row) for row in list_complaints(case.con)])


def _refused(case: CaseFile, texts: Texts) -> Sheet:
    keys = ("file", "sheet", "row", "fate", "what", "detail", "remedy")
    listed = remark_rows(case.con, texts.lang)
    rows: Rows = [
        [texts.word("fate", row[key]) if key == "fate" else row[key] or None for key in keys]
        for row in listed
    ]
    heads = "file:24 sheet:14 row:8 fate:12 reason:40 detail:40 remedy:60"
    return _sheet(texts, "refused", heads, rows)


def _undone(case: CaseFile, texts: Texts) -> list[Sheet]:
    """Return the payments that their bank took back, if there are any."""
    rows: Rows = [
        [
            ts.date() if day_only else ts,
            account_link(texts, payer),
            account_link(texts, payee),
            *(Money(amount, digits), currency, purpose, source, undone_by, score),
            ", ".join(texts.word("undoing", code) for code in reason.split(",")),
        ]
        for ts, day_only, payer, payee, amount, digits, currency, purpose, source, undone_by, score,
        reason in rows_of(case.con, _UNDONE)
    ]  # fmt: skip
    heads = (
        "ts:21 from_account:28 to_account:28 amount:16 currency:8 purpose:40 source:24"
        " undone_by:24 score:8 why:50"
    )
    return [_sheet(texts, "undone", heads, rows)] if rows else []


def _sheet(texts: Texts, name: str, heads: str, rows: Rows) -> Sheet:
    """Return a sheet; `heads` are names of its columns with their widths."""
    pairs = (head.split(":") for head in heads.split())
    columns = [
        Column(texts.word("sheet_column", head), int(width), head in _WRAPPED)
        for head, width in pairs
    ]
    return Sheet(name, columns, rows)
