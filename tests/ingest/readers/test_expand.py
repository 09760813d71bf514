"""What a user types: files, folders, patterns."""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path

import pytest

from moneygraph.ingest.readers import Refused, Skipped, Source, expand, open_sheets
from moneygraph.store.errors import CallError, UnreadableFile


@pytest.fixture
def exports(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (
        "exports/kaspi/b.csv", "exports/kaspi/a.CSV", "exports/halyk.txt", "exports/z.xlsm",
        "exports/.hidden.csv", "exports/.git/c.csv", "exports/~$z.xlsm", "exports/Thumbs.db",
        "exports/__MACOSX/b.csv", "exports/readme.doc", "exports/LICENSE",
    ):  # fmt: skip
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(name)
    Path("work").mkdir()
    return Path("exports")


def test_a_folder_is_read_with_all_below_it(exports, listed):
    assert listed(["exports"], Path("work")) == [
        "Skipped exports/LICENSE",
        "Source exports/halyk.txt",
        "Source exports/kaspi/a.CSV",
        "Source exports/kaspi/b.csv",
        "Skipped exports/readme.doc",
        "Source exports/z.xlsm",
    ]


def test_skipped_files_say_why(exports):
    skipped = [one for one in expand(["exports"], Path("work")) if type(one) is Skipped]
    reasons = [one.error.message.removeprefix(one.name) for one in skipped]
    assert reasons == [
        " is of a kind that moneygraph does not read (files without an ending)",
        " is of a kind that moneygraph does not read (.doc files)",
    ]
    assert all(one.error.remedy.startswith("It reads tables (.csv") for one in skipped)


@pytest.mark.parametrize(
    ("start", "what", "remedy"),
    [
        (b"%PDF-1.7", "is a PDF document", "Give its name"),
        (b"Rar!\x1a", "is a RAR archive", "Unpack it"),
        (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive", "Unpack it"),
        (b"PK\x03\x04..word/document.xml", "is an archive or a document that is packed", "Ask"),
        (b"<?xml version='1.0'?><a/>", "is an XML file", "Ask the bank"),
    ],
)
def test_what_is_passed_over_is_called_what_it_is(exports, start, what, remedy):
    Path("exports/readme.doc").write_bytes(start)
    found = {one.name: one for one in expand(["exports"], Path("work"))}["exports/readme.doc"]
    assert what in found.error.message and found.error.remedy.startswith(remedy)


@pytest.mark.parametrize(
    "start",
    [b"", b"12345678DUCK...", b'{"moneygraph_manifest": 1}'],
    ids=["empty", "case", "record"],
)
def test_our_own_files_are_passed_over_silently(exports, start):
    Path("exports/readme.doc").write_bytes(start)
    assert "exports/readme.doc" not in [one.name for one in expand(["exports"], Path("work"))]


def test_order_does_not_depend_on_what_was_typed_first(exports, listed):
    typed = ["exports/kaspi/b.csv", "exports/halyk.txt", "./exports/kaspi"]
    expected = ["exports/halyk.txt", "exports/kaspi/a.CSV", "exports/kaspi/b.csv"]
    for paths in (typed, typed[::-1]):
        assert listed(paths, Path("work")) == [f"Source {name}" for name in expected]


def test_no_file_comes_twice(exports, listed):
    os.link("exports/halyk.txt", "exports/same.txt")
    Path("exports/link.txt").symlink_to("halyk.txt")
    typed = ["exports/*.txt", exports.absolute() / "halyk.txt", "exports/kaspi/../halyk.txt"]
    assert len(listed(typed, Path("work"))) == 1


def test_patterns(exports, listed):
    assert listed(["exports/**/*.[cC]*"], Path("work")) == [
        "Source exports/kaspi/a.CSV",
        "Source exports/kaspi/b.csv",
    ]
    assert listed(["exports/k*"], Path("work")) == listed(["exports/kaspi"], Path("work"))


def test_a_real_name_goes_before_a_pattern(exports, listed):
    Path("exports/a[1].csv").write_text("x")
    Path("exports/a1.csv").write_text("x")
    assert listed(["exports/a[1].csv"], Path("work")) == ["Source exports/a[1].csv"]


def test_the_hash_is_of_the_bytes(exports):
    (found,) = expand(["exports/halyk.txt"], Path("work"))
    assert type(found) is Source
    assert found.sha256 == hashlib.sha256(b"exports/halyk.txt").hexdigest()


def test_a_file_of_a_kind_not_read_is_refused_when_named(exports):
    (found,) = expand(["exports/readme.doc"], Path("work"))
    assert type(found) is Refused
    assert str(found.error) == (
        "exports/readme.doc is of a kind that moneygraph does not read (.doc files)."
        " It reads tables (.csv, .txt, .tsv, .xlsx, .xlsm, .xlsb, .xls, .ods, .html, .parquet),"
        " statements of 1C, SWIFT, ISO 20022 and OFX, .pdf, and archives of these."
    )


def test_a_lock_file_is_skipped_even_when_the_shell_named_it(exports):
    found = list(expand(["exports/~$z.xlsm", "exports/z.xlsm"], Path("work")))
    assert [type(one) for one in found] == [Source, Skipped]
    assert found[1].error.message == "exports/~$z.xlsm was left behind by a program"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("nowhere.csv", "nowhere.csv is not there"),
        ("no/*.csv", "no/*.csv matches no file"),
        ("", "the empty path is not there"),
        ("a\0b", "a\\x00b is not there"),
        ("evil\x1b7", "evil\\x1b7 is not there"),
    ],
)
def test_a_path_that_names_nothing_is_a_wrong_call(exports, typed, message):
    with pytest.raises(CallError) as caught:
        expand(["exports", typed], Path("work"))
    assert caught.value.message == message
    assert list(Path("work").iterdir()) == []


def test_an_empty_folder_is_a_wrong_call(exports):
    Path("nothing").mkdir()
    with pytest.raises(CallError, match="the folder nothing holds no files"):
        expand(["nothing"], Path("work"))


def test_pipes_sockets_and_devices_are_never_opened(exports):
    os.mkfifo("exports/pipe.csv")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("exports/socket.csv")
        found = list(expand(["exports/pipe.csv", "exports/socket.csv", "/dev/null"], Path("work")))
    assert [str(one.error) for one in found] == [
        f"{name} is no file but a pipe, socket or device. Save its contents to a file."
        for name in ("/dev/null", "exports/pipe.csv", "exports/socket.csv")
    ]
    with pytest.raises(UnreadableFile, match=r"pipe\.csv is no file\. Name a file"):
        open_sheets(Source("pipe.csv", Path("exports/pipe.csv"), "", Path("work")))
    with pytest.raises(UnreadableFile, match=r"exports is no file\. Name a file"):
        open_sheets(Source("exports", Path("exports"), "", Path("work")))


def test_links(exports):
    Path("exports/gone.csv").symlink_to("nothing.csv")
    Path("exports/loop").symlink_to(".")
    found = {one.name: one for one in expand(["exports"], Path("work"))}
    assert str(found["exports/gone.csv"].error) == (
        "exports/gone.csv is a link to nothing. Name the file itself."
    )
    assert str(found["exports/loop"].error) == (
        "exports/loop is a link to a folder. Name that folder to load it."
    )


@pytest.mark.parametrize("at", ["expand", "open_sheets"])
def test_a_file_that_may_not_be_read(exports, monkeypatch, at):
    (source,) = expand(["exports/halyk.txt"], Path("work"))

    def deny(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    expected = "exports/halyk.txt may not be read by you. Give yourself the right to read it."
    if at == "expand":
        (found,) = expand(["exports/halyk.txt"], Path("work"))
        assert str(found.error) == expected
    else:
        with pytest.raises(UnreadableFile) as caught:
            open_sheets(source)
        assert str(caught.value) == expected


def test_a_folder_that_may_not_be_read(exports, monkeypatch):
    scandir = os.scandir

    def deny(path):
        if str(path) == "exports/kaspi":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    refused = [one for one in expand(["exports"], Path("work")) if type(one) is Refused]
    assert [str(one.error) for one in refused] == [
        "exports/kaspi may not be read by you. Give yourself the right to read it."
    ]
