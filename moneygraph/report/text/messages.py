"""Messages and remedies of errors in Russian and Kazakh; English is the template itself."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from moneygraph.store.message import Message

_FILE: Final = Path(__file__).with_name("messages.toml")


def in_language(text: str, lang: str) -> str:
    """Return a text in a language; what is no `Message`, or has no text there, as it is."""
    if not isinstance(text, Message):
        return text
    template = messages().get(text.template, {}).get(lang)
    if template is None:
        return str(text)
    values = {
        name: in_language(value, lang) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return str(template).format_map(values)


@cache
def messages() -> dict[str, dict[str, Any]]:
    """Return the texts of each English template by language."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {str(entry["en"]): entry for entry in table["message"]}
