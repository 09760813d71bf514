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

_KNOWN: Final = frozenset(word for known in _WORDS.values() for word in known)


def told(details: str) -> dict[str, str]:
    """Split a text at its words into cells by column; without any all of it is the details."""
    text = " ".join(details.split())
    first, *parts = _WORD.split(text) if "/" in text else [text]
    if not parts:
        return {**dict.fromkeys(_WORDS, ""), "Details": text}
    words = dict(zip(parts[::2], parts[1::2], strict=True))
    found = dict.fromkeys(_WORDS, "")
    for column, known in _WORDS.items():
        for word in known:
            if value := words.get(word):
                found[column] = value.strip()
                break
    if not found["Details"]:
        rest = [f"/{word}/{value}" for word, value in words.items() if word not in _KNOWN]
        found["Details"] = f"{first}{''.join(rest)}".strip()
    return found
