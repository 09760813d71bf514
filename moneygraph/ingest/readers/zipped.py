"""Unpacks the members of zip archives, also of those that are locked with a password."""

from __future__ import annotations

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Final

from moneygraph.ingest.readers.archive import BROKEN
from moneygraph.ingest.readers.copies import new_file
from moneygraph.ingest.readers.kind import locked
from moneygraph.ingest.readers.members import UNPACK, Holder
from moneygraph.ingest.readers.passwords import needs_packages, none_opens, spellings
from moneygraph.ingest.readers.refusal import MB, SAMPLE, refusal, room
from moneygraph.ingest.readers.source import Source, ending

_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
_AES: Final = 99
#: Others may ask for gigabytes of memory before the first byte.
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class ZipMember:
    """A member of a zip archive, by its place in the list of members."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo
    place: int
    holder: Holder

    @property
    def shown(self) -> str:
        """The path with '/'; a name in the DOS encoding of Cyrillic is read as such."""
        name = self.info.filename
        if not self.info.flag_bits & _UTF8_NAME:
            raw = name.encode("cp437", "replace")
            try:
                name = raw.decode("utf-8")
            except UnicodeDecodeError:
                name = raw.decode("cp866")
        return name.replace("\\", "/")

    @property
    def is_link(self) -> bool:
        """Whether it is a link, not a file."""
        return stat.S_ISLNK(self.info.external_attr >> 16)

    @property
    def is_locked(self) -> bool:
        """Whether it opens by a password only."""
        return bool(self.info.flag_bits & _ENCRYPTED)

    def start(self) -> bytes:
        """Return its first bytes, none where they cannot be read."""
        if not self.is_locked and self.info.compress_type in _METHODS:
            with suppress(*BROKEN), self.archive.open(self.info) as packed:
                return packed.read(SAMPLE)
        return b""

    def unpack(self, name: str) -> Source:
        """Unpack it; never more of it than it declared, which the limits allowed."""
        if self.info.compress_type not in (*_METHODS, _AES):
            raise refusal(name, "is packed by a method that moneygraph does not read", UNPACK)
        if not self.is_locked:
            try:
                return self._unpacked(name, self.archive.open(self.info))
            except BROKEN as error:
                raise refusal(name, "is broken inside its archive, or was cut short") from error
        if not self.holder.passwords:
            raise locked(name, opens=True)
        with self._lock(name) as archive:
            info = archive.infolist()[self.place]
            if info.compress_type not in _METHODS:
                raise refusal(name, "is packed by a method that moneygraph does not read", UNPACK)
            for password in self.holder.passwords:
                for spelling in spellings(password):
                    with suppress(*BROKEN):
                        return self._unpacked(name, archive.open(info, pwd=spelling))
        raise none_opens(name, len(self.holder.passwords))

    def _lock(self, name: str) -> Any:
        """Return the archive as what opens its members by a password."""
        if self.info.compress_type != _AES:
            return zipfile.ZipFile(self.holder.path)
        try:
            import pyzipper
        except ImportError as error:
            raise needs_packages(name) from error
        return pyzipper.AESZipFile(self.holder.path)

    def _unpacked(self, name: str, packed: IO[bytes]) -> Source:
        path = new_file(self.holder.folder, ending(name))
        digest = hashlib.sha256()
        try:
            with room(name, self.holder.folder), packed, path.open("wb") as file:
                while block := packed.read(MB):
                    digest.update(block)
                    file.write(block)
            if path.stat().st_size != self.info.file_size:
                raise zipfile.BadZipFile
        except BROKEN:
            path.unlink()
            raise
        one = self.holder
        return Source(name, path, digest.hexdigest(), one.folder, one.origin, one.passwords)


def zip_members(archive: zipfile.ZipFile, holder: Holder) -> Iterator[ZipMember]:
    """Yield the members that are files."""
    for place, info in enumerate(archive.infolist()):
        if not info.is_dir():
            yield ZipMember(archive, info, place, holder)
