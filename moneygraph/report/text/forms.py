"""Values in the sentences of cards, and the forms of words that go with them.

A sentence holds placeholders such as ``{loans}``. ``{loans|loan|loans}`` is the form of a word that
goes with the number `loans`; ``{named|}`` requires a value without printing it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_PLACEHOLDER: Final = re.compile(r"\{(\w+)((?:\|[^{}|]*)*)\}")
#: Which of the forms in a card is that of a plural category; Russian fractions go as 2 to 4 do.
_PLACES: Final = {"one": 0, "few": 1, "other": 1, "many": 2}


def form(lang: str, number: float, forms: Sequence[str]) -> str:
    """Return the one of `forms` that goes with `number`.

    English and Kazakh have two (one, more), Russian three (1, 2-4, 5 and more). Where fewer are
    given than the language has, the last serves for the rest.

    >>> [form("ru", n, ("счёт", "счёта", "счетов")) for n in (1, 3, 11, 21)]
    ['счёт', 'счёта', 'счетов', 'счёт']
    """
    from babel import Locale  # takes a moment, and few commands need it

    size = abs(number)
    category = Locale(lang).plural_form(int(size) if size == int(size) else size)
    return forms[min(_PLACES[category], len(forms) - 1)]


def fill(text: str, values: Mapping[str, Any], lang: str, numbers: Mapping[str, Any]) -> str:
    """Put values into the placeholders of a sentence; `numbers` choose the forms of words."""

    def put(match: re.Match[str]) -> str:
        name, forms = match[1], match[2]
        return form(lang, numbers[name], forms[1:].split("|")) if forms else str(values[name])

    return _PLACEHOLDER.sub(put, text)
