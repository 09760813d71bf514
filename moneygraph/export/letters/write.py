"""Writes the letters of a call to a folder: whole or not at all, for their user's eyes only."""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.export.letters.annex import write_annex
from moneygraph.export.letters.content import Content
from moneygraph.export.letters.fill import Template
from moneygraph.export.letters.folder import check_folder, check_new, check_parent, explained
from moneygraph.export.letters.pdf import converter, make_pdfs
from moneygraph.export.letters.templates import LetterOptions, tell_of_what_lacks, templates_of
from moneygraph.export.letters.words import LetterWords
from moneygraph.store.errors import CallError, Notice
from moneygraph.store.message import Message
from moneygraph.store.progress import Progress, silent
from moneygraph.store.sandbox import private_folder, sweep

if TYPE_CHECKING:
    from moneygraph.store.data import DataFiles


_BESIDE: Final = ".moneygraph-"
_UNSAFE: Final = re.compile(r"[^0-9a-z]+")
_LONGEST_NAME: Final = 40


@dataclass(frozen=True)
class LetterFile:
    """A file that was written for a bank (None: for no bank, as it is not known)."""

    path: Path
    bank: str | None
    sha256: str
    size: int


def masked_letters() -> CallError:
    """Return the error of a call that wants letters with pseudonyms."""
    return CallError(
        Message("letters tell banks whose accounts they are about; they cannot be masked"),
        Message("Leave out --mask or --letters."),
    )


def check_letters(kind: str, folder: Path, options: LetterOptions, data: DataFiles) -> None:
    """Raise `CallError` where letters could not be written, before the work is done."""
    if options.pdf:
        converter()
    check_parent(folder)
    check_folder(folder)
    templates_of(kind, options, data)


def write_letters(
    content: Content, folder: Path, options: LetterOptions, progress: Progress = silent
) -> tuple[LetterFile, ...]:
    """Write a letter a bank and language, and an annex a bank; return the files by their names.

    Accounts of no known bank are in an annex alone. All of it is in a temporary folder beside
    `folder` until it is whole (mode 0600, folders 0700). Raises `CallError`.
    """
    check_parent(folder)
    check_folder(folder)
    templates = templates_of(content.kind, options, content.data)
    languages = [LetterWords(lang, content.data) for lang in options.languages]
    tell_of_what_lacks(content.kind, templates.values())
    parent = folder.absolute().parent
    sweep(parent, _BESIDE)
    with explained(folder), private_folder(parent, _BESIDE) as beside:
        made = beside / "made"
        made.mkdir()
        banks = _make(content, made, languages, templates)
        if options.pdf:
            progress(Message("making PDFs"))
            letters = [made / name for name in sorted(banks) if name.endswith(".docx")]
            banks |= {
                path.name: banks[letter.name]
                for letter, path in zip(letters, _pdfs(letters, beside), strict=True)
            }
        files = _moved(made, folder, banks, options.force)
    _tell_of_earlier(content.kind, folder, set(banks))
    return files


def _make(
    content: Content,
    made: Path,
    languages: Sequence[LetterWords],
    templates: Mapping[str, Template],
) -> dict[str, str | None]:
    """Make the files of all banks; return the bank of each by its name."""
    banks: dict[str, str | None] = {}
    taken: set[str] = set()
    for bank, rows in content.by_bank().items():
        stem = _stem(content.kind, bank, content.data, taken)
        annex = f"{stem}.xlsx"
        write_annex(made / annex, content, languages, rows)
        banks[annex] = bank
        for words in languages if bank is not None else ():
            values = content.values(words, str(bank), rows, annex)
            accounts = content.accounts(words, rows)
            name = f"{stem}.{words.lang}.docx"
            (made / name).write_bytes(templates[words.lang].filled(values, accounts))
            banks[name] = bank
    return banks


def _stem(kind: str, bank: str | None, data: DataFiles, taken: set[str]) -> str:
    """Return the beginning of the names of a bank's files: small Latin letters and digits."""
    name = data.bank_name(bank) if bank else None
    known = _UNSAFE.sub("-", f"{bank or 'unknown-bank'} {name or ''}".lower()).strip("-")
    first = f"{kind}-{known[:_LONGEST_NAME].strip('-') or 'bank'}"
    stem = next(one for one in _numbered(first) if one not in taken)
    taken.add(stem)
    return stem


def _numbered(first: str) -> Iterator[str]:
    yield first
    yield from (f"{first}-{n}" for n in count(2))


def _pdfs(letters: Sequence[Path], beside: Path) -> list[Path]:
    if not letters:
        return []
    folder = beside / "converter"
    folder.mkdir()
    return make_pdfs(converter(), letters, folder)


def _moved(
    made: Path, folder: Path, banks: Mapping[str, str | None], force: bool
) -> tuple[LetterFile, ...]:
    """Put the files in their place; into a folder that is there one after the other."""
    files = []
    for name in sorted(banks):
        data = (made / name).read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        files.append(LetterFile(folder / name, banks[name], sha256, len(data)))
    if files and not os.path.lexists(folder):
        made.rename(folder)  # all at once
    elif files:
        check_new((one.path for one in files), force=force)
        for one in files:
            (made / one.path.name).replace(one.path)
    return tuple(files)


def _tell_of_earlier(kind: str, folder: Path, written: set[str]) -> None:
    """Warn of letters of an earlier call: one that is out of date must not be sent."""
    others = sorted(
        one.name for one in folder.glob(f"{kind}-*") if one.name not in written and one.is_file()
    )
    if others:
        told = Message("{folder} also holds letters of an earlier call: {names}",
                       folder=str(folder), names=others)  # fmt: skip
        warnings.warn(Notice(told, Message("Remove those that are out of date.")), stacklevel=3)
