"""The page of what was measured, a section of which each benchmark writes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "measured.md"


def put_section(head: str, body: str) -> None:
    """Write a section in place of the one whose heading begins so, or at the page's end.

    `body` begins with the rest of the heading's line, such as a date.
    """
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(replaced(text, head, body), encoding="utf-8")


def replaced(page: str, head: str, body: str) -> str:
    """Return a page with a section in place of the one that it had, or at its end."""
    section = f"{head}{body.rstrip()}\n"
    before, found, after = page.partition(f"\n{head}")
    if not found:
        return f"{page.rstrip()}\n\n{section}"
    rest = after.partition("\n## ")
    return f"{before}\n{section}" + (f"\n## {rest[2]}" if rest[1] else "")
