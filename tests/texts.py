"""The catalogues of texts as tests look at them: by domain and language, from their sources."""

from __future__ import annotations

from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from moneygraph.report.text.catalogues import FOLDER
from moneygraph.report.text.texts import LANGUAGES

OTHERS = tuple(lang for lang in LANGUAGES if lang != "en")
DOMAINS = ("click", "data", "help", "labels", "messages")
#: Each domain with each language that it is in: English is the text itself but for labels.
CATALOGUES = [(domain, lang) for domain in DOMAINS for lang in OTHERS] + [("labels", "en")]


@cache
def catalogue(domain: str, lang: str) -> Catalog:
    with (FOLDER / lang / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file)


def entries(domain: str, lang: str) -> list[Message]:
    """Return the texts of a catalogue, without its head."""
    return [message for message in catalogue(domain, lang) if message.id]


def key(message: Message) -> str:
    """Return by what a text is found: of one with plural forms, the form for one."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    """Return a text, or its plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def translations(domain: str, lang: str) -> dict[str, str]:
    """Return each text by its key; of one with plural forms, the form for one."""
    return {key(message): forms(message)[0] for message in entries(domain, lang)}


def group(name: str, lang: str = "en") -> dict[str, str]:
    """Return the labels of a group by what follows its name: ``group("end")["cash"]``."""
    start = f"{name}."
    return {
        key.removeprefix(start): text
        for key, text in translations("labels", lang).items()
        if key.startswith(start)
    }
