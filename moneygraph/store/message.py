"""Texts for a person that other languages can be made of."""

from __future__ import annotations

from collections.abc import Mapping


class Message(str):
    """An English text with what it was made of: a template, which serves as its code, and values.

    It is the English text itself to whoever does not ask for another language; see
    ``report/text/messages.py``.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Return the template with its ``{name}`` filled in; a value can be a `Message`.

        Values must be safe to print.

        >>> Message("{file} is {what}", file="a.pdf", what=Message("a PDF document"))
        'a.pdf is a PDF document'
        """
        made = super().__new__(cls, template.format_map(values))
        made.template, made.values = template, values
        return made
