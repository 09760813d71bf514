"""The cases that formats are tried on: a small robbery, and one with hostile texts."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from moneygraph.api import Case
from tests.conftest import TESTS

ROBBERY = TESTS / "report"
VICTIM = "KZ257220000000000001"
FORMATS = ("ftm", "graphml", "gexf", "i2", "parquet", "csv")
NAMES = (
    "=cmd|'/c calc'!A1",
    "'=already guarded",
    "+77010000000",
    "-1+1",
    "@SUM(A1)",
    "a;=1+1",
    "a;'=1+1",
    "O'Brien; DROP TABLE transfer; --",
    '<script>alert("x")</script> & ]]>',
    'quote " back`tick \\ $name {brace} ${jndi:x}',
    "line\nbreak\ttab",
    "a\x01b\x0bc\x1f\x7f\ufffe",
    "\u202eright to left\u202c \U0001f469\u200d\U0001f4bb",
    "64 KB " + "ы" * 32_000,
)
HEADER = "ts from_account to_account amount currency kind purpose from_name to_name to_id reference"


@pytest.fixture(scope="session")
def robbery_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("robbery") / "case.duckdb"
    with Case.open(path, create=True) as case, chdir(ROBBERY):
        case.load("exports")
        (path.parent / "links.csv").write_text(
            f"account,kind,value\n{VICTIM},wallet,TXyz1\n{VICTIM},phone,+77010000000\n"
        )
        case.load(path.parent / "links.csv")
        case.find("droppers")
    return path


@pytest.fixture
def robbery(robbery_file: Path) -> Iterator[Case]:
    with Case.open(robbery_file, read_only=True) as case:
        yield case


def hostile_rows() -> list[list[str]]:
    """Return a row for each hostile text, with the text everywhere it can stand."""
    rows = []
    for at, text in enumerate(NAMES):
        number = text if at in (2, 3, 4) else f"HOSTILE-{at}"
        when, amount = f"2026-03-01 10:{at:02}:00", f"{at + 1}.50"
        texts = (text, text, text, "", text)
        rows.append([when, number, f"TO-{at}", amount, "KZT", "transfer", *texts])
    return rows


@pytest.fixture(scope="session")
def hostile_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "hostile.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER.split())
        writer.writerows(hostile_rows())
    with Case.open(folder / "case.duckdb", create=True) as case:
        case.load(folder / "hostile.csv")
        case.find("droppers")
    return folder / "case.duckdb"


@pytest.fixture
def hostile(hostile_file: Path) -> Iterator[Case]:
    with Case.open(hostile_file, read_only=True) as case:
        yield case


def digests(target: Path) -> dict[str, str]:
    """Return the SHA-256 of a file, or of each in a folder but the case's own tables."""
    paths = sorted(target.iterdir()) if target.is_dir() else [target]
    return {
        (path.name if target.is_dir() else ""): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
        if not path.name.startswith("raw_")
    }
