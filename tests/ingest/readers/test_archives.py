"""Zip archives, honest and hostile."""

from __future__ import annotations

import hashlib
import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from moneygraph.ingest.readers import Refused, Source, expand, open_sheets
from moneygraph.ingest.readers import refusal as limits
from moneygraph.ingest.readers.archive import open_archive
from moneygraph.store.errors import UnreadableFile

CSV = b"a;b\n1;2\n"
HARM = "It may have been made to do harm. Unpack it where that can do none, and load the folder."


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def unpack(tmp_path, monkeypatch):
    """Return a function from an archive's bytes to {name: Source, reason or message}."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inner" / "work").mkdir(parents=True)

    def run(data: bytes) -> dict[str, object]:
        Path("bank.zip").write_bytes(data)
        found = {}
        for one in expand(["bank.zip"], tmp_path / "inner" / "work"):
            if type(one) is Refused:
                found[one.name] = str(one.error)
            else:
                found[one.name] = one if type(one) is Source else str(one.error)
        return found

    return run


def test_members_are_exports_of_their_own(unpack):
    found = unpack(packed({"b/two.csv": CSV, "one.TXT": b"x", "b/.DS_Store": b"", "n.doc": b"",
                           "__MACOSX/._one.TXT": b"", "b/~$x.xlsx": b"", "c/": b""}))  # fmt: skip
    assert list(found) == ["bank.zip/b/two.csv", "bank.zip/n.doc", "bank.zip/one.TXT"]
    source = found["bank.zip/b/two.csv"]
    assert source.sha256 == hashlib.sha256(CSV).hexdigest()
    assert open_sheets(source)[0].head == [["a", "b"], ["1", "2"]]
    assert stat.S_IMODE(source.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(source.path.parent.stat().st_mode) == 0o700
    assert found["bank.zip/n.doc"] == (
        "bank.zip/n.doc is of a kind that moneygraph does not read (.doc files)."
        " It reads tables (.csv, .txt, .tsv, .xlsx, .xlsm, .xlsb, .xls, .ods, .html, .parquet),"
        " statements of 1C, SWIFT, ISO 20022 and OFX, .pdf, and archives of these."
    )


def test_an_archive_by_another_name(unpack, tmp_path):
    data = packed({"a.csv": CSV})
    Path("bank.csv").write_bytes(data)
    (found,) = expand(["bank.csv"], tmp_path)
    assert found.name == "bank.csv/a.csv"
    Path("bank.xlsx").write_bytes(data)
    (found,) = expand(["bank.xlsx"], tmp_path)
    assert str(found.error) == "bank.xlsx holds no workbook. Ask the bank to send it again."


def test_two_members_of_one_name(unpack):
    with pytest.warns(UserWarning, match="Duplicate name"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a.csv", b"1")
            archive.writestr("a.csv", b"2")
    found = unpack(buffer.getvalue())
    assert [found[name].path.read_bytes() for name in found] == [b"1", b"2"]
    assert list(found) == ["bank.zip/a.csv", "bank.zip/a.csv (2)"]


def test_names_that_windows_wrote_in_dos_cyrillic(unpack):
    data = packed({"XXXXXXX.csv": CSV}).replace(b"XXXXXXX", "Выписка".encode("cp866"))
    assert list(unpack(data)) == ["bank.zip/Выписка.csv"]


@pytest.mark.parametrize("name", ["../../up.csv", "/abs.csv", "a/../../up.csv", "C:/x.csv"])
def test_nothing_is_ever_written_outside(unpack, tmp_path, name):
    found = unpack(packed({name: CSV, "good.csv": CSV}))
    assert type(found.pop("bank.zip/good.csv")) is Source
    assert list(found.values()) == [
        f"bank.zip/{name} has a name that points outside of its archive."
        " Unpack it and load the folder."
    ]
    outside = [path for path in tmp_path.rglob("*") if "inner/work" not in path.as_posix()]
    assert sorted(path.name for path in outside) == ["bank.zip", "inner"]
    assert not Path("/abs.csv").exists()


def test_backslashes_are_slashes(unpack):
    (message,) = unpack(packed({"..\\..\\up.csv": CSV})).values()
    assert "points outside of its archive" in message


def test_a_link_is_not_followed(unpack):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("link.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    assert unpack(buffer.getvalue()) == {
        "bank.zip/link.csv": "bank.zip/link.csv is a link, not a file."
        " Put the file itself into the archive."
    }


def test_archives_inside_archives_are_refused(unpack):
    assert unpack(packed({"in.zip": packed({"a.csv": CSV})})) == {
        "bank.zip/in.zip": "bank.zip/in.zip is an archive inside an archive."
        " Unpack it and load the folder."
    }
    (source,) = unpack(packed({"in.csv": packed({"a.csv": CSV})})).values()
    with pytest.raises(UnreadableFile, match="is an archive that holds no workbook"):
        open_sheets(source)


def test_a_locked_member_is_refused_and_the_others_are_read(unpack):
    data = bytearray(packed({"a.csv": CSV, "b.csv": CSV}))
    for magic, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(magic) + flags] |= 1
    found = unpack(bytes(data))
    assert found["bank.zip/a.csv"] == (
        "bank.zip/a.csv is locked with a password."
        " Put its password into a file, and name that with --password-file."
    )
    assert type(found["bank.zip/b.csv"]) is Source


def test_other_packing_methods_are_refused(unpack):
    (message,) = unpack(packed({"a.csv": CSV}, zipfile.ZIP_LZMA)).values()
    assert message == (
        "bank.zip/a.csv is packed by a method that moneygraph does not read."
        " Unpack it and load the folder."
    )


@pytest.mark.parametrize("keep", [3, 30, -1, -30])
def test_a_truncated_archive(unpack, keep):
    data = packed({"a.csv": CSV * 100})[:keep]
    expected = "is no archive" if keep == 3 else "is broken or was cut short"
    assert unpack(data) == {"bank.zip": f"bank.zip {expected}. Ask the bank to send it again."}


def test_a_broken_member_is_refused_and_the_others_are_read(unpack):
    data = packed({"a.csv": CSV * 9, "b.csv": CSV}, zipfile.ZIP_STORED).replace(b"a;b", b"a;X", 1)
    found = unpack(data)
    assert found["bank.zip/a.csv"] == (
        "bank.zip/a.csv is broken inside its archive, or was cut short."
        " Ask the bank to send it again."
    )
    assert type(found["bank.zip/b.csv"]) is Source


def test_not_an_archive_and_an_empty_one(unpack):
    assert unpack(CSV) == {"bank.zip": "bank.zip is no archive. Ask the bank to send it again."}
    assert unpack(packed({})) == {
        "bank.zip": "bank.zip is an empty archive. Ask the bank to send it again."
    }


def test_a_bomb_by_its_ratio(unpack, tmp_path):
    found = unpack(packed({f"{i}.csv": bytes(10 << 20) for i in range(8)}))
    assert found == {"bank.zip": f"bank.zip would unpack to 84 MB from 0.1 MB. {HARM}"}
    assert not any(path.is_file() for path in (tmp_path / "inner").rglob("*"))


def test_a_bomb_by_its_size(unpack, monkeypatch):
    monkeypatch.setattr("moneygraph.ingest.readers.archive.UNPACKED", 1_000_000)
    (message,) = unpack(packed({"a.csv": bytes(2_000_000)}, zipfile.ZIP_STORED)).values()
    assert message == f"bank.zip would unpack to 2 MB from 2.0 MB. {HARM}"


def test_a_bomb_that_lies_about_its_size(unpack):
    """A member is unpacked to its declared size at most, and then its checksum is wrong."""
    data = bytearray(packed({"a.csv": bytes(5 << 20)}))
    at = data.find(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 24, 1000)
    (message,) = unpack(bytes(data)).values()
    assert "is broken inside its archive" in message


def test_a_bomb_by_its_members(unpack):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for i in range(limits.MEMBERS + 1):
            archive.writestr(f"{i}.csv", b"")
    expected = {"bank.zip": f"bank.zip claims to hold more than 10,000 files. {HARM}"}
    assert unpack(buffer.getvalue()) == expected
    lying = bytearray(buffer.getvalue())
    struct.pack_into("<2H", lying, lying.rfind(b"PK\x05\x06") + 8, 1, 1)
    assert unpack(bytes(lying)) == expected


def test_wide_archives_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = tmp_path / "wide.zip"
    path.write_bytes(packed({"a.csv": CSV, "b.csv": CSV}))
    assert b"PK\x06\x06" in path.read_bytes()
    with open_archive(path, "wide.zip") as archive:
        assert archive.namelist() == ["a.csv", "b.csv"]


def test_names_cannot_steer_a_terminal(unpack):
    (message,) = unpack(packed({"../\x1b[2J\u202e.csv": CSV})).values()
    assert message.startswith("bank.zip/../\\x1b[2J\\u202e.csv has a name")
