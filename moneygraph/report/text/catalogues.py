"""The gettext catalogues of the languages: ``locale/LANG/LC_MESSAGES/DOMAIN.po``.

- ``messages``: messages and remedies of errors, progress, questions; by their English text;
- ``help``: help of the commands, by its English text;
- ``click``: what click itself writes, by click's text;
- ``data``: titles and comments of our loaders and profiles, by their English text;
- ``labels``: all else that a terminal, a workbook or a letter says, by keys such as ``load.rows``,
  which English has a catalogue for as well.

What is read is the ``.mo`` beside a ``.po``, which ``make docs`` compiles.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "locale"
#: What Python's gettext, and so click, takes the language from before all else.
_LANGUAGE: Final = "LANGUAGE"


@cache
def catalogue(domain: str, lang: str) -> gettext.NullTranslations:
    """Return the texts of a domain in a language; of English, what it has no catalogue for."""
    return gettext.translation(domain, FOLDER, [lang], fallback=True)


def keys_of(found: gettext.NullTranslations) -> list[str]:
    """Return the keys that a catalogue has texts for, in order."""
    held = vars(found)["_catalog"]  # gettext gives no list of them
    return sorted({key[0] if isinstance(key, tuple) else key for key in held} - {""})


def by_english(domain: str, text: str, lang: str) -> str:
    """Return a text in a language by its English; one that is not there as it is."""
    english = " ".join(text.split())
    found = catalogue(domain, lang).gettext(english) if english else ""
    return text if found == english else found


@contextmanager
def click_speaks(lang: str) -> Iterator[None]:
    """Let click, which asks gettext for its texts, write in a language for as long as a block."""
    domain, before = gettext.textdomain(), os.environ.get(_LANGUAGE)
    gettext.bindtextdomain("click", str(FOLDER))
    gettext.textdomain("click")
    os.environ[_LANGUAGE] = lang
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            os.environ.pop(_LANGUAGE, None)
        else:
            os.environ[_LANGUAGE] = before
