"""Which files have landed: whole ones, once each, whatever writes them."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from moneygraph.live.landing import OPEN_ENDED_S, QUIET_S, Landing

LONG_AGO = 1_000_000_000


class Clock:
    """A clock that a test turns on; files are marked by it too."""

    def __init__(self) -> None:
        self.at = float(LONG_AGO)

    def __call__(self) -> float:
        return self.at


class Folder:
    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, Clock()
        self.landing = Landing(path, self.clock, self.clock)

    def write(self, name: str, data: bytes, *, age: float = 0) -> Path:
        path = self.path / name
        path.write_bytes(data)
        self.touch(path, age)
        return path

    def touch(self, path: Path, age: float = 0) -> None:
        when = self.clock.at - age
        os.utime(path, (when, when))

    def whole(self, later: float = 0) -> list[str]:
        self.clock.at += later
        return [one.relative_to(self.path).as_posix() for one in self.landing.whole()]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_file_that_is_written_to_is_left_until_it_is_quiet(folder: Folder) -> None:
    path = folder.write("a.csv", b"ts\n")
    assert folder.whole() == []
    for _ in range(5):
        folder.clock.at += QUIET_S / 2
        path.write_bytes(path.read_bytes() + b"row\n")
        folder.touch(path)
        assert folder.whole() == []
    assert folder.whole(QUIET_S + 0.01) == ["a.csv"]
    assert folder.whole(60) == []


def test_a_file_renamed_into_place_is_taken_at_once(folder: Folder) -> None:
    written = folder.write("a.csv.part", b"ts\n")
    assert folder.whole() == []
    assert not folder.landing.waits
    written.rename(folder.path / "a.csv")
    assert folder.whole() == ["a.csv"]
    folder.write("b.csv", b"ts\n", age=60)
    assert folder.whole() == ["b.csv"]


def test_a_text_without_a_last_line_end_is_given_longer(folder: Folder) -> None:
    folder.write("a.csv", b"ts\n2026-01-0")
    assert folder.whole() == []
    assert folder.whole(QUIET_S + 0.01) == []
    assert folder.whole(OPEN_ENDED_S) == ["a.csv"]


def test_an_archive_needs_its_end(folder: Folder) -> None:
    path = folder.path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "ts\n" * 500)
    data = path.read_bytes()
    folder.write("a.zip", data[:-30])
    assert folder.whole() == []
    assert folder.whole(QUIET_S + 0.01) == []
    folder.write("a.zip", data)
    assert folder.whole() == []
    assert folder.whole(QUIET_S + 0.01) == ["a.zip"]


@pytest.mark.parametrize("name", [".a.csv", "~$a.xlsx", "a.tmp", "a.csv.part", "a.crdownload"])
def test_what_programs_write_meanwhile_is_left_alone(folder: Folder, name: str) -> None:
    folder.write(name, b"ts\n", age=60)
    assert folder.whole() == []


def test_an_empty_file_may_still_be_written(folder: Folder) -> None:
    folder.write("a.csv", b"", age=60)
    assert folder.whole() == []
    assert not folder.landing.waits


def test_one_that_changes_later_is_taken_again(folder: Folder) -> None:
    (folder.path / "below").mkdir()
    folder.write("below/a.csv", b"ts\n", age=9)
    assert folder.whole() == ["below/a.csv"]
    folder.write("below/a.csv", b"ts\nrow\n")
    assert folder.whole() == []
    assert folder.whole(QUIET_S + 0.01) == ["below/a.csv"]


def test_one_that_could_not_be_loaded_then_is_given_again(folder: Folder) -> None:
    path = folder.write("a.csv", b"ts\n", age=9)
    assert folder.whole() == ["a.csv"]
    folder.landing.again(path)
    assert folder.whole() == ["a.csv"]


def test_a_folder_that_goes_away_and_comes_back(folder: Folder) -> None:
    path = folder.write("a.csv", b"ts\n", age=9)
    assert folder.whole() == ["a.csv"]
    path.unlink()
    folder.path.rmdir()
    assert folder.whole() == []
    folder.path.mkdir()
    folder.write("a.csv", b"ts\n", age=9)
    assert folder.whole() == ["a.csv"]
