"""Verifies a record: repeats its call and compares what it holds with what is found now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from msgspec import to_builtins

from moneygraph.audit.edited import edited_files
from moneygraph.audit.read import Record
from moneygraph.audit.repeat import FoundExport, Opening, Repeated, find_exports, repeat
from moneygraph.audit.write import our_files, own_files, result_sha256
from moneygraph.report.values.json import json_text
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import MoneygraphError
from moneygraph.store.progress import Progress, silent
from moneygraph.store.sandbox import private_folder
from moneygraph.store.version import __version__

_NOTHING: Final = object()
Difference = dict[str, Any]


def first_difference(recorded: Any, repeated: Any, place: str = "") -> Difference | None:
    """Return the place where two values differ first as JSON, and what each has there.

    A side that has nothing there lacks its key. None where they are the same byte for byte.
    """
    if isinstance(recorded, dict) and isinstance(repeated, dict):
        pairs = _members(recorded, repeated, place)
    elif isinstance(recorded, list) and isinstance(repeated, list):
        pairs = (
            (f"{place}[{index}]", ours, theirs)
            for index, (ours, theirs) in enumerate(
                zip_longest(recorded, repeated, fillvalue=_NOTHING)
            )
        )
    else:
        return None if _same(recorded, repeated) else _difference(place, recorded, repeated)
    differences = (first_difference(ours, theirs, where) for where, ours, theirs in pairs)
    return next((found for found in differences if found is not None), None)


def _members(
    recorded: dict[str, Any], repeated: dict[str, Any], place: str
) -> Iterator[tuple[str, Any, Any]]:
    for name in {**recorded, **repeated}:
        where = f"{place}.{name}" if place else name
        yield where, recorded.get(name, _NOTHING), repeated.get(name, _NOTHING)
    if list(recorded) != list(repeated):
        yield f"{place} (order of keys)", list(recorded), list(repeated)


def _same(recorded: Any, repeated: Any) -> bool:
    if recorded is _NOTHING or repeated is _NOTHING:
        return False
    return json_text(recorded) == json_text(repeated)


def _difference(place: str, recorded: Any, repeated: Any) -> Difference:
    sides = {"recorded": recorded, "repeated": repeated}
    return {"place": place} | {name: one for name, one in sides.items() if one is not _NOTHING}


def changed_names(what: str, recorded: dict[str, str], now: dict[str, str]) -> list[Difference]:
    """Return what changed between two tables of SHA-256 by name; keys as above."""
    sides = {"recorded": recorded, "now": now}
    return [
        {"what": what, "name": name}
        | {side: table[name] for side, table in sides.items() if name in table}
        for name in sorted({*recorded, *now})
        if recorded.get(name) != now.get(name)
    ]


@dataclass
class Verdict:
    """What was found out about a record.

    `intact`: its result has the SHA-256 it states. `difference`: where the repeated result
    differs first. `untrue`: the same for its statement files. `others`: what else is
    not as it was then; that alone does not make a result another. `edited`: the files among
    that on which the result depends. `page`: whether the page that holds the record is to the byte
    what the record gives (`report.page_state`), None for a record alone or of another answer.
    """

    exports: list[FoundExport]
    intact: bool
    error: MoneygraphError | None = None
    repeated_sha256: str | None = None
    difference: Difference | None = None
    untrue: Difference | None = None
    others: list[Difference] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    page: str | None = None

    @property
    def is_repeated(self) -> bool:
        """Tell whether the call was repeated and gave the answer that is recorded."""
        return self.intact and self.difference is None and self.repeated_sha256 is not None

    @property
    def same(self) -> bool:
        """Tell whether the call was repeated and all of the record is true."""
        return self.is_repeated and self.untrue is None and self.page != "changed"


def verify(
    record: Record,
    folders: Sequence[str | Path],
    opening: Opening,
    progress: Progress = silent,
    data: DataFiles = OURS,
) -> Verdict:
    """Repeat the call of a record on its statement files in a private case that is then removed.

    Exports are looked for where they were, then below `folders`. `opening` makes a case.
    """
    intact = result_sha256(record.result) == record.result_sha256
    with private_folder(None, "moneygraph-") as workdir:
        found = find_exports(record.exports, folders, workdir, progress)
        if any(export.state != "found" for export in found):
            return Verdict(found, intact, others=_others(record, None, data))
        repeated = repeat(record, found, workdir, opening, progress)
    verdict = Verdict(
        repeated.found, intact, repeated.error, others=_others(record, repeated.loaders, data)
    )
    if verdict.error is None and all(export.state == "found" for export in verdict.exports):
        _compare(record, repeated, verdict)
    verdict.edited = edited_files(record.command, record.parameters, verdict.others, data)
    return verdict


def _compare(record: Record, repeated: Repeated, verdict: Verdict) -> None:
    verdict.repeated_sha256 = result_sha256(repeated.result)
    verdict.difference = first_difference(record.result, repeated.result)
    verdict.untrue = first_difference(
        _without_paths(to_builtins(record.exports)), _without_paths(repeated.exports), "exports"
    )


def _without_paths(exports: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**export, "path": None} for export in exports]


def _others(record: Record, loaders: dict[str, str] | None, data: DataFiles) -> list[Difference]:
    version = record.version
    found = [{"what": "version", "name": "moneygraph", "recorded": version, "now": __version__}]
    return [
        *(one for one in found if version != __version__),
        *(changed_names("loader", record.loaders, loaders) if loaders else []),
        *changed_names("file", record.files, our_files()),
        *changed_names("own file", record.own_files, own_files(data)),
    ]


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict as plain values."""
    return {
        "same": verdict.same,
        "intact": verdict.intact,
        "exports": [
            {
                "name": one.name,
                "sha256": one.sha256,
                "state": one.state,
                "place": one.place,
                "detail": one.detail,
            }
            for one in verdict.exports
        ],
        "repeated_sha256": verdict.repeated_sha256,
        "error": verdict.error.message if verdict.error else None,
        "difference": verdict.difference,
        "untrue": verdict.untrue,
        "edited": verdict.edited,
        "others": verdict.others,
        **({} if verdict.page is None else {"page": verdict.page}),
    }
