"""Messages and remedies of errors in Russian and Kazakh; English is the template itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from moneygraph.store.message import Message

Entry = Mapping[str, str]

_HERE: Final = Path(__file__).parent


def in_language(text: str, lang: str) -> str:
    """Return a text in a language; what is no `Message`, or has no text there, as it is."""
    if lang == "en" or not isinstance(text, Message):
        return str(text)
    template = messages().get(text.template, {}).get(lang)
    if template is None:
        return str(text)
    values = {
        name: in_language(value, lang) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return template.format_map(values)


def by_english(name: str, text: str, lang: str) -> str:
    """Return a text in a language by its English in ``NAME.toml``; one not there as it is."""
    entry = {} if lang == "en" else texts_by_english(name).get(" ".join(text.split()), {})
    return entry.get(lang, text)


def messages() -> Mapping[str, Entry]:
    """Return the texts of each English template by language."""
    return texts_by_english("messages")


@cache
def texts_by_english(name: str) -> Mapping[str, Entry]:
    """Return the texts of ``NAME.toml`` by their English and by language, in the file's order."""
    table = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return {entry["en"]: entry for entry in table["message"]}
