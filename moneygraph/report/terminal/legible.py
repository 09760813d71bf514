"""What is shown for a character that the terminal's code page lacks: one near it, never an error.

Code pages of Windows and ASCII lack letters of Kazakh, lines of a tree, or all of Cyrillic. Kazakh
letters become the Russian ones that stand for them where a keyboard lacks them, Cyrillic the Latin
letters of passports. JSON and files are UTF-8 and lose nothing.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

_KAZAKH: Final = dict(zip("әғқңөұүһіəӘҒҚҢӨҰҮҺІƏ", "агкноуухиаАГКНОУУХИА", strict=True))
#: ICAO Doc 9303, part 3, section 6: transliteration of Cyrillic in passports.
_PASSPORT: Final = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *("a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "", "e"),
            *("iu", "ia"),
        ),
        strict=True,
    )
)
#: Lines of a tree and steps of a curve stay one column wide.
_LINES: Final = dict(zip("├└│▏▁▂▃▄▅▆▇█", "|`||_.:-=+*#", strict=True))
_SIGNS: Final = dict(zip("–—−·○≈×‘’“”«»", '---|o~x\'\'""""', strict=True))
_ARROWS: Final = {"→": "->", "←": "<-", "≠": "!="}
_ALIKE: Final = _LINES | _SIGNS | _ARROWS


def legible(text: str, encoding: str) -> str:
    """Return a text with what an encoding lacks replaced.

    >>> legible("Қуаныш → 3 500…", "cp1251"), legible("Щукин", "ascii")
    ('Куаныш -> 3 500…', 'Shchukin')
    """
    if text.isascii() or _holds_all(encoding):
        return text
    return "".join(one if _holds(encoding, one) else _near(encoding, one) for one in text)


def errors_of(encoding: str) -> str:
    """Return the name of what a stream of an encoding does about characters that it lacks."""

    def replace(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        lacking = error.object[error.start : error.end]
        return "".join(_near(encoding, one) for one in lacking), error.end

    name = f"moneygraph-{encoding}"
    codecs.register_error(name, replace)
    return name


@cache
def _holds_all(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith("utf-")


@cache
def _holds(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _near(encoding: str, char: str) -> str:
    found = (one for one in _others(char) if _holds(encoding, one))
    return next(found, char.encode("ascii", "backslashreplace").decode("ascii"))


def _others(char: str) -> Iterator[str]:
    """Yield what can stand for a character, the nearest first."""
    if char in _ALIKE:
        yield _ALIKE[char]
    russian = _KAZAKH.get(char, char)
    yield russian
    latin = _PASSPORT.get(russian.lower())
    if latin is not None:
        yield latin.title() if russian.isupper() else latin
    apart = unicodedata.normalize("NFKD", char)
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    if plain:
        yield plain
