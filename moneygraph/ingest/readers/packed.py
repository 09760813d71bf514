"""Opens files that hold others: archives of zip, 7-Zip and RAR, and messages with attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from moneygraph.ingest.readers.archive import open_archive, workbook_ending
from moneygraph.ingest.readers.kind import RAR, SEVEN, ZIP, is_mail
from moneygraph.ingest.readers.members import Holder, found_members
from moneygraph.ingest.readers.parts import parts_of
from moneygraph.ingest.readers.refusal import refusal
from moneygraph.ingest.readers.source import (
    ARCHIVES,
    WORKBOOKS,
    Found,
    Refused,
    Source,
    ending,
)
from moneygraph.ingest.readers.zipped import zip_members
from moneygraph.store.errors import UnreadableFile

#: Yields what a file holds, or the file itself where that is one statement file.
_Opener = Callable[[Holder], Iterator[Found]]


def opener_of(start: bytes) -> _Opener | None:
    """Return what opens a file that begins so, None where it holds no others."""
    if start.startswith(ZIP):
        return _zip
    if start.startswith(SEVEN):
        return _seven
    if start.startswith(RAR):
        return _rar
    return _mail if is_mail(start) else None


def _zip(holder: Holder) -> Iterator[Found]:
    """Yield the members of an archive; a workbook is one too, but also one statement file."""
    with open_archive(holder.path, holder.name) as archive:
        if workbook_ending(archive):
            yield holder.itself()
            return
        if ending(holder.name) in WORKBOOKS:
            raise refusal(holder.name, "holds no workbook")
        if not archive.infolist():
            raise refusal(holder.name, "is an empty archive")
        yield from found_members(zip_members(archive, holder), holder)


def _seven(holder: Holder) -> Iterator[Found]:
    yield from _unpacked("seven", holder)


def _rar(holder: Holder) -> Iterator[Found]:
    yield from _unpacked("rar", holder)


def _unpacked(kind: str, holder: Holder) -> Iterator[Found]:
    parts = list(parts_of(kind, holder))
    if not parts:
        raise refusal(holder.name, "is an empty archive")
    yield from found_members(parts, holder)


def _mail(holder: Holder) -> Iterator[Found]:
    """Yield what is attached to a message; without that, it is read as the page that it shows."""
    attached = [part for part in parts_of("mail", holder) if not part.told["page"]]
    if not attached:
        yield holder.itself()
    for found in found_members(attached, replace(holder, depth=1)):
        if isinstance(found, Source) and ending(found.name) in ARCHIVES:
            yield from _attached_archive(found, replace(holder, path=found.path, name=found.name))
        else:
            yield found


def _attached_archive(source: Source, holder: Holder) -> Iterator[Found]:
    try:
        with source.path.open("rb") as file:
            opener = opener_of(file.read(64))
        if opener is None:
            raise refusal(source.name, "is no archive")
        yield from opener(holder)
    except UnreadableFile as error:
        yield Refused(source.name, error)
