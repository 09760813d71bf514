"""Files that are locked with a password, and archives of 7-Zip and RAR."""

from __future__ import annotations

import builtins
import io
import shutil
import subprocess
import zipfile
import zlib
from pathlib import Path

import msoffcrypto
import py7zr
import pytest
import pyzipper
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.readers import Source, expand, open_sheets
from moneygraph.ingest.readers.passwords import read_passwords
from moneygraph.store.errors import CallError, FileRefused
from tests.ingest.readers.test_mail import packed, workbook
from tests.laws import laws

CSV = b"ts,from_account,to_account,amount\n2026-02-12 10:00,KZ1,KZ2,5\n"
WORD = "Сырым-2026"
LOCKED = (
    "is locked with a password. Put its password into a file, and name that with --password-file."
)
ALWAYS = "is locked with a password. Open it with the password and save it without one."
NONE = "is locked, and none of the 2 passwords given opens it."


def aes_zip(files: dict[str, bytes], password: str = WORD) -> bytes:
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(
        buffer, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def crypto_zip(files: dict[str, bytes], password: bytes) -> bytes:
    """Lock what `packed` packs by ZipCrypto, the old way, which no library here writes."""
    whole = packed(files)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        infos = archive.infolist()
    body, central = b"", b""
    for info in infos:
        name = info.filename.encode()
        data = files[info.filename]
        locked = encrypted(info.CRC.to_bytes(4, "little")[3:].rjust(12, b"r") + data, password)
        sizes = info.CRC.to_bytes(4, "little") + b"".join(
            size.to_bytes(4, "little") for size in (len(locked), len(data))
        )
        head = b"\x14\0" + b"\x01\x08" + b"\0\0" + b"\0\0\x21\x5c" + sizes
        place = len(body).to_bytes(4, "little")
        body += b"PK\3\4" + head + len(name).to_bytes(2, "little") + b"\0\0" + name + locked
        central += (
            b"PK\1\2\x14\0" + head + len(name).to_bytes(2, "little") + bytes(12) + place + name
        )
    count = len(infos).to_bytes(2, "little")
    end = len(central).to_bytes(4, "little") + len(body).to_bytes(4, "little")
    return body + central + b"PK\5\6\0\0\0\0" + count + count + end + b"\0\0"


def encrypted(data: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc(value: int, byte: int) -> int:
        return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(byte: int) -> None:
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    result = bytearray()
    for byte in data:
        key = (keys[2] | 2) & 0xFFFF
        result.append(byte ^ ((key * (key ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(result)


def seven(files: dict[str, bytes], password: str | None = None, *, header: bool = False) -> bytes:
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password, header_encryption=header) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def locked_workbook(password: str = WORD) -> bytes:
    buffer = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(workbook())).encrypt(password, buffer)
    return buffer.getvalue()


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Return a function from a file and passwords to {name: head of the sheet, or what is said}."""
    monkeypatch.chdir(tmp_path)

    def run(name: str, data: bytes, *passwords: str) -> dict[str, object]:
        Path(name).write_bytes(data)
        work = tmp_path / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        found: dict[str, object] = {}
        for one in expand([name], work, passwords):
            try:
                if not isinstance(one, Source):
                    raise one.error
                found[one.name] = open_sheets(one)[0].head[0]
            except FileRefused as error:
                found[one.name] = str(error)
        return found

    return run


HEAD = ["ts", "from_account", "to_account", "amount"]
FILES = {"a.csv": CSV, "b/c.xlsx": workbook()}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bank.zip", aes_zip(FILES)),
        ("bank.zip", crypto_zip(FILES, WORD.encode())),
        ("bank.zip", crypto_zip(FILES, WORD.encode("cp866"))),
        ("bank.7z", seven(FILES, WORD)),
        ("bank.csv", seven(FILES, WORD)),
    ],
    ids=["aes", "zipcrypto", "zipcrypto-dos", "7z", "7z-by-another-name"],
)
def test_locked_archives(opened, name, data):
    found = opened(name, data, "wrong", WORD)
    assert found == {f"{name}/a.csv": HEAD, f"{name}/b/c.xlsx": ["a", "b"]}
    for said in opened(name, data, "wrong", "other").values():
        assert NONE in said and "--password-file" in said
    for said in opened(name, data).values():
        assert LOCKED in said


def test_an_archive_whose_names_are_locked(opened):
    data = seven(FILES, WORD, header=True)
    assert list(opened("bank.7z", data, WORD)) == ["bank.7z/a.csv", "bank.7z/b/c.xlsx"]
    assert NONE in opened("bank.7z", data, "wrong", "other")["bank.7z"]
    assert LOCKED in opened("bank.7z", data)["bank.7z"]


def test_locked_workbooks(opened):
    data = locked_workbook()
    assert opened("bank.xlsx", data, "wrong", WORD) == {"bank.xlsx": ["a", "b"]}
    assert NONE in opened("bank.xlsx", data, "wrong", "other")["bank.xlsx"]
    assert LOCKED in opened("bank.xlsx", data)["bank.xlsx"]
    inside = packed({"a.xlsx": data})
    assert opened("bank.zip", inside, WORD) == {"bank.zip/a.xlsx": ["a", "b"]}


def test_passwords_for_what_is_not_locked(opened):
    assert opened("bank.7z", seven({"a.csv": CSV}), WORD) == {"bank.7z/a.csv": HEAD}
    assert opened("bank.zip", packed({"a.csv": CSV}), WORD) == {"bank.zip/a.csv": HEAD}
    assert opened("bank.xlsx", workbook(), WORD) == {"bank.xlsx": ["a", "b"]}


def test_members_of_7_zip_are_checked_as_those_of_zip(opened):
    files = {"../out.csv": CSV, "/abs.csv": CSV, "a.zip": b"x", "n.docx": b"x", ".hidden.csv": CSV}
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as archive:
        for number, data in enumerate(files.values()):
            archive.writestr(data, f"{number}")
        for name, told in zip(files, archive.files.files_list, strict=True):
            told["filename"] = name
    found = opened("bank.7z", buffer.getvalue())
    assert "points outside of its archive" in found["bank.7z/../out.csv"]
    assert "points outside of its archive" in found["bank.7z//abs.csv"]
    assert "is an archive inside an archive" in found["bank.7z/a.zip"]
    assert "is of a kind that moneygraph does not read" in found["bank.7z/n.docx"]
    assert len(found) == 4
    assert not list(Path().glob("out.csv")) and not Path("/abs.csv").exists()


def test_a_bomb_and_damage(opened):
    bomb = seven({"a.csv": bytes(80 << 20)})
    assert len(bomb) < 100_000
    assert "would unpack to far more than it is" in opened("bank.7z", bomb)["bank.7z"]
    whole = seven(FILES)
    assert "is broken or was cut short" in opened("bank.7z", whole[:-10])["bank.7z"]
    assert "is an empty archive" in opened("bank.7z", seven({}))["bank.7z"]
    assert "is no archive" in opened("bank.7z", CSV)["bank.7z"]


def rar(name: str, data: bytes, method: int = 0x30, flags: int = 0) -> bytes:
    """Return an archive of RAR 3 with one member that is stored as it is."""

    def block(kind: int, flags: int, rest: bytes, size: int | None = None) -> bytes:
        size = 7 + len(rest) if size is None else size
        head = bytes([kind]) + flags.to_bytes(2, "little") + size.to_bytes(2, "little") + rest
        return (zlib.crc32(head) & 0xFFFF).to_bytes(2, "little") + head

    length = len(data).to_bytes(4, "little")
    member = length + length + b"\3" + zlib.crc32(data).to_bytes(4, "little") + b"\0\0\x21\x5c"
    member += (
        bytes([29, method]) + len(name).to_bytes(2, "little") + b"\xa4\x81\0\0" + name.encode()
    )
    head = b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6))
    return head + block(0x74, 0x8000 | flags, member) + data + block(0x7B, 0x4000, b"")


def test_archives_of_rar(opened):
    assert opened("bank.rar", rar("a.csv", CSV)) == {"bank.rar/a.csv": HEAD}
    assert "points outside" in opened("bank.rar", rar("../a.csv", CSV))["bank.rar/../a.csv"]
    assert "is broken or was cut" in opened("bank.rar", rar("a.csv", CSV)[:40])["bank.rar"]
    locked = opened("bank.rar", rar("a.csv", CSV, flags=4), WORD)
    assert ALWAYS in locked["bank.rar"]


def test_a_rar_archive_without_a_program(opened, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    said = opened("bank.rar", rar("a.csv", CSV, method=0x33))["bank.rar"]
    assert "no program that unpacks these is installed" in said and "Install unrar" in said


def test_without_the_packages(opened, monkeypatch):
    real = builtins.__import__

    def lacking(name, *args, **kwargs):
        if name == "pyzipper":
            raise ImportError
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", lacking)
    said = opened("bank.zip", aes_zip({"a.csv": CSV}), WORD)["bank.zip/a.csv"]
    assert "pip install 'moneygraph[archives]'" in said


def test_the_file_of_passwords(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_bytes("\ufeffone\r\n\r\n two \nСырым\none\n".encode())
    assert read_passwords(path) == ["one", " two ", "Сырым"]
    for data, said in ((b"\n", "holds none"), (b"\xff", "is no text in UTF-8")):
        path.write_bytes(data)
        with pytest.raises(CallError, match=said):
            read_passwords(path)
    with pytest.raises(CallError, match="cannot be read"):
        read_passwords(tmp_path / "none")


def test_a_password_is_told_nowhere(case: Case, tmp_path: Path, monkeypatch) -> None:
    """Not in a message, nor the case, nor the arguments and the environment of a process."""
    secret = "Hemmelig-77"
    (tmp_path / "a.xlsx").write_bytes(locked_workbook())
    (tmp_path / "b.7z").write_bytes(seven({"b.csv": CSV}, secret))
    told: list[str] = []
    run = subprocess.run

    def spy(command, **options):
        told.append(repr((command, options["env"])))
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", spy)
    report = case.load(tmp_path / "a.xlsx", tmp_path / "b.7z", passwords=[secret])
    errors = [file.error for file in report.files]
    assert "none of the 1 passwords" in str(errors[0]) and errors[1] is None
    assert told and secret not in "".join(told) + repr(report) + "".join(map(str, errors))
    case.con.execute("checkpoint")
    for path in Path(case.file.path).parent.glob("*.duckdb*"):
        assert secret.encode() not in path.read_bytes()


_WHOLE = [
    seven(FILES),
    seven({"a.csv": CSV}, "x"),
    aes_zip({"a.csv": CSV}, "x"),
    locked_workbook("x"),
]


@laws(50)
@given(data=st.data())
def test_any_file_is_read_or_refused(data: st.DataObject, tmp_path_factory) -> None:
    whole = data.draw(st.sampled_from(_WHOLE))
    at = data.draw(st.integers(0, len(whole)))
    folder = tmp_path_factory.mktemp("locked")
    rest = whole[at + data.draw(st.integers(0, 9)) :]
    (folder / "a.xlsx").write_bytes(whole[:at] + data.draw(st.binary(max_size=4)) + rest)
    for found in expand([folder / "a.xlsx"], folder, ["x"]):
        try:
            if not isinstance(found, Source):
                raise found.error
            open_sheets(found)
        except FileRefused as error:
            assert error.remedy
