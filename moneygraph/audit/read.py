"""Reads a record that a stranger may have sent: all of it is checked."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

from msgspec import Meta

from moneygraph.audit.commands import REPEATABLE, Call
from moneygraph.ingest.loading.decisions import KINDS
from moneygraph.store.errors import ManifestError
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable
from moneygraph.store.untrusted import (
    Count,
    Sha256,
    Text,
    Untrusted,
    WrongShape,
    checked,
    one_of,
    read_json,
)

T = TypeVar("T")

#: The key by which a record of ours is recognised, and the version of its format.
MARK: Final = "moneygraph_manifest"
LAYOUT: Final = 2
#: What stands before the record in the page of a report.
PAGE_RECORD: Final = b'<script type="application/json" id="record">'
_MOST_SECONDS: Final = 14 * 3600


class Sheet(Untrusted, frozen=True):
    """A sheet of a statement file: what it was read by and what it covers."""

    sheet: Text | None
    loader: Text | None
    bank: Text | None
    covers: Text | None
    how: Text | None
    first_day: Text | None
    last_day: Text | None


class StatementFile(Untrusted, frozen=True, omit_defaults=True):
    """A statement file that the answer depends on, and the choices it was loaded with."""

    name: Text
    path: Text | None
    sha256: Sha256
    rows: Count
    asked_loader: Text | None
    asked_covers: Text | None
    rejected: Count
    sheets: list[Sheet]
    asked_account: Text | None = None


class Decided(Untrusted, frozen=True):
    """What a person decided; see `ingest.loading.decisions`."""

    kind: Annotated[str, one_of(*KINDS)]
    first_sha256: Sha256 | None
    first_row: Count | None
    second_sha256: Sha256 | None
    second_row: Count | None
    bank: Text | None
    seconds: Annotated[int, Meta(ge=-_MOST_SECONDS, le=_MOST_SECONDS)] | None
    first_day: date | None
    last_day: date | None
    who: Text
    decided_at: datetime | None
    why: Text
    account: Text | None = None
    amount: Annotated[int, Meta(gt=0, le=2**63 - 1)] | None = None
    currency: Text | None = None


class Record(Untrusted, frozen=True):
    """A record as `write_manifest` makes it, in the order of its keys."""

    moneygraph_manifest: Count
    version: Text
    written: Text
    command: Text
    parameters: dict[Text, Any]
    exports: list[StatementFile]
    loaders: dict[Text, Text]
    files: dict[Text, Sha256]
    own_files: dict[Text, Sha256]
    decisions: list[Decided]
    result: Any
    result_sha256: Sha256


def read_manifest(path: str | Path) -> Record:
    """Return the record in a file, checked as a whole.

    Raises `ManifestError` when there is no such file or it is no record of ours.
    """
    value = read_marked(Path(path))
    if value[MARK] != LAYOUT:
        raise ManifestError(
            Message("{file} is a record of another layout than this version reads", file=str(path)),
            Message("Check it with the version of moneygraph that wrote it."),
        )
    record = recorded(value, Record, Message("the record"))
    call_of(record)
    digests = [file.sha256 for file in record.exports]
    if len(set(digests)) < len(digests):
        raise _wrong(Message("the record.exports: two statement files are the same"))
    return record


def call_of(record: Record) -> Call:
    """Return the call of a record; raises `ManifestError` where it cannot be repeated."""
    if record.command not in REPEATABLE:
        raise ManifestError(
            Message(
                "the record is of a command '{command}' that cannot be repeated",
                command=record.command,
            ),
            Message("Commands are: {names}.", names=REPEATABLE),
        )
    return recorded(record.parameters, REPEATABLE[record.command], Message("parameters"))


def recorded(value: Any, kind: type[T], whole: str) -> T:
    """Return what was read from a record as a type; raises `ManifestError` naming the place."""
    try:
        return checked(value, kind, whole)
    except WrongShape as error:
        raise _wrong(error.message) from error


def _wrong(what: Message) -> ManifestError:
    return ManifestError(
        Message("the record is not as moneygraph writes it: {what}", what=what),
        Message("Ask whoever sent it for the file as it was written."),
    )


def json_of(content: bytes) -> bytes:
    """Return the JSON that a page of a report holds; of any other file all of it."""
    _, opening, rest = content.partition(PAGE_RECORD)
    return rest.partition(b"</script>")[0] if opening else content


def read_marked(path: Path) -> dict[str, Any]:
    """Return the JSON object of a file that is marked as a record; raises `ManifestError`."""
    shown = printable(str(path))
    try:
        if path.exists() and not path.is_file():
            raise ManifestError(
                Message("{file} is no file", file=shown),
                Message("Name a file that --manifest wrote."),
            )
        value = read_json(json_of(path.read_bytes()))
    except OSError as error:
        raise ManifestError(
            Message("the record {file} cannot be read: {why}", file=shown, why=reason(error)),
            Message("Check its path and rights."),
        ) from error
    except ValueError as error:
        raise ManifestError(
            Message("{file} is no record: its JSON cannot be read", file=shown),
            Message("Name a file that --manifest wrote."),
        ) from error
    if not isinstance(value, dict) or MARK not in value:
        raise ManifestError(
            Message("{file} is no record of moneygraph", file=shown),
            Message("Name a file that --manifest wrote."),
        )
    return value
