"""Copies that do not fit on the disk end in one clear error, whatever they are copies of."""

from __future__ import annotations

import io
import resource
import zipfile

import openpyxl
import pytest

from moneygraph.ingest.readers import expand, open_sheets
from moneygraph.store.errors import CaseFull


@pytest.fixture
def no_room():
    """Let no file grow beyond 200 KB, which looks to us like a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def archive() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.csv", b"a;b\n1;2\n" * 50_000)
    return buffer.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for i in range(3000):
        book.active.append([i, "x" * 200])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["bank.zip", "bank.xlsx", "bank.csv"])
def test_a_full_disk(bench, request, name):
    data = {
        "bank.zip": archive,
        "bank.xlsx": workbook,
        "bank.csv": lambda: "Перевод;1\n".encode("cp1251") * 30_000,
    }[name]()
    path = bench.write(name, data)
    request.getfixturevalue("no_room")
    with pytest.raises(CaseFull) as caught:
        for source in expand([path], bench.work):
            for sheet in open_sheets(source):
                sheet.stage(bench.con, "staged", 0, 2)
    assert "there is no room to unpack" in caught.value.message
    assert caught.value.message.endswith("; the case is as before")
    assert caught.value.remedy.startswith("Make room ")
