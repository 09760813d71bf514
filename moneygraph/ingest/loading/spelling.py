"""How statement files spell account numbers: which text is which number, and which is none.

What may be beside a number, the letters that look like others and the words for "no number" are
data: ``tables/numbers.toml`` and ``tables/ibans.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from moneygraph.ingest.loading.vocabulary import Vocabulary
from moneygraph.store.data import OURS, DataFiles, table_error
from moneygraph.store.message import Message
from moneygraph.store.schema import CURRENCIES
from moneygraph.store.words import words_of

#: No number is known; a part of it is hidden; a spreadsheet has cut its digits off.
Odd = Literal["none", "masked", "cut"]

_SAME: Final = Message("Write it as the table of that name in moneygraph does.")
_NO_SIGN: Final = re.compile(r"[\W_]+")
#: Blanks, signs that nobody sees, apostrophes and quotation marks.
_BLANKS: Final = re.compile(
    "[\\s\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff'\"`\u00b4\u00ab\u00bb\u2018-\u201f\u2032]+"
)
_STAR: Final = "*\u2217\u2022\u25cf\u2731\uff0a\u2588"
_STARS: Final = re.compile(rf"[{_STAR}]|[XХxх]{{2,}}|\.{{2,}}|\u2026|_{{2,}}")
_MASKED: Final = re.compile(
    rf".*[{_STAR}].*"
    r"|(?:[^\W\d_]+[\s:№.]+)*(?:KZ\d\d)?[\d\s-]*[xх]{2,}[\d\s\-xх]*"
    r"|[^\W_\s]*\d(?:\.{2,}|\u2026|_{2,})\d+|(?:\.{2,}|\u2026|_{2,}|#{2,})\s*\d{1,8}",
    re.IGNORECASE | re.DOTALL,
)
#: Zeros and crosses: what fills a field that must not be empty.
_FILLING: Final = re.compile(r"(?:kz)?(?:[xх]*[0oо][0oоxх]*|[xх]{2,})|kz|")
_ONE_DIGIT: Final = re.compile(r"([1-9])\1{9,}")
_SCIENTIFIC: Final = re.compile(
    r"[\s'\"=]*\d(?:[.,]\d*)?[eе]\s?\+\s?\d{1,3}[\s'\"]*|[\s'\"=]*\d[.,]\d+[eе]\d{1,2}[\s'\"]*",
    re.IGNORECASE,
)
_IBAN: Final = re.compile(r"[A-Z]{2}\d\d[0-9A-Z]+")
_DECIMALS: Final = re.compile(r"=?(\d{1,15})\.0+")
_LONG: Final = re.compile(r"(\d{16,})(.*)")
_PLAIN_ASCII: Final = re.compile(r"[ -~]*\d[ -~]*")


@dataclass(frozen=True)
class Spelling:
    """The words of the tables, ready to read numbers with."""

    none: frozenset[str]
    labels: frozenset[str]
    currencies: frozenset[str]
    lengths: Mapping[str, int]
    latin: Mapping[int, str]
    before: re.Pattern[str]
    squeezed_before: re.Pattern[str]
    vocabulary: Vocabulary

    @classmethod
    def of(cls, data: DataFiles) -> Spelling:
        """Return what the tables say; raises `LoaderError` where they have another shape."""
        table = data.table("numbers")
        latin = str.maketrans(_letters(table["look-alikes"]))
        names = [*data.table("currencies")["names"], *CURRENCIES]
        before = [word.upper() for word in words_of("numbers", table["prefixes"], "words")]
        return cls(
            frozenset(map(_plain_words, words_of("numbers", table["none"], "words"))) | {""},
            frozenset(map(_plain_words, words_of("numbers", table["none"], "labels"))),
            frozenset(_squeezed(name, latin) for name in names) | {""},
            _lengths(data.table("ibans")["length"]),
            latin,
            _before(before),
            re.compile(f"(?:{_any(_squeezed(word, latin) for word in before)})+"),
            Vocabulary.of(data),
        )

    def number(self, cell: str) -> str:
        """Return the account number of which a cell is a spelling, in capitals without blanks.

        Two texts are one number where check digits prove it, or where they differ only in what
        makes no other number: blanks, letters that look the same, words before it, how 16 digits
        or more are grouped.
        """
        squeezed = _squeezed(cell, self.latin)
        proved = self._proved(squeezed) or self._proved(self.squeezed_before.sub("", squeezed, 1))
        if proved:
            return proved
        rest = self._without_words(unicodedata.normalize("NFC", cell).upper())
        return self._long(_squeezed(rest, self.latin)) or self._loose(rest)

    def odd(self, cell: str) -> Odd | None:
        """Return what is the matter with a cell, None for the number of an account."""
        if cell[:1] == "?" and _plain_words(cell):
            return None
        if self._is_none(cell):
            return "none"
        if _SCIENTIFIC.fullmatch(cell):
            return "cut"
        is_masked = _MASKED.fullmatch(cell) and not self._proved(_squeezed(cell, self.latin))
        return "masked" if is_masked else None

    def holds(self, number: str) -> bool:
        """Return whether a number is an IBAN: country, length and check digits agree.

        The first four characters go to the end, letters count from 10, mod 97 is 1 (ISO 13616).
        """
        if not _IBAN.fullmatch(number) or self.lengths.get(number[:2]) != len(number):
            return False
        digits = "".join(str(int(sign, 36)) for sign in number[4:] + number[:4])
        return int(digits) % 97 == 1

    def _part(self, text: str) -> str:
        """Return the beginning that has the length of an IBAN, if only a currency follows it."""
        length = self.lengths.get(text[:2], 0)
        return text[:length] if length and text[length:] in self.currencies else ""

    def _proved(self, text: str) -> str:
        """Return the IBAN of a text, with zeros for letters O where its check digits prove it."""
        part = self._part(text)
        if len(part) < self.lengths.get(part[:2], 1):
            return ""
        read = part[:2] + part[2:].translate(_DIGITS)
        return next((one for one in (part, read) if self.holds(one)), "")

    def _without_words(self, cell: str) -> str:
        """Return a cell in capitals without the words before five digits or more."""
        found = self.before.match(cell)
        rest = cell[found.end() :] if found else cell
        return rest if found and sum(map(str.isdigit, rest)) >= 5 else cell

    def _long(self, text: str) -> str:
        part = self._part(text)
        if len(part) == 20 and part[:2] == "KZ" and _IBAN.fullmatch(part):
            return part
        found = _LONG.fullmatch(text)
        return found[1] if found and found[2] in self.currencies else ""

    def _loose(self, cell: str) -> str:
        """Return a number without blanks, its letters Latin where none but those are in it."""
        text = _BLANKS.sub("", cell)
        read = text.translate(self.latin)
        if not _PLAIN_ASCII.fullmatch(read):
            return text
        return _DECIMALS.sub(r"\1", read).removeprefix("=")

    def _is_none(self, cell: str) -> bool:
        words = _plain_words(cell)
        if _FILLING.fullmatch(words.replace(" ", "")) or _ONE_DIGIT.fullmatch(words):
            return True
        rest = " ".join(word for word in words.split() if word not in self.labels)
        return words in self.none or rest in self.none


def spelt_number(text: str) -> str:
    """Return the account number of which a text that a user wrote is a spelling."""
    return _ours().number(text)


@cache
def _ours() -> Spelling:
    return Spelling.of(OURS)


_DIGITS: Final = str.maketrans("OIL", "011")


def shown_part(cell: str) -> str:
    """Return what a masked number shows, with one star for each part that it does not.

    >>> shown_part("4405 63** **** 1234"), shown_part("+7 701 ***-**-12")
    ('440563*1234', '7701*12')
    """
    plain = re.sub(r"[^\w*]|_", "", _STARS.sub("*", cell.lower()))
    return re.sub(r"\*+", "*", plain)


def _plain_words(text: str) -> str:
    normal = unicodedata.normalize("NFC", text).lower().replace("ё", "е")
    return _NO_SIGN.sub(" ", normal).strip()


def _squeezed(text: str, latin: Mapping[int, str]) -> str:
    return _NO_SIGN.sub("", unicodedata.normalize("NFC", text).upper().translate(dict(latin)))


def _letters(pairs: dict[str, Any]) -> dict[str, str]:
    if not all(len(one) == 1 and isinstance(other, str) for one, other in pairs.items()):
        raise table_error(
            "numbers.toml", Message("has look-alikes that are no pairs of letters"), _SAME
        )
    return pairs


def _lengths(lengths: dict[str, Any]) -> dict[str, int]:
    if not all(type(length) is int for length in lengths.values()):
        raise table_error("ibans.toml", Message("has lengths that are no whole numbers"), _SAME)
    return lengths


def _any(words: Iterable[str]) -> str:
    longest_first = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, longest_first)) or r"\b\B"


def _before(words: list[str]) -> re.Pattern[str]:
    """Return the pattern of words before a number; one that ends in a letter is a whole word."""
    whole = _any(word for word in words if word[-1:].isalnum())
    signed = _any(word for word in words if not word[-1:].isalnum())
    return re.compile(rf"[^\w№#]*(?:(?:{whole})[\W_]+|(?:{signed})[\W_]*)+")
