"""Finds the exports of a record by their SHA-256: where they were, else below some folders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygraph.readers import Refused, Source, expand

Progress = Callable[[str], None]


@dataclass(frozen=True)
class FoundExport:
    """An export of a record: `state` is found, changed (its file is there), missing or refused.

    `place` is where it was found, `path` the file to load (unpacked, if it was in an archive).
    """

    name: str
    sha256: str
    state: str
    place: str | None = None
    path: Path | None = None
    detail: str = ""


def find_exports(
    exports: Sequence[dict[str, Any]],
    folders: Sequence[str | Path],
    workdir: Path,
    progress: Progress,
) -> list[FoundExport]:
    """Return each export of a record with where it is; archives are unpacked into `workdir`.

    No other path of the record is opened than the exports' own, and folders are not walked
    for it. Raises `CallError` when one of `folders` is not there.
    """
    there = [path for path in dict.fromkeys(export["path"] for export in exports) if _is_file(path)]
    left = {export["sha256"] for export in exports}
    sources: dict[str, Source] = {}
    refused: dict[str, str] = {}
    for place in (*there, *folders):
        if not left:
            break
        progress(f"looking through {place}")
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
    export: dict[str, Any],
    sources: dict[str, Source],
    there: Iterable[str],
    refused: dict[str, str],
) -> FoundExport:
    name, sha256, path = export["name"], export["sha256"], export["path"]
    if sha256 in sources:
        source = sources[sha256]
        return FoundExport(name, sha256, "found", source.stands, source.path)
    if path in there:
        return FoundExport(name, sha256, "changed", path, detail=refused.get(path, ""))
    return FoundExport(name, sha256, "missing", path)


def _is_file(path: str | None) -> bool:
    """Tell whether a recorded path is a file of this machine that may be opened.

    A share of another machine is not: opening it would tell that machine who we are.
    """
    if path is None or path[:2] in ("\\\\", "//") or not Path(path).is_absolute():
        return False
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False
