"""Makes text from files and their names safe to print."""

from __future__ import annotations

import unicodedata


def printable(text: str, longest: int = 300) -> str:
    r"""Return `text` with everything that steers a terminal or hides shown as an escape.

    Control characters, ANSI escapes, line breaks, characters that turn the reading direction,
    zero-width characters and halves of surrogate pairs become ``\x1b`` or ``\u202e``.
    Text of more than `longest` characters is cut and ends in an ellipsis.

    >>> printable("bank\x1b[31m.csv")
    'bank\\x1b[31m.csv'
    """
    shown = text if text.isprintable() else "".join(map(_visible, text[: longest + 1]))
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def safe(text: object) -> str:
    """Return a text of a statement file or a file's name, safe to print; nothing for None."""
    return "" if text is None else printable(str(text))


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] != "C" and category not in ("Zl", "Zp"):
        return char
    return char.encode("ascii", "backslashreplace").decode() if ord(char) > 127 else _ascii(char)


def _ascii(char: str) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return named.get(char, f"\\x{ord(char):02x}")
