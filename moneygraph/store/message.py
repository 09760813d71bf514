"""Texts for a person that other languages can be made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from moneygraph.store.printable import printable


class Message(str):
    """An English text with what it was made of: a template, which serves as its code, and values.

    It is the English text itself to whoever does not ask for another language; see
    ``report/text/messages.py``.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Message:
        """Return the template with its ``{name}`` filled in; a value can be a `Message`.

        A value can also be several names. Values are made safe to print, and long texts cut.

        >>> Message("{file} is {what}", file="a.pdf", what=Message("a PDF document"))
        'a.pdf is a PDF document'
        """
        shown = {name: _safe(value) for name, value in values.items()}
        made = super().__new__(cls, template.format_map(shown))
        made.template, made.values = template, shown
        return made

    @classmethod
    def as_it_was(cls, text: str, template: str, values: Mapping[str, object]) -> Message:
        """Return a message that another process made, of what it was made of."""
        made = super().__new__(cls, text)
        made.template, made.values = template, values
        return made


def reason(error: OSError) -> Message:
    """Return why the system refused, in its own words."""
    words = error.strerror or type(error).__name__
    return Message(words.replace("{", "{{").replace("}", "}}"))


def _safe(value: object) -> object:
    """Return a value of which nothing steers a terminal; names are written one after another."""
    if isinstance(value, Message):
        return value
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Iterable):
        return ", ".join(printable(str(one)) for one in value)
    return value
