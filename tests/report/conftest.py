"""A small robbery, reported by two banks, that goes through every kind of end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import chdir
from io import StringIO
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.report.terminal.terminal import Terminal

HERE = Path(__file__).parent
VICTIM = "KZ257220000000000001"


@pytest.fixture(scope="session")
def robbery_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("robbery") / "case.duckdb"
    with Case.open(path, create=True) as case, chdir(HERE):
        case.load("exports")
        case.trace(VICTIM)
    return path


@pytest.fixture
def robbery(robbery_file: Path) -> Iterator[Case]:
    with Case.open(robbery_file, read_only=True) as case:
        yield case


@pytest.fixture
def printed() -> Callable[..., str]:
    """Run a function that prints to a terminal of some width; return what it printed."""

    def run(function: Callable[..., None], *args: object, width: int = 80) -> str:
        stream = StringIO()
        function(Terminal(stream, width), *args)
        return stream.getvalue()

    return run
