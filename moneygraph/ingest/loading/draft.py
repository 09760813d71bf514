"""Drafts a loader for an unknown table: TOML with a guess a column, sample cells as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.guess import Column, Guess, HeaderWords, guess_table, is_direction
from moneygraph.ingest.loading.loader import header_fields, read_loaders
from moneygraph.ingest.loading.vocabulary import Vocabulary
from moneygraph.ingest.readers import Known, Refused, Skipped, Source, expand, open_sheets
from moneygraph.store.amounts import tiyn
from moneygraph.store.errors import CallError, NoLoader
from moneygraph.store.message import Message
from moneygraph.store.printable import printable
from moneygraph.store.sandbox import private_folder

if TYPE_CHECKING:
    from moneygraph.store.data import DataFiles

_SAMPLES: Final = 3
_WIDE: Final = 40
_PARTIES: Final = ("from_", "to_")
_OWN: Final = ("own_", "counterparty_")


def draft_loader(path: str | Path, data: DataFiles) -> str:
    """Return the text of a loader for the first table in a file, all of it guesses.

    Raises `CallError` for what names no single file, `UnreadableFile` for a file that cannot be
    read, `NoLoader` where no row looks like a header.
    """
    words, vocabulary = HeaderWords.of(data), Vocabulary.of(data)
    loaders = read_loaders(data)
    with private_folder(None, "draft-") as folder:
        source = one_file(path, folder)
        for sheet in open_sheets(source, Known.of(data, header_fields(loaders))):
            guess = guess_table(sheet.head, loaders, words)
            if guess is not None:
                return "\n".join(_lines(_sided(guess, vocabulary), source.name, sheet.name))
    raise NoLoader(
        Message(
            "{file} has no row that looks like a header of transfers", file=printable(str(path))
        ),
        Message(
            "A header names at least a date and an amount. Put one above the rows in a copy of the"
            " file."
        ),
    )


def one_file(path: str | Path, folder: Path) -> Source:
    """Return the only statement file that a path names; raises as `draft_loader` does."""
    found = list(expand([path], folder))
    for one in found:
        if isinstance(one, Refused | Skipped):
            raise one.error
    if len(found) != 1 or not isinstance(found[0], Source):
        raise CallError(
            Message("{path} holds {n} files", path=printable(str(path)), n=len(found)),
            Message("Name one of them."),
        )
    return found[0]


def _sided(guess: Guess, vocabulary: Vocabulary) -> Guess:
    """Return a guess in which a column of words for directions is one, whatever its header."""
    columns = guess.columns
    if not any(column.field in ("direction", "amount_debit") for column in columns):
        columns = tuple(
            replace(one, field="direction")
            if one.field in (None, "operation") and is_direction(one, vocabulary)
            else one
            for one in columns
        )
    return replace(guess, columns=_of_one_kind(columns))


def _of_one_kind(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return columns of payer and payee, or of own account and counterparty, never of both."""
    fields = {column.field for column in columns if column.field}
    both = {"from_account", "to_account"} <= fields
    wrong = _OWN if both else _PARTIES
    turned = {} if both else {"from": "counterparty", "to": "counterparty"}
    found, taken = [], set(fields)
    for column in columns:
        field = column.field
        if field == "direction" and both:
            field = None
        elif field and field.startswith(wrong):
            party, _, what = field.partition("_")
            other = f"{turned[party]}_{what}" if party in turned else None
            field = other if other and other not in taken else None
            taken.add(field or "")
        found.append(replace(column, field=field))
    return tuple(found)


def _lines(guess: Guess, file: str, sheet: str) -> Iterator[str]:
    name = Path(file).name
    place = _comment(f"{name} [{sheet}]" if sheet else name)
    yield f"# Drafted from {place}, header in row {guess.row}."
    yield "# All of it is guessed: read each line. Behind a header are cells of its column."
    yield f"title = {_text(Path(file).stem)}"
    yield '# bank = "722"  # where only one bank sends it: digits 5 to 7 of its IBANs'
    yield ""
    yield "[columns]"
    known = [column for column in guess.columns if column.field]
    for column in known:
        yield f"{column.field} = [{_text(column.header)}]  # {_samples(column)}"
    yield ""
    yield "[layout]"
    yield f"required = [{', '.join(map(_text, _required(known)))}]"
    yield from _ignored([one for one in guess.columns if not one.field and one.header.strip()])
    if guess.dates:
        yield f"dates = [{', '.join(map(_text, guess.dates))}]"
    yield from _direction(known)


def _ignored(columns: Sequence[Column]) -> Iterator[str]:
    if not columns:
        return
    yield "# What is not kept. Move a header up to the field it is, if it is one."
    yield "ignored = ["
    for column in columns:
        yield f"    {_text(column.header)},  # {_samples(column)}"
    yield "]"


def _required(columns: Sequence[Column]) -> list[str]:
    always = ("ts", "amount", "amount_debit", "amount_credit", "direction")
    fields = [column.field or "" for column in columns]
    return [one for one in fields if one in always or one.endswith("_account")]


def _direction(columns: Sequence[Column]) -> Iterator[str]:
    """Say how it is known which way money went, where a sign may tell it."""
    fields = {column.field for column in columns}
    if fields & {"direction", "amount_debit"}:
        return
    amounts = next((column.cells for column in columns if column.field == "amount"), ())
    has_minus = any((tiyn(cell) or 0) < 0 for cell in amounts)
    if {"from_account", "to_account"} <= fields:
        if has_minus:
            yield "# A minus: the amount left the bank's own client, who is the payer."
            yield 'negative = "debit"'
            yield 'positive = "credit"'
    elif not has_minus:
        yield "# No amount has a minus, and no column tells which way money went."
        yield '# If the name of the sheet or a title tells it: direction_in = "sheet" or "title"'
        yield '# If all of it came in: positive = "credit"'


def _samples(column: Column) -> str:
    seen = list(dict.fromkeys(column.cells))[:_SAMPLES]
    return _comment(" | ".join(cell[:_WIDE] for cell in seen)) or "(blank)"


def _comment(text: str) -> str:
    """Return a text that cannot end a comment, and is safe to print."""
    return re.sub(r"\s+", " ", printable(text))


def _text(text: str) -> str:
    """Return a text as a string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda one: f"\\u{ord(one[0]):04x}", escaped) + '"'
