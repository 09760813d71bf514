"""The labels of a language: which one is spoken, and its texts by key with their values.

A text holds placeholders such as ``{rows}``. Where words go with the number ``{n}``, the catalogue
has a text for each plural form of the language. What goes with another number is a phrase of its
own, under the key of the text and the name of the number: ``load.case.transfers``, "{n} transfers",
which is put into ``load.case`` in place of ``{transfers}``.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any, Final

from moneygraph.report.text.catalogues import catalogue, keys_of
from moneygraph.report.text.formats import Formats
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.printable import printable

LANGUAGES: Final = ("en", "ru", "kk")
#: Up to this number every plural form of our languages occurs.
_EVERY_FORM: Final = 5


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


class Texts(Formats):
    """The labels of one language, ``texts("load.rows", n=3)``, and how it writes values."""

    def __init__(self, lang: str, data: DataFiles = OURS) -> None:
        if lang not in LANGUAGES:
            raise CallError(
                Message("there is no language '{lang}'", lang=lang),
                Message("Choose one of: {names}.", names=LANGUAGES),
            )
        super().__init__(lang)
        self.data = data
        self._labels = catalogue("labels", lang)

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text under a key with its placeholders filled in.

        Whole numbers are shown with thousands apart; what must not be is given as text.
        Raises `KeyError` where there is no such text.
        """
        text = self._form(key, values.get("n")) or self._text(key)
        if text is None:
            raise KeyError(key)
        shown = {name: self._shown(f"{key}.{name}", one) for name, one in values.items()}
        return text.format_map(shown)

    def word(self, group: str, name: str, otherwise: str | None = None) -> str:
        """Return the text for one of our words, where there is none `otherwise` or the word."""
        return self._text(f"{group}.{name}") or (name if otherwise is None else otherwise)

    def group(self, name: str) -> dict[str, str | dict[str, str]]:
        """Return the texts of a group by their names, with placeholders.

        Where words go with the number ``{n}``, it is a text for each plural category of the
        language (one, few, many, other), by which a browser chooses too.
        """
        found: dict[str, str | dict[str, str]] = {}
        for key in keys_of(self._labels):
            group, _, rest = key.partition(".")
            if group == name:
                found[rest] = self._forms(key) if self._form(key, 1) else self._text(key) or ""
        return found

    def _forms(self, key: str) -> dict[str, str]:
        from babel import Locale

        category = Locale(self.lang).plural_form
        whole = {category(n): self._form(key, n) or "" for n in range(_EVERY_FORM, -1, -1)}
        return {"other": next(iter(whole.values()))} | whole

    def bank(self, code: str | None) -> str:
        """Return a bank's name for its code in an IBAN; other text unchanged."""
        return (self.data.bank_name(code) if code else None) or printable(code or "")

    def feature(self, name: str) -> str:
        """Return what a feature is called, by its name in models and JSON."""
        for own_name, one in self.data.table("features").items():
            if one.get("published", own_name) == name:
                return str(one.get(self.lang, one.get("en", name)))
        return self._feature_of_transfer(name) or name

    def _feature_of_transfer(self, name: str) -> str | None:
        """Return what a feature of a transfer is called, of one of its ends too."""
        end, _, rest = name.partition("_")
        if end not in ("payer", "payee"):
            return self._of_transfer(name, ends=False)
        text = self._of_transfer(rest, ends=True) or self.feature(rest)
        return None if text == rest else self(f"feature.{end}", what=text)

    def _of_transfer(self, name: str, *, ends: bool) -> str | None:
        one = self.data.table("transfer-features").get(name)
        if one is None or bool(one.get("ends")) != ends:
            return None
        return str(one.get(self.lang, one.get("en", name)))

    def _shown(self, key: str, value: Any) -> str:
        """Return a value as it stands in a text; of a number, with the words that go with it."""
        if not isinstance(value, int):
            return str(value)
        phrase = self._form(key, value)
        shown = self.count(value)
        return phrase.format(n=shown) if phrase else shown

    def _text(self, key: str) -> str | None:
        text = self._labels.gettext(key)  # which is the key where there is none
        return text if text != key else None

    def _form(self, key: str, number: Any) -> str | None:
        """Return the plural form of a text that goes with a number, if it has such forms."""
        if not isinstance(number, int):
            return None
        text = self._labels.ngettext(key, key, number)
        return text if text != key else None


@cache
def texts_of(lang: str, data: DataFiles = OURS) -> Texts:
    """Return the labels of a language, with the names of a user's folder."""
    return Texts(lang, data)
