"""Writes texts for their user's eyes only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a text in UTF-8 and a last line end, mode 0600; never through a link."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="\n") as file:
        path.chmod(0o600)  # also where the file was there before
        file.write(text + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a text in UTF-8 and a last line end, mode 0600, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=".moneygraph-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text + "\n")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
