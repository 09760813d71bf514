"""One bad file never stops the others, whatever its reader raises; so with files of a folder."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from moneygraph.api import Case
from moneygraph.cli import main
from moneygraph.ingest.loading import staged as loading
from moneygraph.store.errors import CallError, LeftOut

ROWS = "ts,from_account,to_account,amount\n2026-03-01 10:00:00,A,B,100.00\n"


def archive(moved: int) -> bytes:
    """Return an archive whose directory says that it begins so many bytes further on."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as one:
        one.writestr("a.csv", ROWS)
    data = bytearray(packed.getvalue())
    end = data.rindex(b"PK\5\6")
    (begin,) = struct.unpack("<L", data[end + 16 : end + 20])
    data[end + 16 : end + 20] = struct.pack("<L", begin + moved)
    return bytes(data)


@pytest.mark.parametrize("moved", [1, 2, 40, -1, -40, 10**9])
def test_an_archive_whose_directory_lies(moved: int, tmp_path: Path) -> None:
    (tmp_path / "bank.zip").write_bytes(archive(moved))
    (tmp_path / "a.csv").write_text(ROWS)
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = case.load(tmp_path)
        errors = {Path(file.file).name: file.error for file in report.files if file.error}
        assert len(errors) == 1 and "broken" in str(*errors.values())
        assert case.status()["transfers"] == 1


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), KeyError("x"), MemoryError()])
@pytest.mark.parametrize("place", ["_stage", "_checked"])
def test_whatever_a_reader_raises(
    place: str, error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(ROWS.replace(",A,", f",{name},"))
    module = loading if place == "_stage" else import_module("moneygraph.ingest.readers.expand")
    real = getattr(module, place)

    def failing(*args: object) -> object:
        if any("b.csv" in str(one) for one in args):
            raise error
        return real(*args)

    monkeypatch.setattr(module, place, failing)
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = case.load(tmp_path / "a.csv", tmp_path / "b.csv")
        (refused,) = [file for file in report.files if file.error]
        assert refused.file.endswith("b.csv")
        assert "cannot be read" in str(refused.error)
        assert case.status()["transfers"] == 1


def test_ctrl_c_is_no_bad_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text(ROWS)

    def stopped(*_: object) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr(loading, "_stage", stopped)
    with Case.open(tmp_path / "case.duckdb", create=True) as case, pytest.raises(RuntimeError):
        case.load(tmp_path / "a.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder with a wrong loader, a wrong query, a wrong card, and SQL that cannot run."""
    for kind in ("loaders", "queries"):
        (tmp_path / "own" / kind).mkdir(parents=True)
    (tmp_path / "own/loaders/broken.toml").write_text("title = \n")
    (tmp_path / "own/queries/broken.sql").write_text("select 1")
    (tmp_path / "own/queries/droppers.sql").write_text("-- title = \n")
    (tmp_path / "own/queries/mule-chains.card.toml").write_text("unit = \n")
    head = (
        '-- title = "T"\n-- finds = "F"\n-- innocent = "I"\n-- min_score = 0.5\n--\n'
        '-- [columns]\n-- account = "text"\n--\n'
    )
    (tmp_path / "own/queries/failing.sql").write_text(head + "select nothing from nowhere\n")
    (tmp_path / "a.csv").write_text(ROWS)
    return tmp_path / "own"


def test_files_of_a_folder_are_left_out(folder: Path, tmp_path: Path) -> None:
    def run(*call: str) -> tuple[int, str, str]:
        words = ["--case", str(tmp_path / "c.duckdb"), "--folder", str(folder), *call]
        done = CliRunner().invoke(main, words, prog_name="moneygraph")
        return done.exit_code, done.stdout, done.stderr

    code, _, errors = run("load", str(tmp_path / "a.csv"))
    assert code == 0
    assert errors.count("left out: the loader") == 1 and "broken.toml" in errors
    code, out, errors = run("find", "--json")
    assert code == 0
    assert '"droppers"' in out and '"failing"' not in out
    told = [line for line in errors.splitlines() if line.startswith("left out: ")]
    for name in (
        "the query broken.sql",
        "the query droppers.sql",
        "the query failing",
        "mule-chains.card",
    ):
        assert sum(name in line for line in told) == 1, errors
    code, _, errors = run("find", "broken")
    assert code == 2 and "error: the query broken.sql" in errors
    code, _, errors = run("find", "droppers")
    assert code == 2 and "the query droppers.sql" in errors
    code, _, errors = run("find", "failing")
    assert code == 2 and "error: the query failing" in errors
    code, _, errors = run("load", "--loader", "broken", str(tmp_path / "a.csv"))
    assert code == 2 and "error: the loader" in errors
    code, _, errors = run("queries")
    assert code == 0 and "left out" in errors
    code, _, errors = run("export", "--format", "parquet", str(tmp_path / "out"))
    assert code == 0 and "left out: the query failing" in errors


def test_the_library_warns(folder: Path, tmp_path: Path) -> None:
    with Case.open(tmp_path / "c.duckdb", create=True, folder=folder) as case:
        with pytest.warns(LeftOut, match=r"broken\.toml"):
            case.load(tmp_path / "a.csv")
        with warnings.catch_warnings(), pytest.raises(CallError, match="failing"):
            warnings.simplefilter("ignore", LeftOut)
            case.find("failing")
