"""Our templates, built of their texts: A4, Times New Roman, a letterhead to fill in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from moneygraph.export.letters.fill import packed
from moneygraph.export.letters.words import template_words

if TYPE_CHECKING:
    from docx.document import Document

_FONT: Final = "Times New Roman"
#: Points: the text, what is below it, and what tables hold.
_TEXT, _SMALL, _CELL = 14, 11, 10
#: Millimetres: the page, its margins (left, right, top and bottom), the indent of a first line.
_PAGE: Final = (210, 297)
_LEFT, _RIGHT, _AROUND, _INDENT = 25, 15, 20, 12.5
_WIDE: Final = _PAGE[0] - _LEFT - _RIGHT
_ITEM: Final = "– "
_TABLE: Final = "[[table]]"
#: The columns of the tables by their heads: what a cell asks for, and millimetres.
_COLUMNS: Final[Mapping[str, Mapping[str, tuple[tuple[str, ...], float]]]] = {
    "requests": {
        "n": (("{{account.n}}",), 9),
        "account": (("{{account.number}}",), 44),
        "name": (("{{account.name}}", "{{account.id}}"), 75),
        "days": (("{{account.days}}",), 42),
    },
    "freeze": {
        "n": (("{{account.n}}",), 9),
        "account": (("{{account.number}}",), 44),
        "name": (("{{account.name}}", "{{account.id}}"), 38),
        "amount": (("{{account.amount}}",), 27),
        "since": (("{{account.since}}", "({{account.age}})"), 24),
        "bounds": (("{{account.bounds}}",), 28),
    },
}
_RIGHT_ALIGNED: Final = ("amount",)
_LOCALES: Final = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
#: The bytes must not depend on when they are made.
_MADE: Final = datetime(2000, 1, 1)


@cache
def our_template(kind: str, lang: str) -> bytes:
    """Return the bytes of our template of a kind of letter, ``freeze`` or ``requests``."""
    import docx

    words = template_words(lang)
    letter, shared, heads = (_below(words, key) for key in (kind, "shared", f"{kind}.table"))
    document = docx.Document()
    _set_up(document, lang, letter["about"])
    _head(document, shared)
    _paragraph(document, letter["title"], align="center", bold=True, before=18)
    _paragraph(document, letter["about"], align="center", bold=True, after=12)
    for block in letter["body"].strip().split("\n\n"):
        if block == _TABLE:
            _accounts(document, kind, heads)
        else:
            _paragraph(document, block, align="justify", after=4, indent=_indent_of(block))
    _sign(document, shared["sign"])
    _paragraph(document, shared["author"], size=_SMALL, before=24)
    made = io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})


def _below(words: Mapping[str, str], group: str) -> dict[str, str]:
    return {
        key.removeprefix(f"{group}."): text
        for key, text in words.items()
        if key.startswith(f"{group}.")
    }


def _set_up(document: Document, lang: str, title: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section, normal = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = (Mm(size) for size in _PAGE)
    section.left_margin, section.right_margin = Mm(_LEFT), Mm(_RIGHT)
    section.top_margin = section.bottom_margin = Mm(_AROUND)
    normal.font.name, normal.font.size = _FONT, Pt(_TEXT)
    form = normal.element.get_or_add_rPr()
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        form.rFonts.set(qn(script), _FONT)
    spoken = form.makeelement(qn("w:lang"))
    spoken.set(qn("w:val"), _LOCALES[lang])
    form.append(spoken)
    normal.paragraph_format.space_after = Pt(0)
    known = document.core_properties
    known.title, known.author, known.comments, known.language = title, "", "", lang
    known.created = known.modified = _MADE
    _page_number(section.footer.paragraphs[0])


def _head(document: Document, shared: Mapping[str, str]) -> None:
    """Write the letterhead; below it the number and date, and beside them to whom it goes."""
    from docx.shared import Mm

    _paragraph(document, shared["letterhead"], align="center", bold=True, after=18)
    table = document.add_table(1, 2)
    table.autofit = False
    for cell, texts in zip(
        table.row_cells(0),
        ([shared["number"], "{{date}}"], shared["to"].strip().splitlines()),
        strict=True,
    ):
        cell.width = Mm(_WIDE / 2)
        _fill_cell(cell, texts, _TEXT)


def _accounts(document: Document, kind: str, heads: Mapping[str, str]) -> None:
    """Write the table of accounts: its heads, and the row that is there once for each."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    columns = _COLUMNS[kind]
    table = document.add_table(2, len(columns), style="Table Grid")
    table.autofit = False
    _keep_whole(table.rows)
    for at, (head, (texts, width)) in enumerate(columns.items()):
        table.columns[at].width = Mm(width)  # for LibreOffice; Word goes by the cells'
        for cell, shown in zip(table.columns[at].cells, ([heads[head]], list(texts)), strict=True):
            cell.width = Mm(width)
            _fill_cell(cell, shown, _CELL)
        table.cell(0, at).paragraphs[0].runs[0].bold = True
        if head in _RIGHT_ALIGNED:
            table.cell(1, at).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _paragraph(document, "", size=_CELL)


def _fill_cell(cell: Any, texts: list[str], size: float) -> None:
    from docx.shared import Pt

    for at, text in enumerate(texts):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.add_run(text).font.size = Pt(size)


def _keep_whole(rows: Any) -> None:
    """Show the heads again on each page, and break no row between pages."""
    from docx.oxml import OxmlElement

    for row in rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    rows[0]._tr.trPr.append(OxmlElement("w:tblHeader"))


def _sign(document: Document, text: str) -> None:
    """Write who signs: the position, a line, and the name at the right."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.shared import Mm

    paragraph = _paragraph(document, text, before=30)
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(_WIDE / 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Mm(_WIDE), WD_TAB_ALIGNMENT.RIGHT)


def _indent_of(block: str) -> float:
    return 0 if block.startswith(("{{if", "{{end", _ITEM)) else _INDENT


def _paragraph(
    document: Document,
    text: str,
    *,
    align: str = "left",
    bold: bool = False,
    size: float = _TEXT,
    before: float = 0,
    after: float = 0,
    indent: float = 0,
) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold or None, Pt(size)
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.first_line_indent = Pt(before), Pt(after), Mm(indent)
    return paragraph


def _page_number(paragraph: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for code in ("PAGE", "NUMPAGES"):
        run = paragraph.add_run("" if code == "PAGE" else " / ")
        run.font.size = Pt(_SMALL)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        shown = paragraph.add_run("1")
        shown.font.size = Pt(_SMALL)
        field.append(shown._r)
        paragraph._p.append(field)
