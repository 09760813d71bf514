"""Makes a case of the exports that were found, as they were loaded then, and asks again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from moneygraph.case import transaction
from moneygraph.complaints import make_claims
from moneygraph.errors import CallError, CaseError, MoneygraphError
from moneygraph.manifest.commands import REPEATABLE
from moneygraph.manifest.facts import exports_of, loaders_of
from moneygraph.manifest.search import FoundExport, Progress
from moneygraph.printable import printable
from moneygraph.sqltext import run_file

if TYPE_CHECKING:
    from moneygraph.api import Case

#: Opens a case that is not there yet.
Opening = Callable[[Path], AbstractContextManager["Case"]]


@dataclass
class Repeated:
    """What the repeated call gave and stands on, or why it could not be repeated."""

    found: list[FoundExport]
    result: Any = None
    exports: list[dict[str, Any]] = field(default_factory=list)
    loaders: dict[str, str] = field(default_factory=dict)
    error: MoneygraphError | None = None


def repeat(
    record: dict[str, Any],
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
                _name_as_recorded(case, record["exports"])
                repeated.exports, repeated.loaders = exports_of(case.con), loaders_of(case.con)
                progress("repeating the call")
                repeatable = REPEATABLE[record["command"]]
                repeated.result = repeatable.result(case, record["parameters"])
        except CaseError:  # the disk is full, say: that tells nothing of the record
            raise
        except MoneygraphError as error:
            repeated.error = error
        except (duckdb.DataError, duckdb.ProgrammingError, ValueError, OverflowError) as error:
            # parameters of a stranger's making can be such as no call would take
            repeated.error = CallError(f"the call fails: {printable(str(error))}")
    return repeated


def _load(case: Case, record: dict[str, Any], repeated: Repeated, progress: Progress) -> None:
    """Load the exports, those together that were loaded with the same choices."""
    paths = {export.sha256: export.path for export in repeated.found}
    groups: dict[tuple[str | None, str | None], list[Path]] = {}
    for export in record["exports"]:
        path = paths[export["sha256"]]
        if path is not None:
            choices = (export["asked_loader"], export["asked_covers"])
            groups.setdefault(choices, []).append(path)
    loaded, errors = set(), {}
    for (loader, covers), files in groups.items():
        for file in case.load(*files, loader=loader, covers=covers, progress=progress).files:
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


def _name_as_recorded(case: Case, exports: Sequence[dict[str, Any]]) -> None:
    """Give exports the names they had: answers and complaints name rows by FILE:ROW."""
    digests = [export["sha256"] for export in exports]
    names = [export["name"] for export in exports]
    with transaction(case.con, "while exports were named"):
        run_file(case.con, "manifest/names.sql", digests=digests, names=names)
        make_claims(case.con)
