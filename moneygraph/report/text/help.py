"""Help of commands in a language, found by its English: by paragraph, and by option."""

from __future__ import annotations

import re
from typing import Final

from moneygraph.report.text.catalogues import by_english

#: An option's help, to which click adds notes: ``  [default: 40; x>=1]``.
_OPTION: Final = re.compile(r"(?P<about>.*?)(?P<notes>  \[[^\]]*\])?", re.DOTALL)


def help_in(text: str, lang: str) -> str:
    """Return help in a language, paragraph by paragraph; what has no text there stays as it is."""
    return "\n\n".join(_paragraph(one, lang) for one in text.split("\n\n"))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of help on one line each, without those that are kept line by line."""
    every = [" ".join(one.split()) for one in text.split("\n\n") if "\b" not in one]
    return [one for one in every if one]


def option_in(text: str, lang: str) -> str:
    """Return an option's help in a language, with the notes that click wrote in it."""
    found = _OPTION.fullmatch(text)
    assert found is not None  # every text fits
    return help_in(found["about"], lang) + (found["notes"] or "")


def _paragraph(text: str, lang: str) -> str:
    if "\b" in text:  # examples: what is above them is on a line of its own
        return "\n".join(by_english("help", line, lang) for line in text.split("\n"))
    return by_english("help", text, lang)
