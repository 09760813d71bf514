"""What all tests share: fresh cases, and the switch that writes golden files anew."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from moneygraph.api import Case

TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="write golden files anew")


def pytest_configure() -> None:
    """Let processes that tests start hear Ctrl-C, also where tests run in the background.

    There a shell has it ignored, and whatever is started inherits that.
    """
    with suppress(ValueError):  # a worker whose tests do not run in its main thread
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MONEYGRAPH_")]:
        if name != "MONEYGRAPH_TEST_DEMO":
            monkeypatch.delenv(name)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.open(tmp_path / "case.duckdb", create=True) as opened:
        yield opened


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the golden file, or write it with --write-golden."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--write-golden"):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is missing: run pytest --write-golden and read it"
        assert text == path.read_text(encoding="utf-8")

    return check
