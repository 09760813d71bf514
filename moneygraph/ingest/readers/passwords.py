"""Passwords of locked files: where they come from, and the errors when none opens a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from moneygraph.ingest.readers.refusal import refusal
from moneygraph.store.errors import CallError, UnreadableFile
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable


def read_passwords(path: str | Path) -> list[str]:
    """Return the passwords of a file, a line each; raises `CallError` where there are none."""
    shown = printable(str(path))
    try:
        text = Path(path).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CallError(
            Message("the file of passwords {path} is no text in UTF-8", path=shown),
            Message("Write a password on each line."),
        ) from error
    except OSError as error:
        raise CallError(
            Message(
                "the file of passwords {path} cannot be read: {reason}",
                path=shown,
                reason=reason(error),
            ),
            Message("Check the path."),
        ) from error
    found = [line for line in text.splitlines() if line]
    if not found:
        raise CallError(
            Message("the file of passwords {path} holds none", path=shown),
            Message("Write a password on each line."),
        )
    return list(dict.fromkeys(found))


def spellings(password: str) -> Iterator[bytes]:
    """Yield what a program may have made of a password: UTF-8, or Cyrillic of DOS or Windows."""
    yield password.encode()
    if not password.isascii():
        for encoding in ("cp866", "cp1251"):
            try:
                yield password.encode(encoding)
            except UnicodeEncodeError:
                continue


def none_opens(name: str, count: int) -> UnreadableFile:
    """Return the error for a locked file that no given password opens."""
    return refusal(
        name,
        "is locked, and none of the {count} passwords given opens it",
        "Put its password into the file that --password-file names.",
        count=count,
    )


def needs_packages(name: str) -> UnreadableFile:
    """Return the error for a file that can be read only with packages that are not installed."""
    return refusal(
        name,
        "cannot be opened without packages that are not installed",
        "Install them: pip install 'moneygraph[archives]'; or unpack it and load the folder.",
    )
