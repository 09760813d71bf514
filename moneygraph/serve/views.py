"""What pages show of an answer: its sentences, and the part of a report that its tables are in."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.dossier.parts import Part
from moneygraph.report.pages.parts import trail_part
from moneygraph.report.pages.writing import units
from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.report.text.words import account_number
from moneygraph.report.values.casework import (
    doubts_words,
    freeze_title,
    missed_words,
    passed_on_title,
    requests_title,
)
from moneygraph.report.values.trace import trace_title
from moneygraph.serve.paragraphs import PageTerminal
from moneygraph.store.errors import UnknownStart
from moneygraph.store.message import Message
from moneygraph.store.sandbox import private_folder

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.casework import Freeze
    from moneygraph.casework.trace import TraceOptions
    from moneygraph.serve.answers import Tell
    from moneygraph.store.file import CaseFile

#: Rows of an account's statement on one page.
_ROWS: Final = 5_000
_SHOWN: Final = 20


@dataclass(frozen=True)
class Asked:
    """What a trace is asked for, as it stands in the fields of its form."""

    start: str = ""
    complaint: str = ""
    rule: str = "lifo"
    since: str = ""
    until: str = ""
    amount: str = ""
    currency: str = ""
    back: bool = False

    @property
    def options(self) -> TraceOptions:
        """What is traced."""
        from moneygraph.casework.trace import TraceOptions

        starts = () if self.complaint else (self.start,)
        numbers = [self.complaint] if self.complaint else None
        bounds = (self.since or None, self.until or None, self.amount or None)
        return TraceOptions(starts, numbers, self.back, *bounds, self.currency or None)


def traced(case: Case, asked: Asked, lang: str) -> dict[str, Any]:
    """Return where money went (or came from): sentences, and the part with its trail and ends."""
    texts = texts_of(lang, case.file.data)
    with case.file.scratch() as file:
        if asked.rule == "all":
            return _under_every_rule(file, asked, texts)
        result = Part(file, lang).trace(asked.options, asked.rule)
    trails = [trail_part(result, number, texts) for number in range(len(result["trails"]))]
    return {"sentences": list(_traced(texts, asked, result)), "part": result, "trails": trails}


def _under_every_rule(file: CaseFile, asked: Asked, texts: Texts) -> dict[str, Any]:
    """Return the bounds of each end, with what they hang on."""
    from moneygraph.casework.trace import trace_case_all

    every = trace_case_all(file, asked.options)
    result = Part(file, texts.lang).bounds(every)
    amount = f"{texts.grouped(result['traced'])} {result['currency']}"
    sentences = [texts("rules.title", amount=amount)]
    if every.bounds:
        sentences.append(texts("rules.tied" if every.tied else "rules.untied"))
        sentences += doubts_words(texts, every.hangs_on, result["currency"])
    else:
        sentences.append(texts("trace.nothing"))
    return {"sentences": sentences, "part": result, "trails": []}


def _traced(texts: Texts, asked: Asked, result: dict[str, Any]) -> Iterable[str]:
    currency = result["currency"]
    yield trace_title(texts, result["traced"], currency, asked.rule, back=asked.back)
    if not result["tables"]["ends"]:
        yield texts("trace.nothing")
    elif not result["trails"]:  # which would tell the rest
        yield texts("rules.poison" if asked.rule == "poison" else "rules.carried")
        for name, key in (("returned", "trace.returned"), ("tied", "trace.ties")):
            if units(result[name]):
                yield texts(key, amount=f"{texts.grouped(result[name])} {currency}")


def found(case: Case, lang: str) -> dict[str, Any]:
    """Return what every query finds that needs no parameter, the best first."""
    from moneygraph.detect.find import find_every
    from moneygraph.report.values.findings import translated, worths_told

    texts = texts_of(lang, case.file.data)
    with case.file.scratch() as file:
        every = [one for one in find_every(file) if one.rows]
        part = Part(file, lang).findings(every)
    heads = [(one.query.name, translated(one.query, "title", texts)) for one in every]
    return {"queries": heads, "sentences": worths_told(every, texts), "part": part}


def freeze(case: Case, lang: str) -> dict[str, Any]:
    """Return what can be frozen."""
    texts, found = texts_of(lang, case.file.data), case.freeze()
    with case.file.scratch() as file:
        part = Part(file, lang).freeze(found)
    return {"sentences": list(_frozen_and_not(texts, found)), "part": part}


def _frozen_and_not(texts: Texts, found: Freeze) -> Iterable[str]:
    if found.stand_in:
        yield texts("following.stand_in")
    yield freeze_title(texts, found) if found.rows else texts("freeze.none")
    if found.frozen:
        yield texts("freeze.frozen", amount=texts.money(found.frozen, found.currency))
    yield from doubts_words(texts, found.hangs_on, found.currency)


def requests(case: Case, lang: str) -> dict[str, Any]:
    """Return which banks must be asked, and for what; `letters` are short texts, one a bank."""
    from moneygraph.report.terminal.letters import letters

    texts, found = texts_of(lang, case.file.data), case.requests()
    with case.file.scratch() as file:
        part = Part(file, lang).requests(found)
    sentences = [texts("following.stand_in")] if found.stand_in else []
    if found.rows:
        sentences.append(requests_title(texts, found))
    elif not found.passed_on:
        sentences.append(texts("request.none"))
    if found.passed_on:
        sentences.append(passed_on_title(texts, found))
    return {"sentences": sentences, "letters": list(letters(texts, found).values()), "part": part}


def complaints(case: Case, lang: str) -> dict[str, Any]:
    """Return the complaints with the transfers found for them, and the series."""
    texts = texts_of(lang, case.file.data)
    rows, series = case.complaints(), case.series()
    with case.file.scratch() as file:
        part = Part(file, lang).complaints(series)
    if not len(rows):
        return {"sentences": [texts("complaints.none")], "missed": [], "series": [], "part": part}
    counts = {"found": len(rows) - len(rows.missed), "missed": len(rows.missed)}
    missed = [missed_words(texts, one) for one in rows.missed[:_SHOWN]]
    if rest := len(rows.missed) - len(missed):
        missed.append(texts("find.and_more", n=rest))
    joined = [texts("series.title", n=len(series.rows))]
    if series.alone:
        numbers = ", ".join(series.alone[:_SHOWN])
        joined.append(texts("series.alone", n=len(series.alone), numbers=numbers))
    if series.cut:
        joined.append(texts("series.cut", n=series.cut, most=series.link_most))
    sums = texts("complaints.sums", **counts)
    return {"sentences": [sums], "missed": missed, "series": joined, "part": part}


def shown(case: Case, what: str, lang: str) -> dict[str, Any]:
    """Return all that is held on something, as paragraphs, its statements as tables.

    Of a complaint only its number.
    """
    from moneygraph.report.terminal.show import print_show

    try:
        found = case.show(what, limit=_ROWS, lang=lang, explain=True)
    except UnknownStart:
        if any(row.complaint == what for row in case.complaints()):
            return {"complaint": what}
        raise
    texts, terminal = texts_of(lang, case.file.data), PageTerminal()
    findings = found.pop("findings", [])
    tables, titles = _statements(texts, found.get("account"))
    print_show(terminal, texts, found)
    with case.file.scratch() as file:
        part = Part(file, lang).only(tables)
    shown = {"paragraphs": terminal.paragraphs, "findings": findings, "statements": titles}
    return {"found": found, **shown, "part": part}


def _statements(
    texts: Texts, account: dict[str, Any] | None
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """Take the rows out of an account's statements; return them, and the name and title of each."""
    tables, titles = {}, []
    for one in account["statements"] if account else ():
        rows, name = one.pop("rows"), f"statement-{one['currency'].lower()}"
        for row in rows:
            row["label"] = account_number(texts, row["other"], row["other_name"])
            row["bank_name"] = texts.bank(row["other_bank"])
        left = one["movements"] - len(rows)
        tables[name] = rows
        note = texts("serve.first_rows", n=len(rows)) if left else ""
        title = texts("show.statement", currency=one["currency"], n=one["movements"])
        titles.append((name, title, note))
    return tables, titles


def letters(
    case: Case, tell: Tell, *, kind: str, languages: tuple[str, ...], day: date | None
) -> dict[str, Any]:
    """Return letters to banks with their annexes, as one archive."""
    from moneygraph.export.letters import LetterOptions

    tell(Message("following the money"))
    found = case.freeze() if kind == "freeze" else case.requests()
    with private_folder(None, "moneygraph-letters-") as folder:
        inside = folder / kind
        made = case.letters(found, inside, LetterOptions(languages), day=day, progress=tell)
        names = [one.path.name for one in made]
        archive = shutil.make_archive(str(folder / kind), "zip", inside) if made else None
        content = Path(archive).read_bytes() if archive else b""
    return {"archive": content, "name": f"{kind}.zip", "letters": names}
