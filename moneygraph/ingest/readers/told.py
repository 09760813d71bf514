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


def told(details: str) -> dict[str, str]:
    """Split a text at its words into cells by column; without any all of it is the details."""
    text = " ".join(details.split())
    first, *parts = _WORD.split(text)
    words = dict(zip(parts[::2], parts[1::2], strict=True))
    found = {
        column: next((words[word].strip() for word in known if words.get(word)), "")
        for column, known in _WORDS.items()
    }
    if not found["Details"]:
        others = {word for known in _WORDS.values() for word in known}
        rest = [f"/{word}/{value}" for word, value in words.items() if word not in others]
        found["Details"] = f"{first}{''.join(rest)}".strip()
    return found
