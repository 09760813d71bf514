"""What a load did, as lines in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.report.terminal.terminal import (
    Head,
    Terminal,
    cell_len,
    print_table,
    text_room,
)
from moneygraph.report.text.messages import in_language
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import sections_words
from moneygraph.report.values.load import COUNTS, OTHER_COUNTS, file_json
from moneygraph.store.printable import safe

if TYPE_CHECKING:
    from moneygraph.ingest.loading.report import FileReport, LoadReport
    from moneygraph.store.errors import FileRefused


#: Names of files that differ by their ends are told apart by so many characters.
_NAME_LEAST = 24


def print_load(
    terminal: Terminal,
    texts: Texts,
    report: LoadReport,
    sections: dict[str, list[dict[str, Any]]],
    *,
    has_case: bool = True,
) -> None:
    """Print a table of the files, what each covers, what was refused, and the case's sums.

    A first load of which all was refused leaves no case.
    """
    loaded = [file for file in report.files if file.error is None]
    if loaded:
        print_fates(terminal, texts, [file_json(file) for file in loaded])
        terminal.line()
        _print_covers(terminal, texts, loaded, sections)
    _print_refused(terminal, texts, [file for file in report.files if file.error is not None])
    for one in report.passed_over:
        _print_error(terminal, texts, one.error, "passed_over", "yellow")
    _print_advice(terminal, texts, loaded)
    if not has_case:
        terminal.paragraph(texts("load.no_case"))
        return
    terminal.paragraph(
        texts(
            "load.case",
            transfers=report.transfers,
            accounts=report.accounts,
            owners=report.owners,
        )
    )


def print_landed(terminal: Terminal, texts: Texts, report: LoadReport) -> None:
    """Print of each file that was new what became of it, and what was refused."""
    loaded = [file for file in report.files if file.error is None and not file.known]
    if loaded:
        print_fates(terminal, texts, [file_json(file) for file in loaded])
        _print_advice(terminal, texts, loaded)
    _print_refused(terminal, texts, [file for file in report.files if file.error is not None])


def print_fates(terminal: Terminal, texts: Texts, files: list[dict[str, Any]]) -> None:
    """Print of each file its name, its rows and what became of them: a row, or where names
    would be cut to less than can be told apart, a paragraph."""
    counts = [*COUNTS, *(name for name in OTHER_COUNTS if any(file[name] for file in files))]
    titles = [texts(f"load.{name}") for name in counts]
    names = [safe(name) for name in short_names([file["file"] for file in files])]
    rows = [[file[key] for key in counts] for file in files]
    if len(rows) > 1:
        names.append(texts("load.total"))
        rows.append([sum(column) for column in zip(*rows, strict=True)])
    heads = [Head(texts("load.file")), *(Head(title, number=True) for title in titles)]
    cells = [[name, *map(texts.count, row)] for name, row in zip(names, rows, strict=True)]
    longest = max((cell_len(name) for name in names), default=0)
    if text_room(terminal, heads, cells) >= min(longest, _NAME_LEAST):
        print_table(terminal, heads, cells)
        return
    for name, row in zip(names, rows, strict=True):
        terminal.line(terminal.fitted(name, terminal.width))
        shown = [
            f"{title} {texts.count(number)}"
            for title, number in zip(titles, row, strict=True)
            if number or title == titles[0]
        ]
        terminal.pairs(shown, indent=2)


def short_names(names: list[str]) -> list[str]:
    """Return names of files without the folders that all of them are in.

    >>> short_names(["march/kaspi.xlsx", "march/vtb.zip/vtb.csv"])
    ['kaspi.xlsx', 'vtb.zip/vtb.csv']
    """
    parts = [name.split("/") for name in names]
    most = min(map(len, parts), default=1) - 1
    common = 0
    while common < most and len({part[common] for part in parts}) == 1:
        common += 1
    return ["/".join(part[common:]) for part in parts]


def _print_covers(
    terminal: Terminal,
    texts: Texts,
    files: list[FileReport],
    sections: dict[str, list[dict[str, Any]]],
) -> None:
    for file in files:
        terminal.paragraph(safe(file.file), "bold")
        for line in sections_words(texts, sections.get(file.sha256 or "", [])):
            terminal.paragraph(line, indent=2, hang=2)
        if file.known:
            terminal.paragraph(texts("load.known"), "yellow", indent=2, hang=2)
    terminal.line()


def _print_refused(terminal: Terminal, texts: Texts, files: list[FileReport]) -> None:
    for file in files:
        assert file.error is not None
        _print_error(terminal, texts, file.error, "refused", "red")
    if files:
        terminal.line()


def _print_error(
    terminal: Terminal, texts: Texts, error: FileRefused, key: str, style: str
) -> None:
    what = safe(in_language(error.message, texts.lang))
    terminal.paragraph(texts(f"load.{key}", what=what), style, hang=2)
    if error.remedy:
        terminal.paragraph(safe(in_language(error.remedy, texts.lang)), indent=2)


def _print_advice(terminal: Terminal, texts: Texts, files: list[FileReport]) -> None:
    rejected = sum(file.rejected for file in files)
    warned = sum(file.warned for file in files)
    if rejected:
        terminal.paragraph(texts("load.rejected_rows", n=rejected), "yellow")
    if warned:
        terminal.paragraph(texts("load.warned_rows", n=warned), "yellow")
