"""How files are written: private, whole or not at all, the same bytes again."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import Result

from moneygraph.api import Case
from moneygraph.store.errors import CallError
from tests.cli.conftest import run  # noqa: F401

from .conftest import FORMATS, ROBBERY, VICTIM, digests

Run = Callable[..., Result]


@pytest.fixture
def cli(run: Run, robbery_file: Path, tmp_path: Path) -> Run:  # noqa: F811
    shutil.copy(robbery_file, tmp_path / "case.duckdb")
    return run


@pytest.mark.drawn
@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_loading_changes_no_byte(name: str, tmp_path: Path) -> None:
    written = []
    for at, order in enumerate([("kaspi", "halyk"), ("halyk", "kaspi")]):
        with Case.open(tmp_path / f"{at}.duckdb", create=True) as case, chdir(ROBBERY):
            for bank in order:
                case.load(f"exports/{bank}.csv")
            for twice in "ab":
                case.export(
                    name, tmp_path / f"{at}{twice}", findings=["mule-chains"], around=VICTIM
                )
                written.append(digests(tmp_path / f"{at}{twice}"))
            case.export(name, tmp_path / f"{at}all")
            written.append(digests(tmp_path / f"{at}all"))
    assert written[0] == written[1] == written[3] == written[4]
    assert written[2] == written[5]


def test_json_names_what_was_written(cli: Run, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    printed = json.loads(cli("export", "--format", "csv", target, "--json").stdout)
    data = target.read_bytes()
    assert printed["files"] == [
        {"file": str(target), "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    ]
    assert (printed["format"], printed["transfers"]) == ("csv", data.count(b"\n") - 1)
    assert printed["findings"] == {}


def test_text_names_the_file(cli: Run, tmp_path: Path) -> None:
    result = cli("export", "--format", "i2", "--finding", "mule-chains:1", tmp_path / "i2")
    assert result.exit_code == 0, result.output
    assert "entities.csv" in result.stdout and "links.csv" in result.stdout
    assert (tmp_path / "i2").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["csv", "no/such/a.csv"], "there is no folder no/such"),
        (["csv", "there.csv"], "there.csv is there already"),
        (["csv", "folder"], "folder is a folder"),
        (["i2", "there.csv"], "there.csv is a file"),
        (["i2", "full"], "full is there already"),
        (["csv", "--around", "NOBODY", "a"], "there is no account, owner or transfer 'NOBODY'"),
        (["csv", "--around", "1", "a"], "1 is a transfer, not an account"),
        (["csv", "--trace", "NOBODY", "a"], "there is no account, owner or transfer 'NOBODY'"),
        (["csv", "--finding", "dropers", "a"], "there is no query 'dropers'"),
        (["csv", "--finding", "mule-chains:99", "a"], "there is no finding mule-chains:99"),
        (["csv", "--finding", "mule-chains:0", "a"], "there is no finding mule-chains:0"),
        (["csv", "--since", "2026-03-01", "a"], "--since, --until and --back say how"),
        (["csv", "--trace", VICTIM, "--complaints", "a"], "--trace and --complaints are two"),
        (["csv", "--trace", VICTIM, "--since", "2030-01-01", "a"], "nothing is chosen"),
        (["csv", "locked/a.csv"], "cannot be written"),
        (["pdf", "a"], "'pdf' is not one of"),
    ],
)
def test_what_cannot_be_done(cli: Run, tmp_path: Path, words: list[str], printed: str) -> None:
    (tmp_path / "there.csv").write_text("mine")
    for name in ("folder", "full", "locked"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    (tmp_path / "locked").chmod(0o500)
    if words[1] == "locked/a.csv" and can_write(tmp_path / "locked"):
        pytest.skip("the user may write everywhere")
    before = sorted(tmp_path.rglob("*"))
    with chdir(tmp_path):
        result = cli("export", "--format", *words)
    assert result.exit_code == 2
    assert printed in result.stderr.replace("\n", " ")
    assert "Traceback" not in result.stderr
    assert [path for path in sorted(tmp_path.rglob("*")) if path.suffix != ".wal"] == before


def can_write(folder: Path) -> bool:
    try:
        (folder / "try").touch()
    except PermissionError:
        return False
    (folder / "try").unlink()
    return True


@pytest.mark.parametrize("there", ["nothing", "folder", "link", "hidden file"])
def test_a_folder_is_written_whatever_is_there(robbery: Case, tmp_path: Path, there: str) -> None:
    target, away = tmp_path / "out", tmp_path / "away"
    if there == "link":
        away.mkdir()
        target.symlink_to(away)
    elif there != "nothing":
        target.mkdir()
        target.chmod(0o750)
    if there == "hidden file":
        (target / ".note").write_text("stays")
    written = robbery.export("parquet", target, force=True)
    assert {file.path for file in written.files} == set(target.glob("*.parquet"))
    assert written.files
    assert target.is_symlink() == (there == "link")
    assert (target / ".note").exists() == (there == "hidden file")
    if there == "folder":
        assert target.stat().st_mode & 0o777 == 0o750


def test_over_what_is_there_only_by_force(robbery: Case, tmp_path: Path) -> None:
    mine, link = tmp_path / "mine.csv", tmp_path / "link.csv"
    mine.write_text("mine")
    mine.chmod(0o644)
    link.symlink_to(mine)
    with pytest.raises(CallError, match="is there already"):
        robbery.export("csv", link)
    robbery.export("csv", link, force=True)
    assert mine.read_text() == "mine" and not link.is_symlink()
    robbery.export("csv", mine, force=True)
    assert mine.read_bytes() == link.read_bytes() and mine.stat().st_mode & 0o777 == 0o600
    (tmp_path / "i2").mkdir()
    (tmp_path / "i2" / "notes.txt").write_text("mine")
    robbery.export("i2", tmp_path / "i2", force=True)
    assert (tmp_path / "i2" / "notes.txt").read_text() == "mine"


@pytest.fixture
def no_room() -> Iterator[None]:
    """Let no file grow beyond 500 bytes, which looks to us like a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_nothing(
    name: str, robbery: Case, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (tmp_path / "kept").write_text("mine")
    request.getfixturevalue("no_room")
    with pytest.raises(CallError) as caught:
        robbery.export(name, tmp_path / "a", findings=["mule-chains"])
    assert "cannot be written" in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
