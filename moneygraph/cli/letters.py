"""Letters to banks: the options that `freeze` and `requests` share, and `moneygraph letters`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from moneygraph.cli import completing
from moneygraph.cli.command import Command, Settings
from moneygraph.report.text.texts import LANGUAGES
from moneygraph.store.message import Message

if TYPE_CHECKING:
    from moneygraph.api import Case
    from moneygraph.casework import Freeze, Requests
    from moneygraph.export.letters import LetterFile, LetterOptions

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--letters",
        metavar="DIR",
        shell_complete=completing.folders,
        help="Write a letter a bank (.docx) and its annex (.xlsx).",
    ),
    click.option(
        "--letter-lang",
        type=click.Choice(LANGUAGES),
        multiple=True,
        help="Language of the letters; may be repeated (default: kk and ru).",
    ),
    click.option(
        "--template",
        metavar="FILE",
        shell_complete=completing.files,
        help="Your own template of the letter (.docx).",
    ),
    click.option("--date", "day", metavar="DAY", help="Date of the letters (default: left open)."),
    click.option("--pdf", is_flag=True, help="Make a PDF of each letter too, with LibreOffice."),
    click.option("--force", is_flag=True, help="Write over letters that are there."),
)


def letter_options(command: Decorated) -> Decorated:
    """Give a command the options; it gets the keywords that `wanted_letters` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class WantedLetters:
    """Letters that a call asks for."""

    folder: Path
    options: LetterOptions
    day: date | None

    def write(
        self,
        case: Case,
        found: Freeze | Requests,
        progress: Callable[[str], None],
        complaints: Sequence[str] | None = None,
    ) -> tuple[LetterFile, ...]:
        """Write them; see `Case.letters`."""
        return case.letters(
            found, self.folder, self.options, complaints=complaints, day=self.day, progress=progress
        )


def wanted_letters(
    settings: Settings,
    kind: str,
    *,
    letters: str | None,
    letter_lang: tuple[str, ...],
    template: str | None,
    day: str | None,
    pdf: bool,
    force: bool,
) -> WantedLetters | None:
    """Return the letters that the options ask for, None for none of them.

    Raises `CallError` for what could not be written, before the work is done.
    """
    from moneygraph.store.errors import CallError

    if letters is None:
        if letter_lang or template or day or pdf or force:
            raise CallError(
                Message("the options of letters say how they are written, not where to"),
                Message("Name a folder with --letters."),
            )
        return None
    from moneygraph.export.letters import LetterOptions, check_letters, masked_letters
    from moneygraph.store.amounts import moment

    if settings.mask:
        raise masked_letters()
    languages = tuple(dict.fromkeys(letter_lang)) or LetterOptions().languages
    options = LetterOptions(languages, Path(template) if template else None, pdf, force)
    dated = moment("--date", day, end_of_day=False)
    check_letters(kind, Path(letters), options, settings.data)
    return WantedLetters(Path(letters), options, dated.date() if dated else None)


@click.command(cls=Command)
@click.argument("target", metavar="DIR", shell_complete=completing.folders)
@click.option("--force", is_flag=True, help="Write over templates that are there.")
@click.pass_obj
def letters(settings: Settings, target: str, force: bool) -> None:
    """Write the templates of letters to a folder, to change them in Word.

    A file KIND.LANG.docx in the folder `letters` of your own folder (--folder) replaces ours.

    \b
    Example:
      moneygraph letters mine/letters
    """
    from moneygraph.export.letters import write_templates
    from moneygraph.store.printable import safe

    made = write_templates(Path(target), force=force)
    if settings.json:
        settings.print_json({"templates": [{"file": str(path)} for path in made]})
        return
    terminal = settings.terminal()
    for path in made:
        terminal.line(f"  {safe(path)}")
