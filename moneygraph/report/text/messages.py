"""Messages and remedies of errors in a language, found by their template."""

from __future__ import annotations

from moneygraph.report.text.catalogues import catalogue
from moneygraph.store.message import Message


def in_language(text: str, lang: str) -> str:
    """Return a text in a language; what is no `Message`, or has no text there, as it is."""
    if not isinstance(text, Message) or not text.template:
        return str(text)
    template = catalogue("messages", lang).gettext(text.template)
    if template == text.template:
        return str(text)
    values = {
        name: in_language(value, lang) if isinstance(value, str) else value
        for name, value in text.values.items()
    }
    return template.format_map(values)
