"""Reads rows of statement files again, exactly as they are in the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.ingest.loading.guess import HeaderWords
from moneygraph.ingest.loading.loader import Loader, header_fields, read_loaders
from moneygraph.ingest.loading.recognise import Header, fit, headers
from moneygraph.ingest.loading.reworded import recognise_any
from moneygraph.ingest.readers import Known, Sheet, Source, expand, open_sheets
from moneygraph.store.errors import MoneygraphError
from moneygraph.store.sandbox import private_folder
from moneygraph.store.sqltext import sql_text

if TYPE_CHECKING:
    from moneygraph.store.data import DataFiles
    from moneygraph.store.file import CaseFile

#: Why a row is not at hand: no file is there, it holds other bytes, or it cannot be read now;
#: or the case is masked, and a row whole may name anybody.
MISSING = ("file gone", "file changed", "file unreadable", "masked")
_GONE, _CHANGED, _UNREADABLE, _MASKED = MISSING


@dataclass(frozen=True)
class RawRow:
    """A row's cells, each with its header ("" where it has none); else one of `MISSING`.

    A column with neither header nor text is left out.
    """

    cells: tuple[tuple[str, str], ...] = ()
    missing: str | None = None


@dataclass(frozen=True)
class _Place:
    """A row: its id and number in the sheet, and the rows of the file below its headers.

    `header` is the number of the last header above it, None where that is the first.
    """

    id: int
    path: str | None
    sha256: str
    rows: int
    sheet: str
    loader: str
    number: int
    header: int | None


def raw_rows(case: CaseFile, ids: Sequence[int]) -> dict[int, RawRow]:
    """Return rows by id, read from the files they came from if these hold the same bytes.

    Each file is opened once. A file that is not there any more is no error.
    """
    found = case.con.execute(sql_text("ingest/loading/raw.sql"), {"ids": list(ids)}).fetchall()
    files: dict[str, list[_Place]] = {}
    for place in (_Place(*row) for row in found):
        files.setdefault(place.sha256, []).append(place)
    rows: dict[int, RawRow] = {}
    for places in files.values():
        rows |= _rows_of_file(places, case.data)
    return rows


def _rows_of_file(places: list[_Place], data: DataFiles) -> dict[int, RawRow]:
    if places[0].path is None:
        return {place.id: RawRow(missing=_MASKED) for place in places}
    path = Path(places[0].path)
    try:
        if not path.is_file():
            return {place.id: RawRow(missing=_GONE) for place in places}
        with private_folder(None, "moneygraph-") as folder:
            source = _same_bytes(path, places[0].sha256, folder)
            if source is None:
                return {place.id: RawRow(missing=_CHANGED) for place in places}
            known = Known.of(data, header_fields(read_loaders(data)))
            sheets = {sheet.name: sheet for sheet in open_sheets(source, known)}
            return {place.id: _row(sheets[place.sheet], place, data) for place in places}
    except (MoneygraphError, OSError, ValueError, LookupError):
        return {place.id: RawRow(missing=_UNREADABLE) for place in places}


def _same_bytes(path: Path, sha256: str, folder: Path) -> Source | None:
    """Return the file, or the member of the archive, that has this SHA-256."""
    found = (one for one in expand([path], folder) if isinstance(one, Source))
    return next((one for one in found if one.sha256 == sha256), None)


def _row(sheet: Sheet, place: _Place, data: DataFiles) -> RawRow:
    loaders = read_loaders(data)
    known = recognise_any(
        sheet.head, {place.loader: loaders[place.loader]}, place.sheet, HeaderWords.of(data)
    )
    rows = None if sheet.name else known.head_rows + place.rows  # a text file has one sheet
    cells = sheet.row(place.number, rows)
    if cells is None:
        return RawRow(missing=_UNREADABLE)
    above = _header_of(sheet, place, rows, loaders) or known.header
    width = max(len(cells), len(above))
    header = [*above, *[""] * (width - len(above))]
    texts = [*cells, *[""] * (width - len(cells))]
    return RawRow(tuple(pair for pair in zip(header, texts, strict=True) if any(pair)))


def _header_of(
    sheet: Sheet, place: _Place, rows: int | None, loaders: dict[str, Loader]
) -> Header | None:
    """Return the header of a block inside the sheet, None for a row below the first.

    The loader of the sheet is asked first. A header of two rows ends or begins at `place.header`.
    """
    if place.header is None:
        return None
    found = [sheet.row(place.header + step, rows) or [] for step in (0, -1, 1)]
    at, before, after = found
    ordered = sorted(loaders.values(), key=lambda one: one.name != place.loader)
    for near in ([at], [before, at], [at, after]):
        for loader in ordered:
            for first, last, header in headers(near):
                if (first, last) == (0, len(near) - 1) and fit(loader, header, 0):
                    return header
    return None
