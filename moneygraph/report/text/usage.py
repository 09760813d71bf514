"""Help of commands and errors of usage in Russian and Kazakh, found by their English text.

Ours are in ``help.toml``: each paragraph of a command's help and each option's. Those of click are
in ``usage.toml``: its templates, of which its finished texts are recognised.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from moneygraph.report.text.messages import Entry, by_english, texts_by_english

#: Values of click's templates that are texts of click too.
_NESTED: Final = ("message",)
_VALUE: Final = re.compile(r"\\{(\w+)\\}")
_OPTION: Final = re.compile(r"(?P<about>.*?)(?:  \[(?P<notes>[^\]]*)\])?", re.DOTALL)


def help_in(text: str, lang: str) -> str:
    """Return help in a language, paragraph by paragraph; what has no text there stays as it is."""
    return "\n\n".join(_paragraph(one, lang) for one in text.split("\n\n"))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of help on one line each, without those that are kept line by line."""
    every = [" ".join(one.split()) for one in text.split("\n\n") if "\b" not in one]
    return [one for one in every if one]


def option_in(text: str, lang: str) -> str:
    """Return an option's help in a language; click adds notes to it: ``  [default: 40; x>=1]``."""
    found = _OPTION.fullmatch(text)
    assert found is not None  # every text fits
    about = help_in(found["about"], lang)
    if found["notes"] is None:
        return about
    notes = "; ".join(usage_in(note, lang) for note in found["notes"].split("; "))
    return f"{about}  [{notes}]"


def usage_in(text: str, lang: str) -> str:
    """Return what click writes in a language; what it is not known to write stays as it is."""
    for pattern, entry in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            values = {
                name: usage_in(value, lang) if name in _NESTED else value
                for name, value in found.groupdict().items()
            }
            return entry.get(lang, entry["en"]).format_map(values)
    return text


def _paragraph(text: str, lang: str) -> str:
    if "\b" in text:  # examples: what is above them is on a line of its own
        return "\n".join(by_english("help", line, lang) for line in text.split("\n"))
    return by_english("help", text, lang)


@cache
def _patterns() -> list[tuple[re.Pattern[str], Entry]]:
    return [(_pattern(en), entry) for en, entry in texts_by_english("usage").items()]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_VALUE.sub(r"(?P<\1>.*?)", re.escape(template)), re.DOTALL)
