"""Makes PDFs of statements as banks print them: text at places, pages, rules, pictures, locks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_SIZE = 8
#: How high a page is, and lines of one row and of two are apart.
_TOP, _LINE, _ROW = 800, 10, 18
#: Where a text begins; one that ends there has a minus.
Place = float
#: A row: what stands in each column, with line breaks inside.
Row = Sequence[str]


class Pdf:
    """A PDF that is written from the top of a page downwards."""

    def __init__(self, places: Sequence[Place], password: str | None = None) -> None:
        if "Source" not in pdfmetrics.getRegisteredFontNames():
            path = files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"
            pdfmetrics.registerFont(TTFont("Source", str(path)))
        self.places = places
        self._bytes = io.BytesIO()
        self._canvas = Canvas(self._bytes, (595, 842), invariant=1, encrypt=password)
        self.page()

    def page(self, is_first: bool = True) -> Pdf:
        if not is_first:
            self._canvas.showPage()
        self._canvas.setFont("Source", _SIZE)
        self.y: float = _TOP
        return self

    def row(self, *cells: str, spaced: float = 0, step: float = _ROW) -> Pdf:
        """Write a row; a cell of several lines goes down, and the next row is below all of them."""
        for place, cell in zip(self.places, cells, strict=False):
            for line, text in enumerate(cell.split("\n")):
                self._text(place, self.y - line * _LINE, text, spaced)
        self.y -= step + _LINE * max(cell.count("\n") for cell in cells)
        return self

    def lines(self, *texts: str) -> Pdf:
        """Write lines of text at the left."""
        for text in texts:
            self._text(self.places[0], self.y, text, 0)
            self.y -= _ROW
        return self

    def at(self, y: float, text: str) -> Pdf:
        """Write a text at the left, `y` points above the foot of the page."""
        self._text(self.places[0], y, text, 0)
        return self

    def rule(self) -> Pdf:
        """Draw a rule across the page, just below the last row."""
        self._canvas.line(30, self.y + 9, 570, self.y + 9)
        return self

    def posts(self, *places: float) -> Pdf:
        """Draw upright rules down the page."""
        for place in places:
            self._canvas.line(place, 100, place, 820)
        return self

    def picture(self) -> Pdf:
        from PIL import Image

        self._canvas.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, 595, 842)
        return self

    def hidden(self, text: str) -> Pdf:
        """Write text that is not shown, as scanners put below their pictures."""
        written = self._canvas.beginText(40, 700)
        written.setTextRenderMode(3)
        written.textLine(text)
        self._canvas.drawText(written)
        return self

    def data(self) -> bytes:
        """Return the whole."""
        self._canvas.save()
        return self._bytes.getvalue()

    def write(self, path: Path) -> Path:
        path.write_bytes(self.data())
        return path

    def _text(self, place: Place, y: float, text: str, spaced: float) -> None:
        if place < 0:
            place = -place - pdfmetrics.stringWidth(text, "Source", _SIZE)
        written = self._canvas.beginText(place, y)
        written.setCharSpace(spaced)
        written.textLine(text)
        self._canvas.drawText(written)
