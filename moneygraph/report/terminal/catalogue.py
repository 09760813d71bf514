"""The queries, profiles and loaders there are, as JSON values and as lines in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.catalogues import by_english
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.findings import translated
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.detect.queries import Param, Profile, Query
    from moneygraph.ingest.loading.loader import Loader

_LIST_INDENT = 4


def query_json(query: Query) -> dict[str, Any]:
    """Return a query's head; defaults as they are typed, null where there is none."""
    return {
        "name": query.name,
        "title": query.title,
        "finds": query.finds,
        "innocent": query.innocent,
        "min_score": query.min_score,
        "params": [
            {
                "name": param.name,
                "option": _option(param),
                "default": _typed(param),
                "unit": param.unit,
                "about": param.about,
            }
            for param in query.params.values()
        ],
        "columns": {column.name: column.type for column in query.columns},
    }


def _typed(param: Param) -> str | None:
    from moneygraph.detect.queries.units import write_value

    return None if param.default is None else write_value(param.default, param.unit)


def _option(param: Param) -> str:
    return f"--{param.name.replace('_', '-')}"


def print_queries(terminal: Terminal, texts: Texts, queries: list[Query]) -> None:
    """Print every query's head."""
    for number, query in enumerate(queries):
        if number:
            terminal.line()
        _print_head(terminal, texts, query)


def print_query(terminal: Terminal, texts: Texts, query: Query) -> None:
    """Print one query: its head, its file, its SQL and its card."""
    _print_head(terminal, texts, query)
    terminal.paragraph(f"{texts('list.file')}: {safe(query.path)}", indent=2, hang=2)
    terminal.line()
    for line in query.text.splitlines():
        terminal.line(safe(line))
    if query.card is not None:
        terminal.line()
        for line in query.card.text.splitlines():
            terminal.line(safe(line))


def _print_head(terminal: Terminal, texts: Texts, query: Query) -> None:
    terminal.paragraph(
        f"{safe(query.name)}: {safe(translated(query, 'title', texts))}", "bold", hang=2
    )
    for key in ("finds", "innocent"):
        text = safe_long(translated(query, key, texts))
        terminal.paragraph(f"{texts(f'list.{key}')}: {text}", indent=2, hang=2)
    terminal.paragraph(f"{texts('list.least')}: {query.min_score:g} (--min-score)", indent=2)
    for param in query.params.values():
        translations = query.card.params.get(param.name, {}) if query.card else {}
        about = translations.get(texts.lang, param.about)
        default = _default(texts, param)
        terminal.paragraph(
            f"{safe(_option(param))} {texts.word('list', f'unit_{param.unit}')}: "
            f"{safe_long(about)} ({default})",
            indent=_LIST_INDENT,
            hang=2,
        )


def _default(texts: Texts, param: Param) -> str:
    if param.default is None:
        return texts("list.needed")
    shown = _typed(param)
    if param.unit == "money":
        shown = texts.short_amount(int(param.default))
    elif param.unit == "share":
        shown = texts.percent(float(param.default))
    return texts("list.default", value=shown)


def safe_long(text: str) -> str:
    """Return a text of a query's or a loader's file, safe to print and not cut short."""
    return " ".join(map(safe, text.split()))


def loader_json(loader: Loader) -> dict[str, Any]:
    """Return all that a loader's file states."""
    return {
        "name": loader.name,
        "title": loader.title,
        "about": loader.about,
        "holds": loader.holds,
        "bank": loader.bank,
        "columns": {name: list(headers) for name, headers in loader.columns.items()},
        "required": list(loader.required),
        "ignored": list(loader.ignored),
        "absent": list(loader.absent),
        "dates": list(loader.dates),
        "hours_since": loader.hours_since,
        "currency": loader.currency,
        "negative": loader.negative,
        "positive": loader.positive,
        "covers": loader.covers,
        "swapped": list(loader.swapped),
        "direction_in": loader.direction_in,
        "file": str(loader.path),
    }


def print_loaders(terminal: Terminal, texts: Texts, loaders: list[Loader]) -> None:
    """Print the name and title of each loader."""
    longest = max((len(loader.name) for loader in loaders), default=0)
    for loader in loaders:
        name = safe(loader.name).ljust(longest)
        title = safe(by_english("data", loader.title, texts.lang))
        terminal.paragraph(f"{name}  {title}", hang=longest + 2)


def print_loader(terminal: Terminal, texts: Texts, loader: Loader) -> None:
    """Explain one loader, its columns field by field."""
    title = safe(by_english("data", loader.title, texts.lang))
    terminal.paragraph(f"{safe(loader.name)}: {title}", "bold", hang=2)
    for line in loader.about.splitlines():
        terminal.paragraph(safe(by_english("data", line, texts.lang)), indent=2, hang=2)
    terminal.line()
    for name, headers in loader.columns.items():
        required = f" ({texts('list.required')})" if name in loader.required else ""
        names = " | ".join(map(safe, headers))
        terminal.paragraph(f"{name}{required}: {names}", indent=2, hang=_LIST_INDENT)
    terminal.line()
    for label, value in _facts(texts, loader):
        terminal.paragraph(f"{label}: {value}" if value else label, indent=2, hang=2)


def _facts(texts: Texts, loader: Loader) -> list[tuple[str, str]]:
    if loader.holds == "transfers":
        covers = texts(f"list.covers_{loader.covers or 'inferred'}")
        facts = [(texts("list.covers"), covers)]
    else:
        facts = [(texts("list.holds"), texts.word("holds", loader.holds))]
    if loader.hours_since:
        facts.append((texts("list.hours_since", start=safe(loader.hours_since)), ""))
    else:
        forms = " | ".join((*map(safe, loader.dates), texts("list.dates_any")))
        facts.append((texts("list.dates"), forms))
    facts.append((texts("list.currency"), safe(loader.currency)))
    if loader.bank:
        facts.append((texts("list.bank"), texts.bank(loader.bank)))
    if loader.negative == "debit":
        facts.append((texts("list.negative_debit"), ""))
    if loader.is_own:
        facts.append((texts(f"list.direction_{_direction_by(loader)}"), ""))
    if loader.swapped:
        operations = ", ".join(map(safe, loader.swapped))
        facts.append((texts("list.swapped", operations=operations), ""))
    for key in ("ignored", "absent"):
        headers = getattr(loader, key)
        if headers:
            facts.append((texts(f"list.{key}"), " | ".join(map(safe, headers))))
    facts.append((texts("list.file"), safe(loader.path)))
    return facts


def _direction_by(loader: Loader) -> str:
    """Return by what a statement of an account shows which way money went."""
    if loader.direction_in:
        return loader.direction_in
    for name, by in (("direction", "word"), ("amount_debit", "sides")):
        if name in loader.columns:
            return by
    return "sign"


def profile_json(profile: Profile) -> dict[str, Any]:
    """Return a profile's file; values as they are typed."""
    return {
        "name": profile.name,
        "title": profile.title,
        "about": safe_long(profile.about),
        "thresholds": [
            {
                "query": one.query,
                "param": one.param,
                "value": one.typed,
                "unit": one.unit,
                "source": one.source,
                "note": one.note,
            }
            for one in profile.settings
        ],
        "file": str(profile.path),
    }


def print_profiles(terminal: Terminal, texts: Texts, profiles: list[Profile]) -> None:
    """Print every profile, its thresholds with their sources."""

    def shown(text: str) -> str:
        return safe_long(by_english("data", text, texts.lang))

    for number, profile in enumerate(profiles):
        if number:
            terminal.line()
        terminal.paragraph(f"{safe(profile.name)}: {shown(profile.title)}", "bold", hang=2)
        terminal.paragraph(shown(profile.about), indent=2, hang=2)
        for one in profile.settings:
            unit = texts.word("list", f"unit_{one.unit}")
            option = f"--{one.param.replace('_', '-')}"
            terminal.line()
            terminal.paragraph(
                f"  {safe(one.query)} {safe(option)} {safe(one.typed)} ({unit})", hang=4
            )
            terminal.paragraph(f"{texts('list.source')}: {shown(one.source)}", indent=4, hang=2)
            terminal.paragraph(f"{texts('list.note')}: {shown(one.note)}", indent=4, hang=2)
        terminal.line()
        terminal.paragraph(f"{texts('list.file')}: {safe(profile.path)}", indent=2, hang=2)
