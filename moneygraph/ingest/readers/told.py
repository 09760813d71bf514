"""What banks tell of a payment in one text, split at the words between slashes that they use."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"/([A-Z]{2,10})/")
#: Words between slashes, by the column that what follows them goes into.
_WORDS: Final = {
    "Counterparty account": ("LA", "ACC", "IBAN", "ACCOUNT", "IIK"),
    "Counterparty": ("NAME", "BENM", "ORDP"),
    "Counterparty ID": ("IDN", "IIN", "BIN"),
    "Counterparty bank": ("BIC", "BANK"),
    "KNP": ("KNP",),
    "Details": ("ASSIGN", "REMI"),
}

#: Of each word its column; the first of a column's words that a text has counts.
_COLUMN: Final = {word: column for column, known in _WORDS.items() for word in known}
_RANK: Final = {word: rank for known in _WORDS.values() for rank, word in enumerate(known)}
_NOTHING: Final = dict.fromkeys(_WORDS, "")


def told(details: str) -> dict[str, str]:
    """Split a text at its words into cells by column; without any all of it is the details."""
    text = " ".join(details.split())
    first, *parts = _WORD.split(text) if "/" in text else [text]
    found = _NOTHING.copy()
    if not parts:
        found["Details"] = text
        return found
    words = dict(zip(parts[::2], parts[1::2], strict=True))
    ranks: dict[str, int] = {}
    for word, value in words.items():
        column = _COLUMN.get(word)
        if column and value and _RANK[word] < ranks.get(column, len(_RANK)):
            found[column], ranks[column] = value.strip(), _RANK[word]
    if not found["Details"]:
        rest = [f"/{word}/{value}" for word, value in words.items() if word not in _COLUMN]
        found["Details"] = f"{first}{''.join(rest)}".strip()
    return found
