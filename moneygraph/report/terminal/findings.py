"""Findings as blocks in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneygraph.detect.queries.profile import ORIGINS, fired
from moneygraph.report.terminal.catalogue import safe_long
from moneygraph.report.terminal.rings import print_rings
from moneygraph.report.terminal.terminal import Terminal, wrapped
from moneygraph.report.text.numbers import iso
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number, duration, transfer_ids
from moneygraph.report.values.findings import (
    WORDED,
    innocent,
    reasons_json,
    reasons_title,
    translated,
    why_found,
    worths_told,
)
from moneygraph.store.printable import safe
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.detect.queries import Column, Findings

_NAMES = """
    select number, any_value(name) from account where number in (select unnest($1::varchar[]))
    group by number
    union all
    select owner, min(name) from account where owner in (select unnest($1::varchar[]))
    group by owner
"""
_STRONG = 0.8
_LIST_SHOWN = 4
_INDENT = 6


def print_findings(
    terminal: Terminal,
    texts: Texts,
    found: Mapping[str, Findings],
    con: duckdb.DuckDBPyConnection,
    limit: int,
    *,
    explain: bool = False,
) -> None:
    """Print one block a finding, best first; of each query `limit` at the most.

    With `explain`, all its reasons with their points. What other currencies count as comes last.
    """
    for number, (name, findings) in enumerate(found.items()):
        if number:
            terminal.line()
        shown = findings.rows[:limit]
        title = translated(findings.query, "title", texts)
        number_found = texts("find.count", n=len(findings.rows))
        terminal.paragraph(f"{safe(name)}: {safe(title)} – {number_found}", "bold", hang=2)
        explanation = safe_long(innocent(findings.query, texts))
        if shown and explanation:
            terminal.paragraph(f"{texts('list.innocent')}: {explanation}", "dim", indent=2, hang=2)
        print_rings(terminal, texts, findings.rings, limit)
        names = _names(con, shown)
        for row in shown:
            _print_row(terminal, texts, findings, row, names)
            if explain:
                title = reasons_title(findings.query, row, texts)
                print_reasons(terminal, texts, title, reasons_json(findings.query, row, texts))
        rest = len(findings.rows) - len(shown)
        if rest:
            terminal.line()
            terminal.paragraph(texts("find.rest", n=rest), "dim", hang=2)
    told = worths_told(found.values(), texts)
    if told:
        terminal.line()
    for sentence in told:
        terminal.paragraph(safe(sentence), hang=2)


def print_new_finding(
    terminal: Terminal, texts: Texts, findings: Findings, con: duckdb.DuckDBPyConnection
) -> None:
    """Print one finding, alone among its query's, under the query's title."""
    title = translated(findings.query, "title", texts)
    terminal.line()
    terminal.paragraph(f"{safe(findings.query.name)}: {safe(title)}", "bold", hang=2)
    names = _names(con, findings.rows)
    for row in findings.rows:
        _print_row(terminal, texts, findings, row, names)
    for sentence in worths_told([findings], texts):
        terminal.paragraph(safe(sentence), "dim", indent=_INDENT, hang=2)


def _names(con: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the holders' names of the accounts and owners that the rows name."""
    numbers = sorted(
        {str(row[key]) for row in rows for key in ("account", "owner") if row.get(key)}
    )
    return {number: safe(name) for number, name in rows_of(con, _NAMES, numbers) if name}


def _print_row(
    terminal: Terminal,
    texts: Texts,
    findings: Findings,
    row: dict[str, Any],
    names: dict[str, str],
) -> None:
    first, *rest = [one for one in findings.query.columns if row[one.name] not in (None, [], "")]
    name = names.get(str(row[first.name])) if first.type == "text" else None
    style = "bold red" if row["score"] >= _STRONG else "bold yellow"
    terminal.line()
    about = f"  {name}" if name and not row.get("name") else ""
    head, *more = wrapped(_value(texts, first, row[first.name]), terminal.width - _INDENT)
    terminal.parts((texts.decimal(row["score"], 2), style), (f"  {head}", "bold"), (about, ""))
    for line in more:
        terminal.line(" " * _INDENT + line, "bold")
    terminal.paragraph(why_found(findings.query, row, texts), indent=_INDENT)
    _print_columns(terminal, texts, rest, row)
    _print_thresholds(terminal, texts, findings, row)
    terminal.paragraph(transfer_ids(texts, row["transfers"]), "dim", indent=_INDENT, hang=2)


def print_reasons(
    terminal: Terminal,
    texts: Texts,
    title: str,
    reasons: list[dict[str, Any]],
    indent: int = _INDENT,
) -> None:
    """Print all reasons of a finding with their points, the strongest first."""
    terminal.paragraph(f"{title}:", "dim", indent=indent, hang=2)
    for one in sorted(reasons, key=lambda one: -abs(one["points"] or 0.0)):
        begin = f"{'' if one['points'] is None else texts.signed(one['points']):>8}  "
        says = terminal.legible(safe(one["says"]))
        for line in wrapped(says, terminal.width - indent - len(begin)):
            terminal.line(" " * indent + begin + line)
            begin = " " * len(begin)


def print_findings_about(terminal: Terminal, texts: Texts, found: list[dict[str, Any]]) -> None:
    """Print the findings that what is shown is in, with their reasons."""
    terminal.paragraph(texts("show.findings", n=len(found)), "bold")
    for one in found:
        style = "bold red" if one["score"] >= _STRONG else "bold yellow"
        terminal.parts((f"  {one['score']:.2f}", style), (f"  {safe(one['title'])}", "bold"))
        terminal.paragraph(safe(one["why"]), indent=_INDENT)
        print_reasons(terminal, texts, one["reasons_title"], one["reasons"])


def _print_columns(
    terminal: Terminal, texts: Texts, columns: list[Column], row: dict[str, Any]
) -> None:
    """Print the values one after another, each list on a line of its own."""
    shown = {
        one.name: f"{_label(texts, one.name)} {_value(texts, one, row[one.name])}"
        for one in columns
    }
    if "first_ts" in shown and "last_ts" in shown:
        span = texts.days(iso(row["first_ts"]), iso(row["last_ts"]))
        shown["first_ts"] = f"{texts.word('column', 'time')} {span}"
        del shown["last_ts"]
    if row.get("ring"):
        shown["ring"] = texts("rings.of_row", number=str(row["ring"]))
    lists = {one.name for one in columns if one.type == "list"}
    terminal.pairs([text for name, text in shown.items() if name not in lists], _INDENT)
    for name in (name for name in shown if name in lists):
        terminal.paragraph(shown[name], indent=_INDENT, hang=2)


def _print_thresholds(
    terminal: Terminal, texts: Texts, findings: Findings, row: dict[str, Any]
) -> None:
    """Print the thresholds of a profile that the finding passed; defaults are in `queries`."""
    passed = fired(findings.query, findings.thresholds, row["indicators"])
    for origin in dict.fromkeys(one for _, one in passed.values() if one not in ORIGINS):
        shown = [
            f"--{name.replace('_', '-')} {typed}"
            for name, (typed, one) in passed.items()
            if one == origin
        ]
        label = texts("find.thresholds", profile=safe(origin))
        terminal.paragraph(f"{label}: {safe(', '.join(shown))}", indent=_INDENT, hang=2)


def _label(texts: Texts, name: str) -> str:
    return safe(texts.word("column", name).replace("_", " "))


def _value(texts: Texts, column: Column, value: Any) -> str:
    if column.type == "list":
        one = type(column)(column.name, "text")
        shown = [_value(texts, one, item) for item in value[:_LIST_SHOWN]]
        rest = len(value) - len(shown)
        return ", ".join(shown) + (f" {texts('find.and_more', n=rest)}" if rest else "")
    if column.type == "text":
        return _text(texts, column.name, str(value))
    if column.type == "transfer":
        return str(value)
    if column.type == "money":
        return texts.amount(int(value))
    if column.type == "time":
        return texts.moment(value)
    if column.type == "duration":
        return duration(texts, value)
    return texts.percent(value) if column.type == "share" else texts.count(int(value))


def _text(texts: Texts, name: str, value: str) -> str:
    if name in ("bank", "banks"):
        return texts.bank(value)
    if name == "end":
        return texts.word("end", value)
    if name == "from_points":
        return texts.signed(float(value))
    if name in WORDED:
        return safe(texts.word("value", value))
    return account_number(texts, value) if "account" in name or name == "owner" else safe(value)
