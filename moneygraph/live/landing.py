"""Which files of a folder have landed: are there whole, and were not taken before.

Nobody tells a folder that a file is whole. A file is taken when it has not changed for a moment:
its size and time of change stayed the same, or were that old when it was first seen, as those of a
file that was renamed into place are. An archive or a workbook must have its end record, and a text
without a last line end may be written on, so that it is given longer. Names that programs write
under until they are done are left alone. The folder is looked at again and again rather than
through events of the system, as network shares have none.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from moneygraph.ingest.readers.source import ARCHIVES, WORKBOOKS, ending, is_litter

#: Endings of names that programs write under until a file is whole.
UNFINISHED: Final = frozenset(
    {".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", ".lock"}
)
#: For how long a file must stay as it is, in seconds; a text without a last line end for longer.
QUIET_S: Final = 0.3
OPEN_ENDED_S: Final = 3.0
#: What begins with a zip's signature ends with its end record.
_ZIPS: Final = ARCHIVES | WORKBOOKS
_ZIP_START: Final = b"PK"


@dataclass(frozen=True)
class Mark:
    """What tells one state of a file from another: which file it is, its size and its time."""

    device: int
    inode: int
    size: int
    changed_ns: int


@dataclass
class _Seen:
    mark: Mark
    since: float  # by our own clock
    is_taken: bool = False


class Landing:
    """The files of a folder and below; `whole` gives those that have landed since it was asked.

    `clock` counts seconds on, `now` is the time of day that files are marked with.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self._clock, self._now = clock, now
        self._seen: dict[Path, _Seen] = {}
        self._unfinished: set[tuple[int, int]] = set()

    def whole(self) -> tuple[Path, ...]:
        """Return the files that are whole now and were not returned as they are; by name."""
        found, unfinished = {}, set()
        for path, mark in _files(self.folder):
            if _is_unfinished(path.name):
                unfinished.add((mark.device, mark.inode))
            else:
                found[path] = mark
        landed = [path for path, mark in found.items() if self._has_landed(path, mark)]
        self._seen = {path: self._seen[path] for path in found}
        self._unfinished = unfinished
        return tuple(sorted(landed))

    def again(self, path: Path) -> None:
        """Take a file anew that could not be loaded for a reason outside of it."""
        if path in self._seen:
            self._seen[path].is_taken = False

    @property
    def waits(self) -> bool:
        """Whether some file with a finished name is there that is not whole yet."""
        return any(one.mark.size and not one.is_taken for one in self._seen.values())

    def _has_landed(self, path: Path, mark: Mark) -> bool:
        seen, clock = self._seen.get(path), self._clock()
        if seen is None or seen.mark != mark:
            renamed = (mark.device, mark.inode) in self._unfinished
            since = clock - OPEN_ENDED_S if renamed else self._quiet_since(mark, clock)
            seen = self._seen[path] = _Seen(mark, since)
        if seen.is_taken or clock - seen.since < QUIET_S or not mark.size:
            return False
        seen.is_taken = _is_ended(path, patient=clock - seen.since >= OPEN_ENDED_S)
        return seen.is_taken

    def _quiet_since(self, mark: Mark, clock: float) -> float:
        """Return since when a file that is seen for the first time has been quiet.

        Not more than its own time tells, and nothing where that is in the future, as the clock of
        a network share may be.
        """
        age = self._now() - mark.changed_ns / 1e9
        return clock - max(0.0, age)


def _files(folder: Path) -> Iterator[tuple[Path, Mark]]:
    """Yield the regular files below a folder with their marks; hidden ones are left out."""
    pending = [folder]
    while pending:
        try:
            with os.scandir(pending.pop()) as entries:
                for entry in entries:
                    if is_litter(entry.name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(Path(entry.path))
                    elif entry.is_file():
                        status = entry.stat()
                        yield (
                            Path(entry.path),
                            Mark(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns),
                        )
        except OSError:  # it went away, or may not be read yet; it is looked at again
            continue


def _is_unfinished(name: str) -> bool:
    return ending(name) in UNFINISHED


def _is_ended(path: Path, *, patient: bool) -> bool:
    """Tell whether a file that is quiet ends as one of its kind does, or was given time to."""
    try:
        with path.open("rb") as file:
            if ending(path.name) in _ZIPS and file.read(2) == _ZIP_START:
                return zipfile.is_zipfile(file) or patient
            file.seek(-1, os.SEEK_END)
            return patient or ending(path.name) in _ZIPS or file.read(1) in b"\r\n\0"
    except OSError:
        return patient
