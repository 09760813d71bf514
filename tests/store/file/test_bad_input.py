"""Bad input, end to end: a clear message, the exit status, and the case as it was before."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

from moneygraph.api import Case
from moneygraph.cli import main
from tests.ingest.loading.contents import contents_of

pytestmark = pytest.mark.turns

HEADER = "ts,from_account,to_account,amount\n"
GOOD = HEADER + "2026-03-01 10:00:00,A,B,100.00\n"


@dataclass(frozen=True)
class Done:
    """How a call ended: its status, and what it wrote."""

    returncode: int
    stdout: str
    stderr: str


def moneygraph(*call: str) -> Done:
    """Run ``moneygraph CALL...`` in this process."""
    result = CliRunner().invoke(main, list(call), prog_name="moneygraph")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return Done(result.exit_code, result.stdout, result.stderr)


def process(*call: str, file_limit: int | None = None) -> Done:
    """Run it in a process of its own, in which no file may be larger than so many bytes."""

    def limit() -> None:
        os.umask(0o022)
        if file_limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    command = [sys.executable, "-m", "moneygraph", *call]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a case with one transfer in it, made by a process with the usual umask."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "good.csv").write_text(GOOD)
    done = process("load", str(folder / "good.csv"), "--case", str(folder / "c.duckdb"))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def case_file(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made / "c.duckdb", tmp_path / "c.duckdb"))


def unwrapped(text: str) -> str:
    """Return a text without white space: a narrow terminal breaks long paths anywhere."""
    return "".join(text.split())


def held(path: Path) -> object:
    with Case.open(path) as case:
        return contents_of(case)


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def truncated_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.csv", GOOD * 50)
    return write(path, path.read_bytes()[:-40])


def broken_workbook(path: Path) -> Path:
    openpyxl.Workbook().save(path)
    return write(path, path.read_bytes()[: path.stat().st_size // 2])


REFUSED = {
    "empty.csv": (lambda p: write(p, b""), "empty"),
    "bytes.csv": (lambda p: write(p, bytes(range(128, 256)) * 40), "bytes.csv"),
    "cut.zip": (truncated_zip, "cut.zip"),
    "broken.xlsx": (broken_workbook, "broken.xlsx"),
    "locked.xlsx": (
        lambda p: write(p, bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
        "locked.xlsx",
    ),
    "unknown.csv": (
        lambda p: write(p, "ts,from_account,payee,amount\n2026-03-01,A,B,1\n"),
        "closest is 'canonical', missing: 'to_account'",
    ),
    "line.csv": (lambda p: write(p, HEADER + "x" * 3_000_000), "longer than"),
}


@pytest.mark.drawn
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_and_the_others_are_loaded(
    name: str, tmp_path: Path, case_file: Path
) -> None:
    make, message = REFUSED[name]
    bad = make(tmp_path / name)
    more = write(tmp_path / "more.csv", GOOD.replace("100.00", "7.00"))
    done = moneygraph("load", str(bad), str(more), "--case", str(case_file))
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert unwrapped(message) in unwrapped(done.stdout + done.stderr)
    assert len(held(case_file)["transfers"]) == 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-02-31 10:00:00,A,B,5.00", "date"),
        ("2026-03-01 10:00:00,A,B,9999999999999999", "absurd-amount"),
        ("2026-03-01 10:00:00,A,B,much", "amount"),
        ("2026-03-01 10:00:00,A,C,-5.00", "takes-back-nothing"),
    ],
)
def test_a_row_is_refused_with_its_place(
    row: str, reason: str, tmp_path: Path, case_file: Path
) -> None:
    bad = write(tmp_path / "rows.csv", GOOD.replace("100.00", "7.00") + row + "\n")
    done = moneygraph("load", str(bad), "--case", str(case_file))
    assert done.returncode == 1
    with Case.open(case_file) as case:
        found = case.con.execute("select reason, row % 4294967296 from remark").fetchall()
        assert found == [(reason, 3)]
    listed = moneygraph("status", "--rows", "--case", str(case_file))
    assert "rows.csv:3" in unwrapped(listed.stdout)


def test_invalid_numbers_are_kept_and_warned_of(tmp_path: Path, case_file: Path) -> None:
    text = (
        "ts,from_account,to_account,amount,from_id\n"
        "2026-03-01 10:00:00,KZ00722C000000000001,B,5.00,900101300123\n"
    )
    done = moneygraph("load", str(write(tmp_path / "n.csv", text)), "--case", str(case_file))
    assert done.returncode == 0, done.stderr
    with Case.open(case_file) as case:
        reasons = case.con.execute("select reason from remark order by 1").fetchall()
        assert reasons == [("iban",), ("iin",)]
        kept = "select bank, owner from account where number = 'KZ00722C000000000001'"
        assert case.con.execute(kept).fetchall() == [(None, None)]


def test_nuls_and_formulas_are_text(tmp_path: Path, case_file: Path) -> None:
    text = (
        "ts,from_account,to_account,amount,from_name\n"
        "2026-03-01 10:00:00,A\0,B,5.00,=cmd()|' /C calc'!A0\n"
    )
    done = moneygraph("load", str(write(tmp_path / "f.csv", text)), "--case", str(case_file))
    assert done.returncode == 0, done.stderr
    assert "=cmd()|' /C calc'!A0" in str(held(case_file))


def test_a_gigabyte_in_one_line_is_refused_at_once(tmp_path: Path, case_file: Path) -> None:
    path = write(tmp_path / "huge.csv", HEADER + "y")
    with path.open("r+b") as file:
        for start in range(0, 1 << 30, 1 << 26):
            file.seek(start + 100)
            file.write(b"z" * 4096)
        file.truncate(1 << 30)
    done = moneygraph("load", str(path), "--case", str(case_file))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["text", "database", "empty", "folder", "none"])
def test_what_is_no_case_is_named_and_left_alone(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "thing"
    if kind == "text":
        write(path, "just some text, and more of it\n" * 400)
    elif kind == "database":
        with duckdb.connect(str(path)) as con:
            con.execute("create table mine (x integer)").fetchall()
    elif kind == "empty":
        path.touch()
    elif kind == "folder":
        path.mkdir()
    before = path.read_bytes() if path.is_file() else None
    done = moneygraph("status", "--case", str(path))
    assert done.returncode == 2
    assert "case" in unwrapped(done.stderr)
    assert "Traceback" not in done.stderr
    assert (path.read_bytes() if path.is_file() else None) == before
    assert path.exists() == (kind != "none")


def test_names_may_look_like_patterns(tmp_path: Path) -> None:
    folder = tmp_path / "b[c]*"
    (tmp_path / "bc").mkdir()
    folder.mkdir()
    write(folder / "x[1]*.csv", GOOD)
    write(tmp_path / "bc" / "x1.csv", GOOD + "2026-03-01 10:00:00,A,B,200.00\n")
    done = moneygraph("load", str(folder / "x[1]*.csv"), "--case", str(folder / "d[e].duckdb"))
    assert done.returncode == 0, done.stderr
    with Case.open(folder / "d[e].duckdb") as case:
        assert case.status()["transfers"] == 1


def test_a_case_has_no_question_mark_in_its_name(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", GOOD)
    done = moneygraph("load", str(tmp_path / "a.csv"), "--case", str(tmp_path / "what?" / "d"))
    assert done.returncode == 2
    assert "a case cannot be where a name has a question mark" in done.stderr


@pytest.mark.process
def test_the_message_on_a_locked_case(case_file: Path) -> None:
    hold = f"import duckdb, sys; c = duckdb.connect({str(case_file)!r}); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        done = moneygraph("status", "--case", str(case_file))
        holder.communicate(b"\n")
    assert done.returncode == 2
    assert unwrapped("holds the case") in unwrapped(done.stderr)


def rows_csv(path: Path, rows: int) -> Path:
    with duckdb.connect() as con:
        con.execute(
            f"""copy (select strftime(timestamp '2026-01-01' + to_seconds(i), '%Y-%m-%d %H:%M:%S')
                as ts, 'A' || hash(i) as from_account, 'B' || hash(i * 3) as to_account,
                '5.00' as amount from range({rows}) as r(i)) to '{path}' (header)"""
        ).fetchall()
    return path


@pytest.mark.process
@pytest.mark.parametrize("new", [True, False])
def test_a_full_disk_leaves_the_case_as_before(new: bool, tmp_path: Path, case_file: Path) -> None:
    big = rows_csv(tmp_path / "big.csv", 200_000)
    target = tmp_path / "new.duckdb" if new else case_file
    before = None if new else held(target)
    done = process("load", str(big), "--case", str(target), file_limit=3_000_000)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert "Makeroom" in unwrapped(done.stderr)
    if new:
        assert not target.exists()
    else:
        assert held(target) == before


def wait_until_open(pid: int, target: Path) -> None:
    """Wait until a process has a file open: a busy machine takes its time to start one."""
    opened = Path(f"/proc/{pid}/fd")
    for _ in range(600):
        with suppress(OSError):
            if any(link.readlink() == target for link in opened.iterdir()):
                return
        time.sleep(0.05)
    raise AssertionError("the case was never opened")


@pytest.mark.process
@pytest.mark.parametrize("new", [True, False])
def test_ctrl_c_leaves_the_case_as_before(new: bool, tmp_path: Path, case_file: Path) -> None:
    big = rows_csv(tmp_path / "big.csv", 600_000)
    target = tmp_path / "new.duckdb" if new else case_file
    before = None if new else held(target)
    command = [sys.executable, "-m", "moneygraph", "load", str(big), "--case", str(target)]
    for wait in (0.1, 0.35):
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as loading:
            wait_until_open(loading.pid, target)
            time.sleep(wait)
            loading.send_signal(signal.SIGINT)
            _, message = loading.communicate(timeout=60)
        assert "Traceback" not in message
        if loading.returncode == 0:
            pytest.skip("the load was over before it could be stopped")
        # a shell gives 130 also for a process that ended by the signal itself
        assert loading.returncode in (130, -signal.SIGINT), message
        assert "asitwasbefore" in unwrapped(message)
        if new:
            assert not target.exists()
        else:
            assert held(target) == before


@pytest.mark.process
def test_a_case_is_private(made: Path) -> None:
    assert stat.S_IMODE((made / "c.duckdb").stat().st_mode) == 0o600
    assert {path.name for path in made.iterdir()} == {"c.duckdb", "good.csv"}
