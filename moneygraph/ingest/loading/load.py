"""Load statement files into a case.

Every file is first staged: its sheets are put into temporary tables and their loader is
recognised. Then all of them are added in one transaction, which ends with the pairing of
transfers, so that a load is kept whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.adding import add_files, joins_as_written, take_away
from moneygraph.ingest.loading.coverage import check_covered, check_covers
from moneygraph.ingest.loading.loader import chosen_loaders
from moneygraph.ingest.loading.parts import (
    Part,
    add_part,
    fill_report,
    let_go,
    make_parts,
    small_files,
    without,
)
from moneygraph.ingest.loading.report import LoadReport, NameAndPath, count_fates, least_names
from moneygraph.ingest.loading.settle import settle
from moneygraph.ingest.loading.spelling import spelt_number
from moneygraph.ingest.loading.staged import Choices, StagedFile, Words, stage_all
from moneygraph.ingest.loading.totals import check_sums
from moneygraph.ingest.readers import expand
from moneygraph.store.errors import CallError, RefusedLate
from moneygraph.store.file import transaction
from moneygraph.store.masking import is_masked
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, Stage, silent
from moneygraph.store.sandbox import private_folder, reach
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.file import CaseFile

#: How long a row takes on an ordinary computer to be paired.
_PAIRING_S = 0.8e-6


def load(
    case: CaseFile,
    paths: Sequence[str | Path],
    loader_name: str | None = None,
    covers: str | None = None,
    account: str | None = None,
    *,
    passwords: Sequence[str] = (),
    progress: Progress = silent,
    settled: Callable[[duckdb.DuckDBPyConnection], None] = lambda _: None,
) -> LoadReport:
    """Load files, folders, globs and archives; one bad file does not stop the others.

    `loader_name` names the loader of every file instead of recognising it; `covers` names the
    accounts of which the files hold everything: all, none, bank:CODE or account numbers with
    commas; `account` is whose the statements are that do not say so; `passwords` are tried on what
    is locked. `settled` is called once transfers are made, in the same transaction.

    Raises `CallError` for an option that cannot be followed or a masked case, and `CaseFull` where
    there is no room; the case is then as before.
    """
    if is_masked(case.con):
        raise CallError(
            Message("nothing can be loaded into a masked case"), Message("Open it without a mask.")
        )
    check_covers(covers)
    loaders = chosen_loaders(case.data, loader_name)
    report = LoadReport()
    with private_folder(reach(case.con), "load-") as folder:
        choices = Choices(loader_name, covers, account and spelt_number(account), tuple(passwords))
        words = Words.of(case.data, loaders)
        found = [*expand(paths, folder, passwords)]
        small = small_files(found, set(_sha256s(case.con)))
        apart = {source.sha256 for source in small}
        staged = stage_all(
            case.con, found, folder, loaders, words, report, progress, choices, apart
        )
        parts = make_parts(small, case.data, choices, folder, progress)
        fill_report(report, parts)
        while not _is_added(case, staged, parts, choices, report, progress, settled):
            pass
        count_fates(case.con, report)
    return report


def _sha256s(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [sha256 for (sha256,) in rows_of(con, "select sha256 from statement_file")]


def _is_added(
    case: CaseFile,
    staged: list[StagedFile],
    parts: list[Part],
    choices: Choices,
    report: LoadReport,
    progress: Progress,
    settled: Callable[[duckdb.DuckDBPyConnection], None],
) -> bool:
    """Add what was read in one transaction, or take away a file that cannot be; then return False.

    That is one for which it is known only from its rows.
    """
    names = least_names(report)
    renamed = _renamed(case.con, names)
    if not staged and not parts and not renamed:
        return True
    case.check_written()
    try:
        with joins_as_written(case.con), transaction(case.con):
            _rename(case.con, renamed)
            if staged or parts:
                _add_all(case, staged, parts, names, choices, progress)
                settled(case.con)
    except RefusedLate as error:
        parts[:] = [without(part, error.sha256) for part in parts]
        take_away(error, staged, report)
        return False
    finally:
        let_go(case.con)
    return True


def _renamed(
    con: duckdb.DuckDBPyConnection, names: dict[str, NameAndPath]
) -> list[tuple[str, str, int]]:
    """Return (name, path, id) of the files in the case that came under a lesser name now."""
    return [
        (*names[sha], file_id)
        for file_id, sha, name in rows_of(con, "select id, sha256, name from statement_file")
        if sha in names and names[sha][0] < name
    ]


def _rename(con: duckdb.DuckDBPyConnection, renamed: list[tuple[str, str, int]]) -> None:
    for row in renamed:
        con.execute("update statement_file set name = ?, path = ? where id = ?", row).fetchall()


def _add_all(
    case: CaseFile,
    staged: list[StagedFile],
    parts: list[Part],
    names: dict[str, NameAndPath],
    choices: Choices,
    progress: Progress,
) -> None:
    add_files(case, staged, names, choices, progress)
    for part in parts:
        add_part(case.con, part, names)
    check_covered(case.con, choices.covers)
    new = [file.source.sha256 for file in staged]
    check_sums(case.con, new + [sha256 for part in parts for sha256 in part.sha256s])
    pairing = Message("pairing the two sides of transfers")
    ((rows,),) = rows_of(case.con, "select count(*) from row_base")
    progress(Stage(pairing, _PAIRING_S * rows))
    settle(case)
