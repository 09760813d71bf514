"""The templates of letters: ours, a user's own, the one of a call; and ours as files to change."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from moneygraph.export.letters.checked import read_template
from moneygraph.export.letters.content import ACCOUNT_VALUES, CONDITIONS, VALUES
from moneygraph.export.letters.fill import Template
from moneygraph.export.letters.folder import check_folder, check_new, explained
from moneygraph.export.letters.ours import our_template
from moneygraph.report.text.texts import LANGUAGES
from moneygraph.store.errors import CallError, Notice
from moneygraph.store.message import Message
from moneygraph.store.private import write_whole

if TYPE_CHECKING:
    from moneygraph.store.data import DataFiles

#: What a letter should say, whatever its template; a template that does not is told of.
_NEEDED: Final = {
    "requests": ("bank", "annex", "account.number", "first_day", "last_day"),
    "freeze": (
        *("bank", "annex", "account.number", "account.amount", "account.bounds", "rule", "unsure"),
    ),
}


@dataclass(frozen=True)
class LetterOptions:
    """How letters are written: in which languages, from which template, and if as PDF too.

    `template` replaces the one of a single language. Files that are there are written over only
    with `force`.
    """

    languages: tuple[str, ...] = ("kk", "ru")
    template: Path | None = None
    pdf: bool = False
    force: bool = False


def templates_of(kind: str, options: LetterOptions, data: DataFiles) -> dict[str, Template]:
    """Return the template of each language: the call's, the user's own, or ours."""
    if options.template is not None and len(options.languages) != 1:
        raise CallError(
            Message(
                "a template is of one language, and letters are asked for in: {names}",
                names=options.languages,
            ),
            Message("Say which with --letter-lang."),
        )
    values = [*VALUES[kind], *(f"account.{name}" for name in ACCOUNT_VALUES[kind])]
    found = {}
    for lang in options.languages:
        name = f"{kind}.{lang}.docx"
        own = data.own / "letters" / name if data.own else None
        path = options.template or (own if own is not None and own.exists() else None)
        data_of = our_template(kind, lang) if path is None else read_template(path)
        found[lang] = Template(str(path or name), data_of, values, CONDITIONS)
    return found


def tell_of_what_lacks(kind: str, templates: Iterable[Template]) -> None:
    """Warn of a template that leaves out what a bank must know."""
    for one in templates:
        lacking = [name for name in _NEEDED[kind] if name not in one.asks]
        if lacking:
            told = Message("the template {file} does not show: {names}", file=one.file,
                           names=lacking)  # fmt: skip
            warnings.warn(Notice(told, Message("Add what the reader must know.")), stacklevel=3)


def write_templates(folder: Path, *, force: bool) -> list[Path]:
    """Write our templates to a folder, to be changed there; return their files.

    A file that is there is written over only with `force`. Raises `CallError`.
    """
    check_folder(folder)
    made = {
        folder / f"{kind}.{lang}.docx": our_template(kind, lang)
        for kind in sorted(VALUES)
        for lang in LANGUAGES
    }
    check_new(made, force=force)
    with explained(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, data in made.items():
            write_whole(path, data)
    return list(made)
