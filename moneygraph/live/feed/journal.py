"""Keeps a feed on disk: what it was given, one entry a call, and now and then all that it knows.

An entry is written by one call to the system before the work begins, so whoever kills the process
finds it whole or not at all; what is not whole is cut off. As a feed's answers follow from what it
was given, the entries since the last whole state give them again, with the same numbers. That state
is written beside and renamed; then a new file of entries begins, so neither grows with the number
of transfers. Files are private to the user; one process has a feed at a time.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec

from moneygraph.store.errors import CallError, CaseError, CaseFull, CaseLocked
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable
from moneygraph.store.private import write_whole

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be renamed over
    fcntl = None  # type: ignore[assignment]

_HEAD: Final = 8  # of an entry: its length and its CRC-32
_STATE, _ENTRIES, _LOCK = "state", "entries", "lock"
_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder().decode


class Journal:
    """The folder of a feed; `state` is what it began with, `entries` what came since."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._shown = printable(str(folder))
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            self._lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CallError(
                Message("the feed {folder} cannot be opened: {why}", folder=self._shown,
                        why=reason(error)),
                Message("Name a folder of its own, in one that is there."),
            ) from error  # fmt: skip
        self._entries: int | None = None
        try:
            self._take_lock()
            self.number = self._last_state()
            self.state = self._read_state()
            self.entries = list(self._read_entries())
        except BaseException:
            self.close()
            raise
        self._sweep()

    def _take_lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CaseLocked(
                Message("another process holds the feed {folder}", folder=self._shown),
                Message("Wait until it is done, or stop it."),
            ) from error

    def _path(self, kind: str, number: int) -> Path:
        return self.folder / f"{kind}.{number}"

    def _last_state(self) -> int:
        numbers = [
            int(one.suffix[1:])
            for one in self.folder.glob(f"{_STATE}.*")
            if one.suffix[1:].isdecimal()
        ]
        return max(numbers, default=0)

    def _read_state(self) -> Any:
        if not self.number:
            return None
        data = self._path(_STATE, self.number).read_bytes()
        head, body = data[:_HEAD], data[_HEAD:]
        if head != _head(body):
            raise self._damaged()
        return self.decoded(body)

    def decoded(self, body: bytes) -> Any:
        """Return the value of bytes; raises `CaseError` for such as no feed wrote."""
        try:
            return _DECODE(body)
        except msgspec.DecodeError as error:
            raise self._damaged() from error

    def _damaged(self) -> CaseError:
        return CaseError(
            Message("the feed {folder} is not as it was written", folder=self._shown),
            Message("Begin a new one, and give it what the old one was given."),
        )

    def _read_entries(self) -> Iterator[Any]:
        """Yield the entries since the state, and cut off what is not whole."""
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        self._entries = os.open(self._path(_ENTRIES, self.number), flags, 0o600)
        data = self._path(_ENTRIES, self.number).read_bytes()
        at = 0
        while at + _HEAD <= len(data):
            size = int.from_bytes(data[at : at + 4], "little")
            body = data[at + _HEAD : at + _HEAD + size]
            if len(body) < size or data[at : at + _HEAD] != _head(body):
                if at + _HEAD + size < len(data):  # it is not the last that was being written
                    raise self._damaged()
                break
            yield self.decoded(body)
            at += _HEAD + size
        if at < len(data):
            os.ftruncate(self._entries, at)
        self.size = at

    def add(self, entry: Any) -> None:
        """Write an entry, whole or not at all; raises `CaseFull` where there is no room."""
        assert self._entries is not None
        body = _ENCODE(entry)
        data = _head(body) + body
        try:
            done = os.write(self._entries, data)
        except OSError:
            done = 0
        if done < len(data):
            os.ftruncate(self._entries, self.size)
            raise CaseFull(
                Message("the disk took no more; the feed {folder} is as it was before",
                        folder=self._shown),
                Message("Make room, then try again."),
            )  # fmt: skip
        self.size += done

    def keep(self, state: Any) -> int:
        """Write all that is known and begin new entries; return how many bytes it has.

        Killed at any moment, either the old state is there with its entries, or the new one.
        """
        body = _ENCODE(state)
        write_whole(self._path(_STATE, self.number + 1), _head(body) + body)
        self.number += 1
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        entries = os.open(self._path(_ENTRIES, self.number), flags, 0o600)
        if self._entries is not None:
            os.close(self._entries)
        self._entries, self.size = entries, 0
        self._sweep()
        return len(body)

    def _sweep(self) -> None:
        """Delete what is older than the state, and what was left half written."""
        for one in self.folder.iterdir():
            is_old = one.stem in (_STATE, _ENTRIES) and one.suffix != f".{self.number}"
            if is_old or one.name.startswith(".moneygraph-"):
                with suppress(OSError):
                    one.unlink()

    def close(self) -> None:
        """Close the files; the feed can be opened again."""
        for handle in (self._entries, self._lock):
            if handle is not None:
                with suppress(OSError):
                    os.close(handle)


def _head(body: bytes) -> bytes:
    return len(body).to_bytes(4, "little") + zlib.crc32(body).to_bytes(4, "little")
