"""Unpacks what a converter takes apart: messages, and archives of 7-Zip and RAR."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygraph.ingest.readers.apart import run_apart
from moneygraph.ingest.readers.members import Holder
from moneygraph.ingest.readers.refusal import SAMPLE, refusal
from moneygraph.ingest.readers.source import Source, storable


@dataclass(frozen=True)
class Part:
    """A part that a converter wrote, or told why it could not."""

    told: dict[str, Any]
    folder: Path
    holder: Holder

    @property
    def shown(self) -> str:
        """The path with '/'."""
        return storable(self.told["name"].replace("\\", "/")) or "-"

    @property
    def is_link(self) -> bool:
        """Whether it is a link, not a file."""
        return bool(self.told.get("link"))

    @property
    def path(self) -> Path:
        """Where it was written."""
        return self.folder / str(self.told["file"])

    def start(self) -> bytes:
        """Return its first bytes, none where it was not written."""
        if not self.told["file"]:
            return b""
        with self.path.open("rb") as file:
            return file.read(SAMPLE)

    def unpack(self, name: str) -> Source:
        """Return it as a source; raises `UnreadableFile` for one that is damaged."""
        if self.told.get("message"):
            raise refusal(name, "is a message inside a message", "Save it as a file and load that.")
        if not self.told["file"]:
            raise refusal(name, "is broken inside its archive, or was cut short")
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        one = self.holder
        return Source(name, self.path, digest, one.folder, one.origin, one.passwords)


def parts_of(kind: str, holder: Holder) -> Iterator[Part]:
    """Yield what the converter `kind` takes out of a file; errors as in `run_apart`."""
    folder = Path(tempfile.mkdtemp(prefix="parts-", dir=holder.folder))
    secret = json.dumps(holder.passwords)
    for told in run_apart(kind, holder.path, folder, holder.name, secret)["parts"]:
        yield Part(told, folder, holder)
