"""Statement files to add to a case: their sheets as temporary tables, their loaders recognised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.blocks import Block, find_blocks, width_of
from moneygraph.ingest.loading.guess import HeaderWords
from moneygraph.ingest.loading.loader import Loader, header_fields
from moneygraph.ingest.loading.merged import Merge, read_merges
from moneygraph.ingest.loading.preamble import (
    BalanceWords,
    Preamble,
    read_foot,
    read_preamble,
)
from moneygraph.ingest.loading.recognise import Recognised
from moneygraph.ingest.loading.report import (
    FileReport,
    LoadReport,
    known_report,
)
from moneygraph.ingest.loading.reworded import recognise_any
from moneygraph.ingest.loading.whose import Outside, Stretch, is_said_outside, stretches_of
from moneygraph.ingest.readers import Found, Known, Refused, Sheet, Skipped, Source, open_sheets
from moneygraph.ingest.readers.ahead import opened_ahead
from moneygraph.ingest.readers.refusal import unexpected
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import FileRefused, NoLoader
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, Stage
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb


#: How long a byte takes on an ordinary computer to be put into a table.
_OPENING_S = 5e-9


@dataclass
class StagedSheet:
    """A sheet whose cells are in temporary table `table`; `found` is None where no loader fits.

    `blocks` have headers of their own; `merges` are below its first header. `stretches`
    are what is said of the rows outside of them.
    """

    name: str
    table: str
    rows: int
    found: Recognised | None
    preamble: Preamble
    blocks: list[Block] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)


@dataclass(frozen=True)
class Choices:
    """The options --loader, --covers and --account of one call; None where not given.

    `passwords` are tried on what is locked, and stand in no message.
    """

    loader_name: str | None
    covers: str | None
    account: str | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Words:
    """The tables by which lines beside a table, headers and PDFs are understood."""

    balances: BalanceWords
    headers: HeaderWords
    tables: Known

    @classmethod
    def of(cls, data: DataFiles, loaders: Mapping[str, Loader]) -> Words:
        """Read the tables; raises `LoaderError` where one is none."""
        known = Known.of(data, header_fields(loaders))
        return cls(BalanceWords.of(data), HeaderWords.of(data), known)


@dataclass
class StagedFile:
    """A statement file whose sheets are staged."""

    source: Source
    sheets: list[StagedSheet] = field(default_factory=list)


def stage_all(
    con: duckdb.DuckDBPyConnection,
    all_found: Iterable[Found],
    folder: Path,
    loaders: dict[str, Loader],
    words: Words,
    report: LoadReport,
    progress: Progress,
    choices: Choices,
    apart: Set[str] = frozenset(),
) -> list[StagedFile]:
    """Stage the files that were found and the case lacks; put all of them into the report.

    A file that cannot be read is refused there, whatever its reader raises. Of those whose SHA-256
    is in `apart`, which are read elsewhere, nothing more is in the report than that they are there.
    What is unpacked is in `folder`. Raises `CaseFull` where there is no room.
    """
    staged: list[StagedFile] = []
    known: dict[str, int] = dict(rows_of(con, "select sha256, id from statement_file"))
    opened = opened_ahead(
        all_found,
        partial(open_sheets, known=words.tables),
        lambda source: source.sha256 not in known and source.sha256 not in apart,
    )
    with closing(opened):  # what is open ahead ends before the folder goes
        for source, sheets in opened:
            if isinstance(source, Refused):
                report.files.append(FileReport(source.name, error=source.error))
            elif isinstance(source, Skipped):
                report.passed_over.append(source)
            elif source.sha256 in known:
                again = known_report(con, source, known[source.sha256])
                again.error = _loaded_otherwise(con, source, choices)
                report.files.append(again)
            elif source.sha256 in apart:
                known[source.sha256] = -1
                report.files.append(FileReport(source.name, source.sha256, path=source.place))
            else:
                opening = Message("opening {file}", file=source.name)
                progress(Stage(opening, _OPENING_S * source.path.stat().st_size))
                try:
                    found = sheets.result() if sheets else open_sheets(source, words.tables)
                    file = _stage(con, source, found, loaders, words, len(staged), choices.account)
                except Exception as error:
                    report.files.append(_refused(source, error, folder))
                    continue
                staged.append(file)
                known[source.sha256] = -1
                names = _loader_names(file)
                report.files.append(
                    FileReport(source.name, source.sha256, loader=names, path=source.place)
                )
    return staged


def _refused(source: Source, error: Exception, folder: Path) -> FileReport:
    """Return the report of a file that cannot be read; raises the error if it is not the file's."""
    if not isinstance(error, FileRefused):
        error = unexpected(source.name, error, folder)
    return FileReport(source.name, source.sha256, error=error)


_ASKED = """
select requested_loader, requested_covers, requested_account from statement_file where sha256 = ?
"""


def _loaded_otherwise(
    con: duckdb.DuckDBPyConnection, source: Source, choices: Choices
) -> FileRefused | None:
    """Return the refusal of a file that the case has, loaded by other options than these."""
    for loader, covers, account in rows_of(con, _ASKED, source.sha256):
        for option, now, before in (
            ("--loader", choices.loader_name, loader),
            ("--covers", choices.covers, covers),
            ("--account", choices.account, account),
        ):
            if now is not None and now != before:
                return FileRefused(
                    Message(
                        "{name} is in the case already, loaded with {option} {before}",
                        name=source.name,
                        option=option,
                        before=before or Message("not given"),
                    ),
                    Message("To change that, load the exports into a new case."),
                )
    return None


def _loader_names(file: StagedFile) -> str:
    return ",".join(sorted({sheet.found.loader.name for sheet in file.sheets if sheet.found}))


def _stage(
    con: duckdb.DuckDBPyConnection,
    source: Source,
    sheets: Sequence[Sheet],
    loaders: dict[str, Loader],
    words: Words,
    index: int,
    account: str | None,
) -> StagedFile:
    file = StagedFile(source)
    first_unknown: NoLoader | None = None
    for sheet in sheets:
        shown = f"{source.name} [{sheet.name}]" if sheet.name else source.name
        found: Recognised | None
        try:
            found = recognise_any(sheet.head, loaders, shown, words.headers)
        except NoLoader as error:
            found = None
            first_unknown = first_unknown or error
        table = f"staged_{index}_{sheet.index}"
        one = _stage_sheet(con, sheet, found, table, loaders, words)
        if found is not None and is_said_outside(found):
            above = sheet.head[: found.head_rows - 1]
            outside = Outside(above, sheet.name, source.name, account)
            one.stretches = stretches_of(con, table, found, outside)
        file.sheets.append(one)
    if first_unknown is not None and not any(sheet.found for sheet in file.sheets):
        raise first_unknown
    return file


def _stage_sheet(
    con: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    found: Recognised | None,
    table: str,
    loaders: dict[str, Loader],
    words: Words,
) -> StagedSheet:
    if found is None:
        rows = sheet.stage(con, table, 0, max(sheet.width, 1))
        return StagedSheet(sheet.name, table, rows, None, Preamble())
    skip = found.head_rows
    rows = sheet.stage(con, table, skip, found.width)
    blocks = find_blocks(con, table, found, loaders, sheet.delimiter or ",")
    if width_of(found, blocks) > found.width:
        sheet.stage(con, table, skip, width_of(found, blocks))
    preamble = read_preamble(sheet.head[: max(skip - 1, 0)], words.balances)
    if found.loader.holds == "transfers":
        preamble.stated += [*sheet.stated, *read_foot(con, table, found, words.balances)]
    merges = read_merges(sheet.merges, skip)
    return StagedSheet(sheet.name, table, rows, found, preamble, blocks, merges)
