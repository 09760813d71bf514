"""Writes a workbook that is locked with a password as one that is not.

The passwords are a list in JSON that is read from the standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

from moneygraph.ingest.convert.tables import RefusedError, Tables


def convert(path: Path, tables: Tables) -> dict[str, Any]:
    """Return the name of the file that was written, "" where the workbook is not locked."""
    passwords: list[str] = json.load(sys.stdin)
    with path.open("rb") as file:
        book = msoffcrypto.OfficeFile(file)
        if not book.is_encrypted():
            return {"parts": [{"file": ""}]}
        for password in passwords:
            try:
                book.load_key(password=password)
                with (tables.folder / "unlocked").open("w+b") as target:
                    book.decrypt(target)
            except (DecryptionError, InvalidKeyError):
                continue
            return {"parts": [{"file": "unlocked"}]}
    raise RefusedError(f"wrong {len(passwords)}")
