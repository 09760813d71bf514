"""The files that are changed: our samples in every format, and what else a person is sent."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import xlwt
from click.testing import CliRunner

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.demo import write_demo
from moneygraph.store.data import our_folder
from tests.conftest import TESTS

SAMPLES = TESTS / "samples"


def texts() -> dict[str, bytes]:
    """Return our samples of statement files as text, by name."""
    found = sorted(path for path in SAMPLES.rglob("*.csv") if path.is_file())
    return {f"{path.parent.name}-{path.name}": path.read_bytes() for path in found}


def workbooks() -> dict[str, bytes]:
    """Return the same as new and as old workbooks."""
    found = {}
    for name, content in texts().items():
        rows = _rows(content)
        found[f"{name}.xlsx"] = _xlsx(rows)
        if len(rows) < 1000:
            found[f"{name}.xls"] = _xls(rows)
    return found


def archives() -> dict[str, bytes]:
    """Return archives of some of them."""
    found = {}
    names = sorted(texts())
    for start in range(0, len(names), 4):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names[start : start + 4]:
                archive.writestr(name, texts()[name])
        found[f"{start}.zip"] = buffer.getvalue()
    return found


def own_files(kind: str, *suffixes: str) -> dict[str, bytes]:
    """Return our loaders, queries, profiles or tables, as a user's own."""
    paths = [path for suffix in suffixes for path in sorted(our_folder(kind).glob(f"*{suffix}"))]
    return {path.name: path.read_bytes() for path in paths}


def _rows(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        delimiter = max(";,\t", key=text.count)
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    raise ValueError("no sample has another encoding")


def _xlsx(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _xls(rows: list[list[str]]) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def region_case(folder: Path, people: int, rings: int) -> Path:
    """Make a small region's case in a folder, with all that answers depend on."""
    region = folder / "region"
    write_demo(region, people=people, days=25, rings=rings, seed=7)
    with Case.open(folder / "c.duckdb", create=True) as case:
        case.load(region / "exports", region / "complaints.csv", region / "links.csv")
        for query in ("droppers", "crypto-exits"):
            case.find(query)
        case.trace(complaints="all", rule="fifo")
    return folder / "c.duckdb"


def whole_case(folder: Path) -> Path:
    """Make such a case of three rings, with labels, a model and a record beside it."""
    path = region_case(folder, people=200, rings=3)
    with Case.open(path) as case:
        labels = Path(shutil.copy(folder / "region/truth/droppers.csv", folder / "labels.csv"))
        case.learn(labels, of="account", all_positive=True, out=folder / "model.json")
    call = ["--case", str(path), "freeze", "--manifest", str(folder / "record.json")]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 0, done.output
    return path
