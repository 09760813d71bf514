"""Words, amounts and days as an official letter writes them, in the language of the letter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from moneygraph.report.text.texts import Texts, texts_of
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.printable import safe

_SPELLERS: Final = {"kk": "kz", "ru": "ru", "en": "en"}
_SPELT: Final = "KZT"
_TIYN: Final = 100
#: A space at which no line ends.
_FIXED: Final = "\u00a0"


def template_words(lang: str, data: DataFiles = OURS) -> dict[str, str]:
    """Return the texts of letters by their keys; ``{{name}}`` is filled in a document."""
    return {key: str(text) for key, text in texts_of(lang, data).group("letter").items()}


class LetterWords:
    """The words of letters in a language: ``words("words.more", n="3")``."""

    def __init__(self, lang: str, data: DataFiles) -> None:
        self.lang = lang
        self.texts: Texts = texts_of(lang, data)
        self._words = template_words(lang, data)

    def __call__(self, key: str, **values: str) -> str:
        """Return the text under a dotted key with its values filled in."""
        return self._words[key].format_map(values)

    def amount(self, units: int, currency: str) -> str:
        """Return an amount whose digits stay on one line."""
        return self.texts.amount(units, currency)

    def currency(self, code: str) -> str:
        """Return what a currency is called: tenge by its name, another by its code."""
        return self("words.tenge") if code == _SPELT else safe(code)

    def total(self, units: int, currency: str) -> str:
        """Return an amount with its currency; tenge also spelt out, as letters do.

        >>> from moneygraph.store.data import OURS
        >>> LetterWords("ru", OURS).total(12345, "KZT").replace(_FIXED, " ")
        '123,45 тенге (сто двадцать три тенге 45 тиын)'
        """
        figures = f"{self.amount(units, currency)}{_FIXED}{self.currency(currency)}"
        if currency != _SPELT:
            return figures
        from num2words import num2words

        whole, part = divmod(units, _TIYN)
        spelt = num2words(whole, lang=_SPELLERS[self.lang])
        money = f"{spelt} {self('words.tenge')} {part:02} {self('words.tiyn')}"
        return f"{figures} ({money})"

    def date(self, day: date | None) -> str:
        """Return the date of a letter; a line to write it on where there is none."""
        if day is None:
            return self("words.date_blank")
        from babel.dates import format_date

        return format_date(day, self("words.date"), self.lang)


def day_text(day: date) -> str:
    """Return a day as it is written in Kazakhstan.

    >>> day_text(date(2026, 3, 2))
    '02.03.2026'
    """
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def time_text(ts: datetime) -> str:
    """Return a time to the second.

    >>> time_text(datetime(2026, 3, 2, 9, 5))
    '02.03.2026 09:05:00'
    """
    return f"{day_text(ts)} {ts.hour:02}:{ts.minute:02}:{ts.second:02}"
