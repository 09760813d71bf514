"""Repeats the call of a record: finds its statement files, loads them into a new case, runs it.

Files are known by their SHA-256: where they were, or below folders that are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from msgspec import structs

from moneygraph.audit.read import Decided, Record, StatementFile, call_of
from moneygraph.audit.write import exports_of, loaders_of
from moneygraph.ingest.complaints import make_claims
from moneygraph.ingest.loading.decisions import Decision, decide_all
from moneygraph.ingest.readers import Refused, Source, expand
from moneygraph.store.errors import CallError, CaseError, MoneygraphError
from moneygraph.store.file import transaction
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress
from moneygraph.store.sqltext import run_file

if TYPE_CHECKING:
    from moneygraph.api import Case


@dataclass(frozen=True)
class FoundExport:
    """A file of a record: `state` is found, changed (another has its path), missing or refused.

    `place` is where it was found, `path` the file to load (unpacked, if it was in an archive).
    """

    name: str
    sha256: str
    state: str
    place: str | None = None
    path: Path | None = None
    detail: str = ""


def find_exports(
    exports: Sequence[StatementFile],
    folders: Sequence[str | Path],
    workdir: Path,
    progress: Progress,
) -> list[FoundExport]:
    """Return each file of a record with where it is; archives are unpacked into `workdir`.

    No other path of the record is opened than the files' own, and folders are not walked
    for it. Raises `CallError` when one of `folders` is not there.
    """
    paths = dict.fromkeys(export.path for export in exports if export.path is not None)
    there = [path for path in paths if _is_file(path)]
    left = {export.sha256 for export in exports}
    sources: dict[str, Source] = {}
    refused: dict[str, str] = {}
    for place in (*there, *folders):
        if not left:
            break
        progress(Message("looking through {place}", place=place))
        for found in expand([place], workdir):
            if isinstance(found, Source):
                _keep(found, left, sources)
            elif isinstance(found, Refused):
                refused[str(place)] = found.error.message
    return [_judged(export, sources, there, refused) for export in exports]


def _keep(source: Source, left: set[str], sources: dict[str, Source]) -> None:
    if source.sha256 in left:
        left.discard(source.sha256)
        sources[source.sha256] = source
    elif source.archive is not None:
        source.path.unlink()


def _judged(
    export: StatementFile,
    sources: dict[str, Source],
    there: Iterable[str],
    refused: dict[str, str],
) -> FoundExport:
    name, sha256, path = export.name, export.sha256, export.path
    if sha256 in sources:
        source = sources[sha256]
        return FoundExport(name, sha256, "found", source.place, source.path)
    if path is not None and path in there:
        return FoundExport(name, sha256, "changed", path, detail=refused.get(path, ""))
    return FoundExport(name, sha256, "missing", path)


def _is_file(path: str) -> bool:
    """Tell whether a recorded path is a file of this machine that may be opened.

    A share of another machine is not: opening it would show that machine who we are.
    """
    if path[:2] in ("\\\\", "//") or not Path(path).is_absolute():
        return False
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


#: Opens a case that is not there yet.
Opening = Callable[[Path], AbstractContextManager["Case"]]


@dataclass
class Repeated:
    """What the repeated call returned and depends on, or why it could not be repeated."""

    found: list[FoundExport]
    result: Any = None
    exports: list[dict[str, Any]] = field(default_factory=list)
    loaders: dict[str, str] = field(default_factory=dict)
    error: MoneygraphError | None = None


def repeat(
    record: Record,
    found: Sequence[FoundExport],
    workdir: Path,
    opening: Opening,
    progress: Progress,
) -> Repeated:
    """Load what was found into a new case in `workdir` and repeat the call of the record."""
    repeated = Repeated(list(found))
    with opening(workdir / "case.duckdb") as case:
        try:
            _load(case, record, repeated, progress)
            if all(export.state == "found" for export in repeated.found):
                _decide_as_recorded(case, record.decisions)
                _name_as_recorded(case, record.exports)
                repeated.exports, repeated.loaders = exports_of(case.con), loaders_of(case.con)
                progress(Message("repeating the call"))
                repeated.result = call_of(record).result(case)
        except CaseError:  # such as a full disk: no fault of the record
            raise
        except MoneygraphError as error:
            repeated.error = error
        except (duckdb.DataError, duckdb.ProgrammingError, ValueError, OverflowError) as error:
            # parameters of a stranger's making can be such as no call would take
            repeated.error = CallError(Message("the call fails: {why}", why=str(error)))
    return repeated


def _load(case: Case, record: Record, repeated: Repeated, progress: Progress) -> None:
    """Load the statement files, those together that were loaded with the same choices."""
    paths = {export.sha256: export.path for export in repeated.found}
    groups: dict[tuple[str | None, str | None, str | None], list[Path]] = {}
    for export in record.exports:
        path = paths[export.sha256]
        if path is not None:
            choices = (export.asked_loader, export.asked_covers, export.asked_account)
            groups.setdefault(choices, []).append(path)
    loaded, errors = set(), {}
    for (loader, covers, account), files in groups.items():
        report = case.load(*files, loader=loader, covers=covers, account=account, progress=progress)
        for file in report.files:
            if file.error is None:
                loaded.add(file.sha256)
            elif file.sha256 is not None:
                errors[file.sha256] = file.error.message
    repeated.found = [
        one
        if one.sha256 in loaded
        else replace(one, state="refused", detail=errors.get(one.sha256, ""))
        for one in repeated.found
    ]


def _decide_as_recorded(case: Case, decided: Sequence[Decided]) -> None:
    decisions = [Decision(**structs.asdict(one)) for one in decided]
    with case.file.scratch() as file:
        decide_all(file, decisions, settled=make_claims)


def _name_as_recorded(case: Case, exports: Sequence[StatementFile]) -> None:
    """Give statement files the names they had: answers and complaints name rows by FILE:ROW."""
    digests = [export.sha256 for export in exports]
    names = [export.name for export in exports]
    with transaction(case.con):
        run_file(case.con, "audit/names.sql", digests=digests, names=names)
        make_claims(case.con)
