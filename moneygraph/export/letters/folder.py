"""Folders that letters and templates go to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message, reason


def check_folder(folder: Path) -> None:
    """Raise `CallError` where a folder cannot be made, as a file has its name."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise CallError(
            Message("{file} is a file", file=str(folder)),
            Message("Several files are written: name a folder."),
        )


def check_parent(folder: Path) -> None:
    """Raise `CallError` where the folder that a folder is to be in is not there."""
    if not folder.absolute().parent.is_dir():
        raise CallError(
            Message("there is no folder {parent}", parent=str(folder.parent)),
            Message("Make it, or name another."),
        )


def check_new(paths: Iterable[Path], *, force: bool) -> None:
    """Raise `CallError` where something has the name of a file, unless that is forced."""
    for path in paths:
        if path.is_dir() or (os.path.lexists(path) and not force):
            raise CallError(
                Message("{file} is there already", file=str(path)),
                Message("Name another, or say --force."),
            )


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that a person can act on."""
    try:
        yield
    except OSError as error:
        raise CallError(
            Message(
                "the letters cannot be written to {folder}: {why}",
                folder=str(folder),
                why=reason(error),
            ),
            Message("Name another folder."),
        ) from error
