"""Writes the words of a PDF and where they stand.

Into the folder it writes ``words.jsonl``, a line a page: ``{"words": [[text, left, right, top,
bottom]], "rules": [y], "posts": [x], "is_picture"}``, in points, downwards from the top of the
page as it is seen. `rules` are horizontal lines, `posts` upright ones. Text that is not shown is
left out: what a scanner read, with its mistakes, lies so under its picture; `is_picture` tells of
a page that shows no text.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

import pypdfium2
import pypdfium2.raw as pdfium

from moneygraph.ingest.convert.tables import RefusedError, Tables, TooMuchError

#: A gap between letters that ends a word, as a share of the height of a line.
_GAP = 0.13
#: Two letters further apart in height than this share of it are of different lines.
_LEVEL = 0.5
#: A rule is at least as long, an upright one as high, and at most as thick, in points.
_RULE_LONG, _RULE_HIGH, _RULE_THICK = 30.0, 7.0, 2.0
#: Objects and rules of a page that are looked at; words that one can have, and letters of a word.
_OBJECTS, _RULES = 200_000, 5_000
_WORDS, _LETTERS = 30_000, 200
_Box = tuple[float, float, float, float]
_Turn = Callable[[_Box], _Box]


def convert(path: Path, tables: Tables) -> dict[str, Any]:
    """Write the words; return how many pages there are."""
    try:
        document = pypdfium2.PdfDocument(str(path))
        with (tables.folder / "words.jsonl").open("w", encoding="utf-8") as file:
            _write(document, file, tables)
        return {"pages": len(document)}
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise RefusedError("locked" if is_locked else "broken") from error


def _write(document: Any, file: TextIO, tables: Tables) -> None:
    for number in range(len(document)):
        page = document[number]
        said = _page(page)
        page.close()
        # a page without text is something too: a document can claim millions of them
        tables.spend(10 + sum(len(word[0]) + 1 for word in said["words"]))
        if len(said["words"]) > _WORDS:
            raise TooMuchError
        file.write(json.dumps(said) + "\n")


def _page(page: Any) -> dict[str, Any]:
    turn = _turn(page)
    hidden, rules, posts, has_picture = _objects(page, turn)
    words = [] if hidden else list(_words(page.get_textpage(), turn))
    is_picture = has_picture and not words
    return {"words": words, "rules": rules, "posts": posts, "is_picture": is_picture}


def _turn(page: Any) -> _Turn:
    """Return what makes (left, right, top, bottom) as it is seen of a box of the page's own."""
    left, bottom, right, top = page.get_bbox()
    turns: dict[int, _Turn] = {
        0: lambda box: (box[0] - left, box[1] - left, top - box[2], top - box[3]),
        90: lambda box: (box[3] - bottom, box[2] - bottom, box[0] - left, box[1] - left),
        180: lambda box: (right - box[1], right - box[0], box[3] - bottom, box[2] - bottom),
        270: lambda box: (top - box[2], top - box[3], right - box[1], right - box[0]),
    }
    return turns.get(page.get_rotation(), turns[0])


def _objects(page: Any, turn: _Turn) -> tuple[bool, list[float], list[float], bool]:
    """Return whether no text is shown, where rules are, and whether there is a picture."""
    shown = texts = pictures = 0
    rules: set[float] = set()
    posts: set[float] = set()
    for place, one in enumerate(page.get_objects(max_depth=4)):
        if place > _OBJECTS:
            break
        if one.type == pdfium.FPDF_PAGEOBJ_TEXT:
            texts += 1
            mode = pdfium.FPDFTextObj_GetTextRenderMode(one)
            shown += mode != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        elif one.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
        elif one.type == pdfium.FPDF_PAGEOBJ_PATH and len(rules) + len(posts) < _RULES:
            x0, x1, y0, y1 = _bounds(one, turn)
            rules |= _sides(y0, y1) if x1 - x0 >= _RULE_LONG else set()
            posts |= _sides(x0, x1) if y1 - y0 >= _RULE_HIGH else set()
    return texts > 0 and not shown, sorted(rules), sorted(posts), pictures > 0


def _bounds(path: Any, turn: _Turn) -> _Box:
    try:
        left, bottom, right, top = path.get_bounds()
    except pypdfium2.PdfiumError:
        return 0.0, 0.0, 0.0, 0.0
    return turn((left, right, top, bottom))


def _sides(start: float, end: float) -> set[float]:
    """Return where a rule is, or both sides of a box."""
    if end - start < _RULE_THICK:
        return {round((start + end) / 2, 1)}
    return {round(start, 1), round(end, 1)}


def _words(page: Any, turn: _Turn) -> Iterator[list[Any]]:
    """Yield words: letters side by side, without a blank; one that is drawn twice once."""
    seen: set[tuple[str, int, int]] = set()
    text, box = "", (0.0, 0.0, 0.0, 0.0)
    for letter, place in _letters(page, turn):
        if text and letter and len(text) < _LETTERS and _goes_on(box, place):
            text, box = (
                text + letter,
                (box[0], place[1], min(box[2], place[2]), max(box[3], place[3])),
            )
            continue
        if text and _is_new(text, box, seen):
            yield [text, *(round(side, 1) for side in box)]
        text, box = letter, place
    if text and _is_new(text, box, seen):
        yield [text, *(round(side, 1) for side in box)]


def _is_new(text: str, box: _Box, seen: set[tuple[str, int, int]]) -> bool:
    """Tell whether a word was not drawn there yet: some make letters bold by drawing them twice."""
    x, y = round(box[0]), round(box[2])
    if any((text, x + dx, y + dy) in seen for dx in (-1, 0, 1) for dy in (-1, 0, 1)):
        return False
    seen.add((text, x, y))
    return True


def _goes_on(word: _Box, letter: _Box) -> bool:
    height = max(word[3] - word[2], 1.0)
    gap = letter[0] - word[1]
    level = abs((letter[2] + letter[3]) - (word[2] + word[3])) / 2
    return -height < gap < _GAP * height and level < _LEVEL * height


def _letters(page: Any, turn: _Turn) -> Iterator[tuple[str, _Box]]:
    """Yield letters with their boxes, "" for a blank; blanks that the library adds are none."""
    found = pdfium.FS_RECTF()
    high = ""
    for place in range(page.count_chars()):
        if pdfium.FPDFText_IsGenerated(page, place) == 1:
            continue
        pdfium.FPDFText_GetLooseCharBox(page, place, ctypes.byref(found))
        letter = _letter(pdfium.FPDFText_GetUnicode(page, place))
        if "\ud800" <= letter <= "\udbff":
            high = letter
            continue
        if "\udc00" <= letter <= "\udfff":
            letter = (high + letter).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        high = ""
        yield letter, turn((found.left, found.right, found.top, found.bottom))


def _letter(code: int) -> str:
    """Return a letter, "" for a blank; the library gives 2 for a hyphen at the end of a line."""
    if code in (2, 0xAD):
        return "-"
    letter = chr(code) if 0 < code < 0x110000 else ""
    is_shown = letter.isprintable() and not letter.isspace()
    return letter if is_shown or 0xD800 <= code <= 0xDFFF else ""
