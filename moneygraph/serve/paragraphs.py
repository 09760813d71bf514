"""What a terminal would print, as paragraphs of a page."""

from __future__ import annotations

import io
from dataclasses import dataclass

from moneygraph.report.terminal.terminal import Terminal

_STEP = 2
_WIDTH = 100


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: `style` and `level` are classes of it, `parts` its texts by their styles."""

    style: str
    level: int
    parts: tuple[tuple[str, str], ...]


class PageTerminal(Terminal):
    """Takes what is printed as paragraphs, which a browser wraps; an empty line is none."""

    def __init__(self) -> None:
        super().__init__(io.StringIO(), _WIDTH)
        self.paragraphs: list[Paragraph] = []

    def parts(self, *parts: tuple[str, str]) -> None:
        """Take one line, its parts in their styles."""
        self._take("", 0, *parts)

    def paragraph(self, text: str, style: str = "", indent: int = 0, hang: int = 0) -> None:
        """Take a text."""
        self._take(style, indent, (text, ""))

    def pair(self, label: str, value: str, indent: int = 2) -> None:
        """Take a label and its value."""
        self._take("", indent, (label, "label"), (f" {value}", ""))

    def pairs(self, texts: list[str], indent: int = 0) -> None:
        """Take short texts as one paragraph."""
        self.paragraph(" · ".join(texts), indent=indent)

    def _take(self, style: str, indent: int, *parts: tuple[str, str]) -> None:
        if any(text.strip() for text, _ in parts):
            self.paragraphs.append(Paragraph(style, indent // _STEP, parts))
