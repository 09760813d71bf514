"""What `expand` finds: exports to read, and files that are refused or passed over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moneygraph.errors import ExportRefused
from moneygraph.readers.names import storable


@dataclass(frozen=True)
class Source:
    """One export: a file, or a member of an archive that was unpacked.

    `name` is how it is shown and remembered: the path as typed with '/', members as
    "bank.zip/inner.csv". `path` is the file on disk, `sha256` of its bytes in hex, and
    `folder` a private folder for whatever has to be unpacked from it. `archive` is the archive
    that a member was unpacked from.
    """

    name: str
    path: Path
    sha256: str
    folder: Path
    archive: Path | None = None

    @property
    def stands(self) -> str:
        """Where the user has it: the absolute path of the file, or of its archive."""
        return storable(str((self.archive or self.path).absolute()))


@dataclass(frozen=True)
class Refused:
    """A file that cannot be read; `error` says why and what to do. The others go on."""

    name: str
    error: ExportRefused


@dataclass(frozen=True)
class Skipped:
    """A file met in a folder or an archive that is no kind of export; `reason` says why."""

    name: str
    reason: str
