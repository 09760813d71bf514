"""The labels of the three languages: which one is spoken, and the forms of words with numbers.

A text holds placeholders such as ``{rows}``. ``{rows|row|rows}`` is the form of a word that goes
with the number `rows`; ``{named|}`` requires a value without printing it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from moneygraph.report.text.numbers import count
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.printable import printable

LANGUAGES: Final = ("en", "ru", "kk")


def default_language() -> str:
    """Return the language of MONEYGRAPH_LANG, else of the locale, else English.

    Raises `CallError` when MONEYGRAPH_LANG names another.
    """
    requested = os.environ.get("MONEYGRAPH_LANG")
    if requested and requested not in LANGUAGES:
        raise CallError(
            Message("there is no language '{requested}' (MONEYGRAPH_LANG)", requested=requested),
            Message("Choose one of: {names}.", names=LANGUAGES),
        )
    locale = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    start = locale[:2].lower()
    return requested or (start if start in LANGUAGES else "en")


def form(lang: str, number: float, forms: Sequence[str]) -> str:
    """Return the one of `forms` that goes with `number`.

    English has two (one, more), Russian three (1, 2-4, 5 and more), Kazakh one. Where fewer
    are given than the language has, the last serves for the rest.

    >>> [form("ru", n, ("счёт", "счёта", "счетов")) for n in (1, 3, 11, 21)]
    ['счёт', 'счёта', 'счетов', 'счёт']
    """
    form = _FORMS[lang](abs(number))
    return forms[min(form, len(forms) - 1)]


def _english(number: float) -> int:
    return 0 if number == 1 else 1


def _russian(number: float) -> int:
    if number != int(number):
        return 1
    tens, units = int(number) % 100, int(number) % 10
    if units == 1 and tens != 11:
        return 0
    return 1 if 2 <= units <= 4 and not 12 <= tens <= 14 else 2


def _kazakh(number: float) -> int:
    return 0


_FORMS = {"en": _english, "ru": _russian, "kk": _kazakh}


_HERE = Path(__file__).resolve().parent
_PLACEHOLDER = re.compile(r"\{(\w+)((?:\|[^{}|]*)*)\}")


class Texts:
    """The labels of one language: ``texts("load.rows", n=3)``."""

    def __init__(self, lang: str, data: DataFiles = OURS) -> None:
        self.lang = lang
        self.data = data
        self._table = read_language("labels", lang)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text under a dotted key with its placeholders filled in.

        Whole numbers are shown with thousands apart; what must not be is given as text.
        """
        shown = {name: count(one) if isinstance(one, int) else one for name, one in values.items()}
        return fill(self.raw(key), shown, self.lang, values)

    def raw(self, key: str) -> str:
        """Return the text under a dotted key as it is in the file."""
        group, _, name = key.partition(".")
        text = self._table[group][name]
        assert isinstance(text, str)
        return text

    def bank(self, code: str | None) -> str:
        """Return a bank's name for its code in an IBAN; other text unchanged."""
        return (self.data.bank_name(code) if code else None) or printable(code or "")

    def feature(self, name: str) -> str:
        """Return what a feature is called, by its name in models and JSON."""
        for own_name, one in self.data.table("features").items():
            if one.get("published", own_name) == name:
                return str(one.get(self.lang, one.get("en", name)))
        return name

    def word(self, group: str, name: str) -> str:
        """Return the text for one of our words, or the word itself where there is none."""
        return str(self._table[group].get(name, name))


@cache
def texts_of(lang: str, data: DataFiles = OURS) -> Texts:
    """Return the labels of a language, with the names of a user's folder."""
    return Texts(lang, data)


@cache
def read_language(folder: str, lang: str) -> dict[str, Any]:
    """Return ``FOLDER/LANG.toml``; raises `CallError` for a language there is not."""
    if lang not in LANGUAGES:
        raise CallError(
            Message("there is no language '{lang}'", lang=lang),
            Message("Choose one of: {names}.", names=LANGUAGES),
        )
    return tomllib.loads((_HERE / folder / f"{lang}.toml").read_text(encoding="utf-8"))


def placeholders(text: str) -> list[str]:
    """Return the names of the values that a text requires."""
    return [match[1] for match in _PLACEHOLDER.finditer(text)]


def fill(text: str, values: Mapping[str, Any], lang: str, numbers: Any = None) -> str:
    """Put values into the placeholders of a text.

    Word forms are chosen by ``numbers[name]``, by default the value itself.
    """
    counted = values if numbers is None else numbers

    def put(match: re.Match[str]) -> str:
        name, forms = match[1], match[2]
        return form(lang, counted[name], forms[1:].split("|")) if forms else str(values[name])

    return _PLACEHOLDER.sub(put, text)
