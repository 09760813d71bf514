"""Many small files, read by several processes: the same case as one after another makes."""

from __future__ import annotations

import shutil
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.ingest.loading import parts
from moneygraph.ingest.loading.between import (
    Job,
    answer_in,
    job_in,
    line_of_answer,
    line_of_job,
)
from moneygraph.ingest.loading.report import FileReport, LoadReport
from moneygraph.ingest.loading.staged import Choices
from moneygraph.ingest.readers import Source
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CaseFull, NoLoader, RefusedLate, SignedAmounts, SumTooLarge
from moneygraph.store.message import Message
from moneygraph.store.progress import Steps
from moneygraph.store.resources import bounded
from moneygraph.store.schema import LARGEST_SUM
from tests.conftest import TESTS
from tests.ingest.loading.contents import broken_laws, contents_of
from tests.ingest.loading.exports import iban

pytestmark = pytest.mark.turns

A, B, C = (iban("722", n) for n in (1, 2, 3))
#: Rows of the largest amount there is that are a third of what can be counted.
_ROWS = LARGEST_SUM // 3 // 10**15


def statement(day: int) -> str:
    """Return a statement of A by signs, for one day of March."""
    return (
        f"Счет {A}\nДата,Сумма,Счет контрагента\n"
        f"{day:02}.03.2026 10:00,-{day}.00,{B}\n{day:02}.03.2026 11:00,{day}.50,{C}\n"
    )


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Twenty good statements, among files that are refused, the same twice, and an archive."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for day in range(1, 21):
        (folder / f"{day:02}.csv").write_text(statement(day))
    (folder / "03 again.csv").write_text(statement(3))
    (folder / "unsigned.csv").write_text(
        f"Счет {A}\nДата,Сумма,Счет контрагента\n02.03.2026 10:00,5.00,{C}\n"
    )
    (folder / "unknown.csv").write_text("one,two,three\n1,2,3\n")
    (folder / "broken.xlsx").write_bytes(b"PK\3\4 nothing of the kind")
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        for day in range(21, 26):
            archive.writestr(f"{day}.csv", statement(day))
        archive.writestr("04.csv", statement(4))
    return folder


def load_into(case: Case, *paths: Path) -> LoadReport:
    with bounded(threads=2):
        return case.load(*paths)


def told(report: LoadReport) -> list[tuple[object, ...]]:
    return [
        (
            *(Path(one.file).name, one.sha256, one.loader, one.rows, one.transfers, one.known),
            *(one.duplicates, str(one.error), type(one.error)),
        )
        for one in report.files
    ]


def both_ways(
    folder: Path, paths: Iterable[Path], monkeypatch: pytest.MonkeyPatch
) -> list[tuple[LoadReport, dict[str, list[list[str]]]]]:
    """Load the paths apart, and one after another."""
    found = []
    for fewest in (16, sys.maxsize):
        monkeypatch.setattr(parts, "_FEWEST", fewest)
        with Case.open(folder / f"{fewest}.duckdb", create=True) as case:
            report = load_into(case, *paths)
            assert broken_laws(case) == []
            found.append((report, contents_of(case)))
    return found


def test_the_same_case_as_one_after_another(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (apart, contents), (together, same) = both_ways(tmp_path, [exports], monkeypatch)
    assert told(apart) == told(together)
    assert contents == same
    assert len(contents["transfers"]) == 50
    errors = {Path(one.file).name: type(one.error) for one in apart.files if one.error}
    assert errors["unsigned.csv"] is SignedAmounts
    assert errors["unknown.csv"] is NoLoader
    assert "broken.xlsx" in errors


@pytest.mark.drawn
def test_every_sample_is_read_apart_as_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = sorted(
        path for path in (TESTS / "samples").glob("*/*") if not path.name.endswith(".golden.json")
    )
    (apart, contents), (together, same) = both_ways(tmp_path, samples, monkeypatch)
    assert told(apart) == told(together)
    assert contents == same
    assert {"complaints", "links", "stated"} <= set(contents)


def test_loading_again_changes_nothing(exports: Path, tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        load_into(case, *(exports / f"{day:02}.csv" for day in range(1, 7)))
        load_into(case, exports)
        before = contents_of(case)
        again = load_into(case, exports)
        assert contents_of(case) == before
        assert len(before["transfers"]) == 50
        assert sum(one.known for one in again.files) == 27


def test_what_is_refused_for_all_files_together(exports: Path, tmp_path: Path) -> None:
    """The sum of a file that is read apart is too large; others of its part are kept."""
    times = [f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}" for n in range(_ROWS)]
    rows = [f"2026-03-02 {time},A,B,9999999999999.99" for time in times]
    for name in ("huge 1", "huge 2", "huge 3", "huge 4"):
        text = "\n".join(["ts,from_account,to_account,amount", *rows]).replace("A", name[-1])
        (exports / f"{name}.csv").write_text(text + "\n")
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = load_into(case, exports)
        refused = [one.file for one in report.files if isinstance(one.error, SumTooLarge)]
        assert len(refused) == 1
        assert case.status()["transfers"] == 50 + 3 * _ROWS


def test_a_file_that_ends_the_process_is_set_aside(
    exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever of a part of files ends the process that reads it, the others are read."""
    deadly = tmp_path / "deadly.py"
    deadly.write_text(
        "import os\n"
        "from moneygraph.ingest.loading import part\n"
        "made = part.make_part\n"
        "def dying(job):\n"
        "    if any(one.name.endswith('07.csv') for one in job.sources): os._exit(1)\n"
        "    return made(job)\n"
        "part.make_part = dying\n"
        "part.main()\n"
    )
    monkeypatch.setattr(parts, "_COMMAND", (sys.executable, "-X", "utf8", str(deadly)))
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = load_into(case, exports)
        (error,) = [one.error for one in report.files if one.file.endswith("07.csv")]
        assert error is not None
        assert "ended the program that read it" in error.message
        assert case.status()["transfers"] == 48


def test_a_case_can_have_any_name(exports: Path, tmp_path: Path) -> None:
    for path in [*exports.glob("0*.csv"), *exports.glob("2*.csv")]:
        path.unlink()
    for name in ("part", "row_base"):
        with Case.open(tmp_path / f"{name}.duckdb", create=True) as case:
            load_into(case, exports)
            assert case.status()["transfers"] == 32


def test_nothing_is_left_beside_the_case(exports: Path, tmp_path: Path) -> None:
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        load_into(case, exports)
    shutil.rmtree(exports)
    assert [path.name for path in tmp_path.iterdir()] == ["case.duckdb"]


def test_how_far_it_is_is_told(exports: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def tell(stage: str) -> None:
        if isinstance(stage, Steps):
            seen.append((stage.done, stage.every))

    with Case.open(tmp_path / "case.duckdb", create=True) as case, bounded(threads=2):
        case.load(exports, progress=tell)
    assert seen == sorted(seen)
    assert seen[0] == (0, 27)


def test_who_stops_it_keeps_the_case_as_it_was(exports: Path, tmp_path: Path) -> None:
    def stop(stage: str) -> None:
        if isinstance(stage, Steps) and stage.done:
            raise KeyboardInterrupt

    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        load_into(case, exports / "01.csv")
        before = contents_of(case)
        with pytest.raises(KeyboardInterrupt):
            case.load(exports, progress=stop)
        assert contents_of(case) == before
        load_into(case, exports)
        assert len(contents_of(case)["transfers"]) == 50


def test_what_passes_between_processes_is_as_it_was(tmp_path: Path) -> None:
    message = Message("{a} is {b}", a="{x} \x1b", b=Message("no {c}", c="d"))
    error = RefusedLate("abc", message, Message("Do {what}.", what="it"))
    report = answer_in(line_of_answer(LoadReport([FileReport("a.csv", "abc", error=error)])))
    assert isinstance(report, LoadReport)
    (file,) = report.files
    back = file.error
    assert isinstance(back, RefusedLate)
    assert (str(back), back.sha256, back.exit_code) == (str(error), "abc", 1)
    assert (back.message, back.message.template) == (message, message.template)
    assert back.message.values == message.values
    assert isinstance(back.message.values["b"], Message)
    full = answer_in(line_of_answer(CaseFull(message)))
    assert (type(full), str(full)) == (CaseFull, str(message))
    source = Source("ә\n.csv", tmp_path / "a", "1", tmp_path, tmp_path / "b.zip", ("one", "two"))
    choices = Choices("kaspi", "all", "KZ1", ("one",))
    job = Job((source, replace(source, archive=None)), tmp_path, DataFiles(tmp_path), choices)
    assert job_in(line_of_job(job)) == job
    assert "\n" not in line_of_job(job)
