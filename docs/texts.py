"""Put the English beside labels in other languages, and compile the catalogues.

Run as ``python -m docs.texts``. A translator of ``labels.po`` sees keys: the comment above each
says what the English is. Tests compare both, comments and compiled catalogues.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from moneygraph.report.text.catalogues import FOLDER

_WIDTH = 100


def main() -> None:
    """Write what is not as it should be."""
    english = read(FOLDER / "en" / "LC_MESSAGES" / "labels.po")
    for path in sources():
        catalogue = read(path)
        if path.name == "labels.po" and catalogue.locale != english.locale:
            changed = [one for one in catalogue if one.id and put_english(one, english)]
            if changed:
                write(path, catalogue)
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        path.with_suffix(".mo").write_bytes(compiled.getvalue())


def sources() -> Iterator[Path]:
    """Yield every ``.po`` of the package."""
    yield from sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """Return what a ``.po`` holds."""
    with path.open("rb") as file:
        return read_po(file)


def write(path: Path, catalogue: Catalog) -> None:
    """Write a ``.po``; Babel takes a per cent sign for a format, which is in none of ours."""
    for message in catalogue:
        message.flags.discard("python-format")
    with path.open("wb") as file:
        write_po(file, catalogue, width=_WIDTH)


def put_english(message: Message, english: Catalog) -> bool:
    """Put the English beside a text, and tell whether it was not there before."""
    key = message.id if isinstance(message.id, str) else message.id[0]
    original = english.get(key)
    if original is None:
        return False
    forms = [original.string] if isinstance(original.string, str) else original.string
    text = " / ".join(" ".join(form.split()) for form in forms)
    # a comment is broken into lines, also at a hyphen
    was_there = _run_together(message.auto_comments) == _run_together([text])
    message.auto_comments = [text]
    return not was_there


def _run_together(lines: list[str]) -> str:
    return "".join("".join(lines).split())


if __name__ == "__main__":
    main()
