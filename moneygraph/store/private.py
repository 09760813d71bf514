"""Writes texts for their user's eyes only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason
from moneygraph.store.printable import printable


def check_new(path: Path, option: str, *, force: bool) -> None:
    """Raise `CallError` where no file can be written for an option, or is there and not forced."""
    shown = printable(str(path))
    if not path.parent.is_dir():
        raise CallError(
            Message("there is no folder {parent}", parent=str(path.parent)),
            Message("Make it, or name another."),
        )
    if path.is_dir():
        raise CallError(
            Message("{file} is a folder", file=shown),
            Message("Name a file with {option}.", option=option),
        )
    if os.path.lexists(path) and not force:
        raise CallError(
            Message("{file} is there already", file=shown), Message("Name another, or say --force.")
        )


def write_private(path: Path, text: str) -> None:
    """Write a text in UTF-8 and a last line end, mode 0600; never through a link."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="\n") as file:
        path.chmod(0o600)  # also where the file was there before
        file.write(text + "\n")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a text in UTF-8 and a last line end, or bytes, mode 0600, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=".moneygraph-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else f"{content}\n".encode())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_new(path: Path, content: str | bytes, option: str) -> None:
    """Write as `write_whole` does a file that an option named; raises `CallError`."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise CallError(
            Message("{file} cannot be written: {why}", file=str(path), why=reason(error)),
            Message("Name another file with {option}.", option=option),
        ) from error
