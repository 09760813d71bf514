from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from moneygraph.ingest.readers import Refused, Sheet, Source, expand, open_sheets, unstage
from moneygraph.store.errors import UnreadableFile

Row = tuple[object, ...]


@dataclass
class Bench:
    """A folder for exports, a folder for copies and a database."""

    folder: Path
    work: Path
    con: duckdb.DuckDBPyConnection

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def source(self, name: str, data: bytes) -> Source:
        (found,) = expand([self.write(name, data)], self.work)
        if isinstance(found, Refused):
            raise found.error
        assert isinstance(found, Source)
        return found

    def sheets(self, name: str, data: bytes) -> list[Sheet]:
        return open_sheets(self.source(name, data))

    def rows(self, sheet: Sheet, skip: int = 0, width: int | None = None) -> list[Row]:
        """Return (n, c0, ..., extra) of what `stage` makes."""
        count = sheet.stage(self.con, "staged", skip, sheet.width if width is None else width)
        rows = self.con.execute("select * from staged order by n").fetchall()
        assert count == len(rows)
        unstage(self.con, "staged")
        return rows

    def read(self, data: bytes, skip: int = 0, width: int | None = None) -> list[Row]:
        (sheet,) = self.sheets("bank.csv", data)
        return self.rows(sheet, skip, width)

    def refusal(self, name: str, data: bytes) -> str:
        """Return message and remedy, without the folder, of the error that stops this file."""
        with pytest.raises(UnreadableFile) as caught:
            for sheet in self.sheets(name, data):
                self.rows(sheet)
        return str(caught.value).replace(f"{self.folder.as_posix()}/", "")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "exports").mkdir()
    (tmp_path / "work").mkdir(mode=0o700)
    with duckdb.connect() as con:
        yield Bench(tmp_path / "exports", tmp_path / "work", con)


@pytest.fixture
def listed() -> Callable[..., list[str]]:
    """Return a function that shows what `expand` yields, one line each."""

    def show(paths: list[str | Path], work: Path) -> list[str]:
        return [f"{type(found).__name__} {found.name}" for found in expand(paths, work)]

    return show
