"""A language that nobody speaks, made of English: what stays readable in it is not translated.

Each letter of a text that is translated becomes one in a circle, ⓐ; what stands in place of a
``{name}`` does not. So whatever letters are left in an output are data, such as a name from a
statement file or an option that is typed, or a sentence that no catalogue has.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.units import format_unit

from moneygraph.detect.queries import card_file, query
from moneygraph.detect.queries.card import Card, Indicator, Sentence
from moneygraph.report.text import catalogues, texts
from tests.texts import DOMAINS, entries, forms

#: The code of the language: one that Babel knows, as numbers and times need rules.
PSEUDO: Final = "eo"
_PLACEHOLDER: Final = re.compile(r"(\{\{|\}\}|\{[^{}|]*\})")
_IN_CARDS: Final = re.compile(r"\{(\w+)((?:\|[^{}|]*)*)\}")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
#: A digest of a file, of which no letter is a word's.
_DIGEST: Final = re.compile(r"\b[0-9a-f]{12,}\b")


def disguised(text: str) -> str:
    """Return a text with each letter in a circle, but for its placeholders."""
    parts = _PLACEHOLDER.split(text)
    return "".join(part if number % 2 else _circled(part) for number, part in enumerate(parts))


def _circled(text: str) -> str:
    return "".join(map(_letter, text))


def _letter(char: str) -> str:
    if "a" <= char <= "z":
        return chr(ord("ⓐ") + ord(char) - ord("a"))
    if "A" <= char <= "Z":
        return chr(ord("Ⓐ") + ord(char) - ord("A"))
    return "ⓧ" if char.isalpha() else char


def left_readable(printed: str, known: Iterable[str] = ()) -> list[str]:
    """Return the words of two letters or more that are not translated and not `known`."""
    return [
        word for word in _WORD.findall(_DIGEST.sub("", printed)) if word.casefold() not in known
    ]


def of_babel() -> set[str]:
    """Return the words that numbers and times in the language have by its rules."""
    locale = Locale.parse(PSEUDO)
    compact = [form.pattern for forms in locale.compact_decimal_formats["long"].values()
               for form in forms.values()]  # fmt: skip
    units = ("digital-kilobyte", "digital-megabyte")
    sizes = [format_unit(1, unit, "short", locale=locale) for unit in units]
    return words(compact, *sizes, *(list(one.values()) for one in locale.months["format"].values()))


def words(*texts: object) -> set[str]:
    """Return the words of texts, as `left_readable` knows them."""
    return {word.casefold() for text in texts for word in _WORD.findall(str(text))}


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Let moneygraph speak it as MONEYGRAPH_LANG, with the catalogues that are in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "FOLDER", folder)
        patch.setattr(texts, "LANGUAGES", (*texts.LANGUAGES, PSEUDO))
        patch.setattr(card_file, "_card", _in_pseudo(card_file._card))
        patch.setenv("MONEYGRAPH_LANG", PSEUDO)
        _forget()
        yield
    _forget()


def _forget() -> None:
    for kept in (catalogues.catalogue, texts.texts_of, query._query):
        kept.cache_clear()


def write_catalogues(folder: Path) -> None:
    """Write each domain of the language, compiled, beside the languages that there are."""
    for lang in texts.LANGUAGES:
        shutil.copytree(catalogues.FOLDER / lang, folder / lang)
    target = folder / PSEUDO / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    for domain in DOMAINS:
        made = Catalog(locale=PSEUDO)
        for message in entries(domain, "en" if domain == "labels" else "ru"):
            english = forms(message) if domain == "labels" else message.id
            if isinstance(message.id, str):
                text = english if isinstance(english, str) else english[0]
                # the kind of a number, such as "integer range", click has in English alone
                made.add(message.id, disguised(text).replace("{number_type}", ""))
            else:
                made.add(message.id, tuple(map(disguised, english)))
        with (target / f"{domain}.mo").open("wb") as file:
            write_mo(file, made)


def _in_pseudo(read: Any) -> Any:
    """Return what reads a card and adds its sentences in the language."""

    def card_of(path: Path, text: str) -> Card:
        card: Card = read(path, text)
        return replace(
            card,
            indicators={name: _indicator(one) for name, one in card.indicators.items()},
            texts={**card.texts, PSEUDO: _all(card.texts["ru"])},
            params={name: {**one, PSEUDO: _circled("about")} for name, one in card.params.items()},
        )

    return card_of


def _indicator(one: Indicator) -> Indicator:
    brief = one.brief and replace(one.brief, sentences=_with_pseudo(one.brief.sentences))
    return replace(one, sentences=_with_pseudo(one.sentences), brief=brief)


def _with_pseudo(
    sentences: Mapping[str, tuple[Sentence, ...]],
) -> Mapping[str, tuple[Sentence, ...]]:
    said = tuple(replace(one, text=_in_card(one.text)) for one in sentences["en"])
    return {**sentences, PSEUDO: said}


def _in_card(text: str) -> str:
    found, end = "", 0
    for match in _IN_CARDS.finditer(text):
        found += _circled(text[end : match.start()]) + f"{{{match[1]}{_circled(match[2])}}}"
        end = match.end()
    return found + _circled(text[end:])


def _all(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: _circled(text) for key, text in texts.items()}
