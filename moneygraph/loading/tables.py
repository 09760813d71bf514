"""The tables in data files: banks, kinds, exchanges, currencies; ours and the user's."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from moneygraph.errors import LayoutError
from moneygraph.folders import data_folder, user_folder

Table = dict[str, Any]


def read_table(name: str) -> Table:
    """Return ``tables/NAME.toml`` with the user's file of that name merged into it."""
    own = user_folder()
    paths = [data_folder("tables"), *([own / "tables"] if own else [])]
    merged: Table = {}
    for folder in paths:
        path = folder / f"{name}.toml"
        if path.is_file():
            _merge(merged, _read(path, path.stat().st_mtime_ns))
    return merged


@cache
def _read(path: Path, _mtime: int) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise LayoutError(
            f"the table {path} cannot be read: {error}", "Mend it as TOML."
        ) from error


def _merge(into: Table, more: Table) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif isinstance(value, list):
            into[key] = [*value, *into.get(key, [])]
        else:
            into[key] = value


def quoted(text: str) -> str:
    """Return a SQL literal of this text."""
    return "'" + text.replace("'", "''") + "'"


def has_word(column: str, words: list[str]) -> str:
    """Return SQL that tells whether a text has one of these beginnings of words.

    `column` must have gone through the macro ``spaced``: one blank before every word, nothing
    but letters and digits in it. That is quicker than a regular expression for each list.
    """
    plain = [" " + " ".join(re.findall(r"[^\W_]+", word.casefold())) for word in words]
    return "(" + " or ".join(f"contains({column}, {quoted(word)})" for word in plain) + ")"


def exchange_names() -> list[str]:
    """Return the beginnings of words that tell an exchange's name."""
    return [name for group in read_table("exchanges").values() for name in group["names"]]
