"""Labels and phrases in the user's language, from the TOML files beside this module.

A text holds places such as ``{rows}``. ``{rows|row|rows}`` is the form of a word that goes
with the number `rows`; ``{named|}`` asks for a value without saying it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from moneygraph.errors import CallError, LayoutError
from moneygraph.folders import user_folder
from moneygraph.outputs.language import LANGUAGES
from moneygraph.outputs.numbers import count
from moneygraph.outputs.plural import form

_HERE = Path(__file__).resolve().parent
_PLACE = re.compile(r"\{(\w+)((?:\|[^{}|]*)*)\}")


class Texts:
    """The labels of one language: ``texts("load.rows", n=3)``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._table = read_language("labels", lang)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text under a dotted key with its places filled in.

        Whole numbers are shown with thousands apart; what must not be is given as text.
        """
        shown = {name: count(one) if isinstance(one, int) else one for name, one in values.items()}
        return fill(self.raw(key), shown, self.lang, values)

    def raw(self, key: str) -> str:
        """Return the text under a dotted key as it stands in the file."""
        group, _, name = key.partition(".")
        text = self._table[group][name]
        assert isinstance(text, str)
        return text

    def word(self, group: str, name: str) -> str:
        """Return the text for one of our words, or the word itself where there is none."""
        return str(self._table[group].get(name, name))


@cache
def texts_of(lang: str) -> Texts:
    """Return the labels of a language."""
    return Texts(lang)


@cache
def read_language(folder: str, lang: str) -> dict[str, Any]:
    """Return ``FOLDER/LANG.toml``; raises `CallError` for a language there is not."""
    if lang not in LANGUAGES:
        raise CallError(f"there is no language '{lang}'", f"Choose one of: {', '.join(LANGUAGES)}.")
    return tomllib.loads((_HERE / folder / f"{lang}.toml").read_text(encoding="utf-8"))


def phrases_of(query: str, lang: str) -> dict[str, Any]:
    """Return what is said of a query: the user's own phrases for it, else ours, else nothing."""
    own = user_folder()
    path = own / "phrases" / f"{lang}.toml" if own else None
    if path is not None and path.is_file():
        table = _own_phrases(path, path.stat().st_mtime_ns)
        if query in table:
            return dict(table[query])
    return dict(read_language("phrases", lang).get(query, {}))


@cache
def _own_phrases(path: Path, _mtime: int) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise LayoutError(
            f"the phrases {path} cannot be read: {error}", "Mend it as TOML."
        ) from error


def places(text: str) -> list[str]:
    """Return the names of the values that a text asks for."""
    return [match[1] for match in _PLACE.finditer(text)]


def fill(text: str, values: Mapping[str, Any], lang: str, numbers: Any = None) -> str:
    """Put values into the places of a text.

    Word forms are chosen by ``numbers[name]``, by default the value itself.
    """
    counted = values if numbers is None else numbers

    def put(match: re.Match[str]) -> str:
        name, forms = match[1], match[2]
        return form(lang, counted[name], forms[1:].split("|")) if forms else str(values[name])

    return _PLACE.sub(put, text)
