"""Members of archives and messages: each becomes a statement file of its own, or is refused.

The name of a member is checked before it is used, and never is the name of a file.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from moneygraph.ingest.readers.kind import unknown_kind
from moneygraph.ingest.readers.refusal import refusal, unopenable
from moneygraph.ingest.readers.source import (
    ARCHIVES,
    TABLES,
    Refused,
    Skipped,
    Source,
    ending,
    escapes,
    is_litter,
)
from moneygraph.store.errors import UnreadableFile

UNPACK = "Unpack it and load the folder."


@dataclass(frozen=True)
class Holder:
    """A file that may hold others, and where these are unpacked.

    `name` is how it is shown, `origin` the file that the user has, and `passwords` are those to
    try. Archives inside it are opened where `depth` is above 0.
    """

    path: Path
    name: str
    folder: Path
    origin: Path
    passwords: tuple[str, ...] = field(default=(), repr=False)
    depth: int = 0

    def itself(self) -> Source:
        """Return the file as a statement file; raises `UnreadableFile` if it cannot be read."""
        try:
            with self.path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise unopenable(self.name, error) from error
        return Source(self.name, self.path, digest, self.folder, passwords=self.passwords)


class Member(Protocol):
    """A member, not unpacked yet; its `shown` name is a path with '/'."""

    @property
    def shown(self) -> str:
        """The name in the archive."""

    @property
    def is_link(self) -> bool:
        """Whether it is a link, not a file."""

    def start(self) -> bytes:
        """Return its first bytes, none where they cannot be read."""

    def unpack(self, name: str) -> Source:
        """Unpack it; raises `UnreadableFile` for one that is locked or damaged."""


def found_members(
    members: Iterable[Member], holder: Holder
) -> Iterator[Source | Refused | Skipped]:
    """Yield members by name; statement files are unpacked."""
    times: Counter[str] = Counter()
    for member in sorted(members, key=lambda one: one.shown):
        shown = member.shown
        if any(is_litter(part) for part in shown.split("/") if part != ".."):
            continue
        times[shown] += 1
        again = f" ({times[shown]})" if times[shown] > 1 else ""
        name = f"{holder.name}/{shown}{again}"
        try:
            yield _checked(member, name, holder.depth)
        except UnreadableFile as error:
            yield Refused(name, error)


def _checked(member: Member, name: str, depth: int) -> Source | Skipped:
    kind = ending(member.shown)
    if escapes(member.shown):
        raise refusal(name, "has a name that points outside of its archive", UNPACK)
    if member.is_link:
        raise refusal(name, "is a link, not a file", "Put the file itself into the archive.")
    if kind in ARCHIVES and not depth:
        raise refusal(name, "is an archive inside an archive", UNPACK)
    if kind not in TABLES | ARCHIVES:
        return Skipped(name, unknown_kind(name, member.start()))
    return member.unpack(name)
