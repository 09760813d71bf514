"""What a loader makes of the columns of a file: which it takes for what, which it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moneygraph.ingest.loading.draft import one_file
from moneygraph.ingest.loading.guess import HeaderWords
from moneygraph.ingest.loading.loader import Loader, header_fields
from moneygraph.ingest.loading.reworded import recognise_any
from moneygraph.ingest.readers import Known, open_sheets
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import NoLoader
from moneygraph.store.sandbox import private_folder


@dataclass(frozen=True)
class Fitted:
    """A sheet that a loader fits: in which row its header ends, field and header, the others.

    `unused` are headers that the loader neither maps nor names as ignored.
    """

    sheet: str
    header_row: int
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]


def fitted(path: str | Path, loader: Loader, data: DataFiles) -> list[Fitted]:
    """Return the sheets of a file that a loader fits.

    Raises `NoLoader` where it fits none, `UnreadableFile`, or `CallError` for several files.
    """
    found: list[Fitted] = []
    missed: NoLoader | None = None
    words = HeaderWords.of(data)
    known = Known.of(data, header_fields({loader.name: loader}))
    with private_folder(None, "check-") as folder:
        source = one_file(path, folder)
        for sheet in open_sheets(source, known):
            shown = f"{source.name} [{sheet.name}]" if sheet.name else source.name
            try:
                one = recognise_any(sheet.head, {loader.name: loader}, shown, words)
            except NoLoader as error:
                missed = missed or error
                continue
            columns = sorted((index, name) for name, index in one.columns.items())
            pairs = tuple((name, one.header[index]) for index, name in columns)
            found.append(Fitted(sheet.name, one.head_rows, pairs, one.unused))
    if not found and missed is not None:
        raise missed
    return found
