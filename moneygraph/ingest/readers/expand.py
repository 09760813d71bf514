"""Turns what a user typed into statement files: files, folders, patterns and archives."""

from __future__ import annotations

import glob
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from moneygraph.ingest.readers.kind import is_ours, unknown_kind
from moneygraph.ingest.readers.members import Holder
from moneygraph.ingest.readers.packed import opener_of
from moneygraph.ingest.readers.refusal import SAMPLE, refusal, unexpected, unopenable
from moneygraph.ingest.readers.source import (
    ARCHIVES,
    KNOWN,
    Found,
    Refused,
    Skipped,
    ending,
    is_litter,
    storable,
)
from moneygraph.store.errors import CallError, UnreadableFile
from moneygraph.store.message import Message
from moneygraph.store.printable import printable


@dataclass(frozen=True)
class _File:
    """A path that was found; `typed` when the user named this very file."""

    path: Path
    typed: bool
    error: OSError | None = None

    @property
    def name(self) -> str:
        return storable(self.path.as_posix())


def expand(
    paths: Sequence[str | Path], workdir: Path, passwords: Sequence[str] = ()
) -> Iterator[Found]:
    """Return every statement file that `paths` name, sorted by name, none of them twice.

    A path is a file, a folder (with all that is below it), a pattern with ``*``, ``?``,
    ``[...]`` or ``**``, an archive or a message. Hidden files and those that programs leave
    behind are passed over silently. Archives are unpacked as they are met into a new private
    folder in `workdir`, which the caller removes; `passwords` are tried on those that are locked.

    Raises `CallError`, before anything is read, when a path names nothing.
    """
    found = [file for path in paths for file in _found(path)]
    ordered = sorted(found, key=lambda file: (file.name, not file.typed))
    return _check_all(ordered, workdir, tuple(passwords))


def _found(typed: str | Path) -> list[_File]:
    text = str(typed)
    named = Path(typed)
    if text and "\0" not in text and os.path.lexists(named):
        return _below(named, typed=True)
    files = [file for match in _matches(text) for file in _below(match, typed=False)]
    if not files:
        path = printable(text) or Message("the empty path")
        pattern = glob.has_magic(text)
        what = Message("{path} matches no file" if pattern else "{path} is not there", path=path)
        raise CallError(what, Message("Name files, folders or patterns that exist."))
    return files


def _matches(pattern: str) -> list[Path]:
    if not glob.has_magic(pattern) or "\0" in pattern:
        return []
    matches = [Path(match) for match in glob.glob(pattern, recursive=True)]  # noqa: PTH207
    typed = set(Path(pattern).parts)
    return [path for path in matches if not any(map(is_litter, set(path.parts) - typed))]


def _below(path: Path, *, typed: bool) -> list[_File]:
    """Return a file itself, or all that is below a folder."""
    if not path.is_dir():
        return [_File(path, typed)]
    errors: list[OSError] = []
    files: list[_File] = []
    for folder, below, names in os.walk(path, onerror=errors.append):
        below[:] = [name for name in below if not is_litter(name)]
        links = [name for name in below if Path(folder, name).is_symlink()]  # not gone into
        files += [_File(Path(folder, name), False) for name in names + links if not is_litter(name)]
    files += [_File(Path(str(error.filename)), True, error) for error in errors]
    if typed and not files:
        raise CallError(
            Message("the folder {path} holds no files", path=printable(str(path))),
            Message("Name a folder that holds exports."),
        )
    return files


def _check_all(files: list[_File], workdir: Path, passwords: tuple[str, ...]) -> Iterator[Found]:
    folder = Path(tempfile.mkdtemp(prefix="exports-", dir=workdir))
    seen: set[tuple[int, int]] = set()
    for file in files:
        if file.error is None and file.path.is_dir():
            error = refusal(file.name, "is a link to a folder", "Name that folder to load it.")
            yield Skipped(file.name, error)
            continue
        try:
            status = _status(file)
        except UnreadableFile as error:
            yield Refused(file.name, error)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen:
            continue
        seen.add(identity)
        try:
            yield from _checked(file, folder, passwords)
        except UnreadableFile as error:
            yield Refused(file.name, error)
        except Exception as error:
            yield Refused(file.name, unexpected(file.name, error, folder))


def _status(file: _File) -> os.stat_result:
    """Return a file's status; raises `UnreadableFile` unless it is a regular file."""
    try:
        if file.error is not None:
            raise file.error
        status = file.path.stat()
    except OSError as error:
        if file.path.is_symlink() and not file.path.exists():
            raise refusal(file.name, "is a link to nothing", "Name the file itself.") from error
        raise unopenable(file.name, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise refusal(
            file.name, "is no file but a pipe, socket or device", "Save its contents to a file."
        )
    return status


def _checked(file: _File, folder: Path, passwords: tuple[str, ...]) -> Iterator[Found]:
    kind = ending(file.name)
    if is_litter(file.path.name) and not file.path.name.startswith("."):
        left = refusal(file.name, "was left behind by a program", "It holds no transfers.")
        yield Skipped(file.name, left)
        return
    start = _start(file)
    if kind not in KNOWN:
        error = unknown_kind(file.name, start)
        if file.typed:
            raise error
        if not is_ours(start):
            yield Skipped(file.name, error)
        return
    holder = Holder(file.path, file.name, folder, file.path, passwords)
    opener = opener_of(start)
    if opener:
        yield from opener(holder)
    elif kind in ARCHIVES:
        raise refusal(file.name, "is no archive")
    else:
        yield holder.itself()


def _start(file: _File) -> bytes:
    try:
        with file.path.open("rb") as opened:
            return opened.read(SAMPLE)
    except OSError as error:
        raise unopenable(file.name, error) from error
