"""Changed inputs, of every format that is read and every file that a person may be sent.

Each goes through the command line as it is used. Wanted is an answer, or a refusal with its
reason; a traceback, a "please report", a process that ends or hangs, or a stray file is a fault.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, Self

import duckdb
from click.testing import CliRunner

from moneygraph.audit import read_manifest
from moneygraph.cli import main
from moneygraph.detect.evaluate.labels import read_labels
from moneygraph.detect.learn.model import read_model_file
from moneygraph.detect.queries.profile import read_profiles
from moneygraph.detect.queries.query import read_queries
from moneygraph.ingest.loading.loader import read_loaders
from moneygraph.ingest.readers import Source, expand, open_sheets, unstage
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import LeftOut, MoneygraphError, UnreadableFile
from tests.endurance import case_file, originals
from tests.endurance.mutate import mutated, mutated_archive, mutated_json

#: What is said where something went wrong that nobody foresaw.
_UNFORESEEN: Final = ("lease report", "Traceback")
_CANARY: Final = "nobody else is to read this"


@dataclass(frozen=True)
class Bench:
    """Where inputs are tried: a folder of its own, and a whole case to copy."""

    folder: Path
    whole: Path

    @classmethod
    def in_folder(cls, folder: Path, whole: Path) -> Self:
        """Make one with a case that `originals.whole_case` made."""
        (folder / "secret.txt").write_text(_CANARY)
        return cls(folder, whole)

    def case(self) -> Path:
        """Return a fresh copy of the case."""
        return Path(shutil.copy(self.whole, self.folder / "c.duckdb"))

    def run(self, *call: str) -> int:
        """Run a command; raises `AssertionError` where it does not end as it should."""
        done = CliRunner().invoke(main, list(call), prog_name="moneygraph")
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise AssertionError(f"{call}: {done.exception!r}") from done.exception
        said = done.stdout + done.stderr
        assert done.exit_code in (0, 1, 2), (call, done.exit_code)
        assert not any(words in said for words in _UNFORESEEN), (call, said[-2000:])
        assert _CANARY not in said, call
        return done.exit_code

    def check_left(self, *names: str) -> None:
        """Check that nothing is left but what was there, and files of these names."""
        stays = {"secret.txt", "c.duckdb", *names}
        left = {path.name for path in self.folder.iterdir()} - stays
        assert not left, left


#: Tries inputs and returns how many.
Trial = Callable[[Bench, Random], int]


def _exports(bench: Bench, chosen: Random, files: dict[str, bytes], archive: bool) -> None:
    """Load some changed files at once, into a new case or one that holds others."""
    folder = bench.folder / "exports"
    folder.mkdir()
    try:
        for number in range(FILES):
            name = chosen.choice(sorted(files))
            change = mutated_archive if archive else mutated
            content = change(files[name], chosen)
            ending = Path(name).suffix if chosen.random() < 0.9 else chosen.choice((".csv", ".xls"))
            (folder / f"{number}{ending}").write_bytes(content)
        path = bench.folder / "c.duckdb"
        path.unlink(missing_ok=True)
        bench.run("--case", str(path), "--json", "load", str(folder))
        if path.exists():
            assert bench.run("--case", str(path), "check") == 0
            bench.run("--case", str(path), "status", "--rows")
    finally:
        shutil.rmtree(folder)
    bench.check_left()


#: How many files go into one load; each counts as an input.
FILES: Final = 20


def _loads(files: dict[str, bytes], *, archive: bool) -> Trial:
    def load(bench: Bench, chosen: Random) -> int:
        _exports(bench, chosen, files, archive)
        return FILES

    return load


def _reads(files: dict[str, bytes], *, archive: bool) -> Trial:
    """Read changed files into cells alone, which is where most of them fail."""

    def read(bench: Bench, chosen: Random) -> int:
        folder, work = bench.folder / "exports", bench.folder / "work"
        folder.mkdir()
        work.mkdir(mode=0o700)
        with duckdb.connect(config={"threads": 1}) as con:
            for number in range(READS):
                name = chosen.choice(sorted(files))
                content = (mutated_archive if archive else mutated)(files[name], chosen)
                path = folder / f"{number}{Path(name).suffix}"
                path.write_bytes(content)
                _read(con, path, work)
                path.unlink()
        shutil.rmtree(folder)
        shutil.rmtree(work)
        bench.check_left()
        return READS

    return read


#: How many files are read in a trial.
READS: Final = 100


def _read(con: duckdb.DuckDBPyConnection, path: Path, work: Path) -> None:
    """Read all sheets of a file; the rows of each are numbered without a gap but at the end."""
    for found in expand([path], work):
        if not isinstance(found, Source):
            continue
        try:
            for sheet in open_sheets(found):
                rows = sheet.stage(con, "staged", 0, min(sheet.width, 20))
                told = con.execute("select count(*), count(distinct n) from staged").fetchall()
                unstage(con, "staged")
                assert told == [(rows, rows)], (told, rows)
        except UnreadableFile as error:
            assert "lease report" not in str(error), error


_TEXTS: Final = originals.texts()
_BOOKS: Final = originals.workbooks()
_WORKBOOKS: Final = {name: book for name, book in _BOOKS.items() if name.endswith("x")}
_OLD: Final = {name: book for name, book in _BOOKS.items() if name.endswith(".xls")}
_ARCHIVES: Final = originals.archives()


def _own(
    bench: Bench, chosen: Random, kind: str, files: dict[str, bytes], *calls: list[str]
) -> int:
    """Put a changed file of ours into a user's folder, and call what reads it."""
    own = bench.folder / "own"
    (own / kind).mkdir(parents=True)
    try:
        name = chosen.choice(sorted(files))
        for sibling in files:  # a query has a card
            if sibling.partition(".")[0] == name.partition(".")[0]:
                (own / kind / sibling).write_bytes(files[sibling])
        (own / kind / name).write_bytes(mutated(files[name], chosen))
        stem = name.partition(".")[0]
        for call in calls:
            words = [word.format(name=stem) for word in call]
            bench.run("--folder", str(own), "--case", str(bench.folder / "c.duckdb"), *words)
    finally:
        shutil.rmtree(own)
    return 1


def _loaders(bench: Bench, chosen: Random) -> int:
    files = originals.own_files("loaders", ".toml")
    export = bench.folder / "one.csv"
    export.write_bytes(chosen.choice(sorted(_TEXTS.values())))
    path = bench.folder / "c.duckdb"
    path.unlink(missing_ok=True)
    try:
        named = ["load", str(export), "--loader", "{name}"]
        return _own(bench, chosen, "loaders", files, ["loaders"], ["load", str(export)], named)
    finally:
        export.unlink()
        bench.check_left()


def _queries(bench: Bench, chosen: Random) -> int:
    files = originals.own_files("queries", ".sql", ".card.toml")
    bench.case()
    done = _own(bench, chosen, "queries", files, ["queries"], ["find", "{name}", "--limit", "2"])
    bench.check_left()
    return done


def _profiles(bench: Bench, chosen: Random) -> int:
    files = originals.own_files("profiles", ".toml")
    bench.case()
    find = ["find", "droppers", "--profile", "{name}", "--limit", "2"]
    return _own(bench, chosen, "profiles", files, ["profiles"], find)


def _tables(bench: Bench, chosen: Random) -> int:
    files = originals.own_files("tables", ".toml")
    export = bench.folder / "one.csv"
    export.write_bytes(_TEXTS[chosen.choice(sorted(_TEXTS))])
    (bench.folder / "c.duckdb").unlink(missing_ok=True)
    try:
        calls = (["load", str(export)], ["find", "--limit", "2"], ["trace", "1"])
        return _own(bench, chosen, "tables", files, *calls)
    finally:
        export.unlink()
        bench.check_left()


def _sent(name: str, *call: str, needs_case: bool = True) -> Trial:
    """Call what reads a file that a person is sent, changed; `call` names it as ``{file}``."""

    def send(bench: Bench, chosen: Random) -> int:
        path = bench.folder / name
        path.write_bytes(_changed(bench, name, chosen))
        case = ["--case", str(bench.case())] if needs_case else []
        bench.run(*case, *(word.format(file=path) for word in call))
        path.unlink()
        bench.check_left()
        return 1

    return send


def _changed(bench: Bench, name: str, chosen: Random) -> bytes:
    change = mutated_json if name.endswith(".json") else mutated
    return change(bench.whole.with_name(name).read_bytes(), chosen)


def _parses(kind: str, suffixes: tuple[str, ...], read: Callable[[DataFiles], object]) -> Trial:
    """Read a user's folder with a changed file of ours alone, which is where most of them fail."""
    files = originals.own_files(kind, *suffixes)

    def parse(bench: Bench, chosen: Random) -> int:
        own = bench.folder / "own"
        (own / kind).mkdir(parents=True)
        for _ in range(PARSES):
            name = chosen.choice(sorted(files))
            path = own / kind / name
            path.write_bytes(mutated(files[name], chosen))
            with warnings.catch_warnings(), suppress(MoneygraphError):
                warnings.simplefilter("ignore", LeftOut)
                read(DataFiles.beside(own))
            path.unlink()
        shutil.rmtree(own)
        bench.check_left()
        return PARSES

    return parse


#: How many files are parsed in a trial.
PARSES: Final = 50


def _read_tables(data: DataFiles) -> None:
    for name in originals.own_files("tables", ".toml"):
        data.table(name.removesuffix(".toml"))


def _parses_one(name: str, read: Callable[[Path], object]) -> Trial:
    def parse(bench: Bench, chosen: Random) -> int:
        path = bench.folder / name
        for _ in range(PARSES):
            path.write_bytes(_changed(bench, name, chosen))
            with suppress(MoneygraphError):
                read(path)
        path.unlink()
        bench.check_left()
        return PARSES

    return parse


#: What is asked of a changed case; each input is asked some of it.
_CALLS: Final = (
    *(["status", "--rows"], ["find", "--limit", "2"], ["trace", "--complaints"], ["show", "1"]),
    *(["freeze"], ["series"], ["requests"], ["check"], ["complaints"], ["status", "--mask"]),
    *(["trace", "--complaints", "--rule", "all"], ["clock", "722", "+1h", "--why", "x"]),
)


def _cases(bench: Bench, chosen: Random) -> int:
    path = bench.case()
    chosen.choice(case_file.CHANGES)(path, chosen)
    for call in chosen.sample(_CALLS, 3):
        bench.run("--case", str(path), *call)
    Path(f"{path}.wal").unlink(missing_ok=True)
    bench.check_left()
    return 1


KINDS: Final[dict[str, Trial]] = {
    "read texts": _reads(_TEXTS, archive=False),
    "read workbooks": _reads(_WORKBOOKS, archive=True),
    "read old workbooks": _reads(_OLD, archive=False),
    "read archives": _reads(_ARCHIVES, archive=True),
    "load texts": _loads(_TEXTS, archive=False),
    "load workbooks": _loads(_WORKBOOKS, archive=True),
    "load old workbooks": _loads(_OLD, archive=False),
    "load archives": _loads(_ARCHIVES, archive=True),
    "read loaders": _parses("loaders", (".toml",), read_loaders),
    "read queries": _parses("queries", (".sql", ".card.toml"), read_queries),
    "read profiles": _parses("profiles", (".toml",), read_profiles),
    "read tables": _parses("tables", (".toml",), _read_tables),
    "read labels": _parses_one("labels.csv", read_labels),
    "read models": _parses_one("model.json", read_model_file),
    "read records": _parses_one("record.json", read_manifest),
    "loaders": _loaders,
    "queries": _queries,
    "profiles": _profiles,
    "tables": _tables,
    "labels": _sent(
        "labels.csv", "score", "{file}", "droppers", "--of", "account", "--all-positive"
    ),
    "models": _sent("model.json", "find", "droppers", "--model", "{file}", "--limit", "2"),
    "records": _sent("record.json", "verify", "{file}", needs_case=False),
    "cases": _cases,
}
