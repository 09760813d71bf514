"""Writes workbooks of OpenDocument, as small as they can be."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

_KIND: Final = "application/vnd.oasis.opendocument.spreadsheet"
_NAMESPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
_MANIFEST: Final = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_KIND}"/>'
    "</manifest:manifest>"
)


def ods(rows: str, name: str = "Sheet") -> bytes:
    """Return a workbook of one sheet with the rows of `rows`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("mimetype", _KIND)
        content = (
            f"<office:document-content {_NAMESPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="{name}">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        file.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        file.writestr("META-INF/manifest.xml", _MANIFEST)
    return buffer.getvalue()


def ods_of_rows(rows: Sequence[Sequence[object]], name: str = "Sheet") -> bytes:
    """Return a workbook whose only sheet has these cells."""
    return ods("".join(_row(row) for row in rows), name)


def _row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_cell, row)) or _cell('')}</table:table-row>"


def _cell(value: object) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, dt.datetime):
        told = f'office:value-type="date" office:date-value="{value:%Y-%m-%dT%H:%M:%S}"'
    elif isinstance(value, int | float):
        told = f'office:value-type="float" office:value="{value!r}"'
    else:
        told = 'office:value-type="string"'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {told}>{lines}</table:table-cell>"
