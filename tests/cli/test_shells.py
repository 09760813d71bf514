"""Shells that are here complete our commands and the numbers of a case when Tab is pressed."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from moneygraph.api import Case

from .conftest import VICTIM
from .test_completion import HOSTILE

pytestmark = pytest.mark.process

#: How each shell is started and told of us; it must not read anybody's settings.
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], 'eval "$(moneygraph completion bash)"'),
    "zsh": (
        ["zsh", "-f", "-i"],
        'autoload -Uz compinit; compinit -u -D; eval "$(moneygraph completion zsh)"',
    ),
    "fish": (["fish", "--no-config", "-i"], "moneygraph completion fish | source"),
}
_WAIT_S = 60.0


@pytest.fixture
def environment(loaded_case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put `moneygraph` on the path, and a case with hostile numbers in the current folder."""
    command = tmp_path / "bin" / "moneygraph"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m moneygraph "$@"\n')
    command.chmod(0o755)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    shutil.copy(loaded_case, "case.duckdb")
    with Case.open("case.duckdb") as case:
        for id_, number in enumerate(HOSTILE, 90_000):
            case.con.execute("insert into account (id, number) values (?, ?)", [id_, number])
    root = str(Path(__file__).parents[2])
    monkeypatch.setenv("PYTHONPATH", root)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("LC_ALL", "LANG", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)


def type_into(shell: str, *steps: tuple[str, str]) -> None:
    """Type keys into a shell in a terminal, each until it shows what is expected after them."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    command, setup = SHELLS[shell]
    process, terminal = pty.fork()
    if process == 0:
        os.execvp(command[0], command)
    try:
        for keys, expected in ((f"{setup}; echo rea''dy\n", "ready\r"), *steps):
            os.write(terminal, keys.encode())
            _read_until(terminal, expected)
    finally:
        os.close(terminal)
        os.waitpid(process, 0)


def _read_until(terminal: int, expected: str) -> None:
    shown, until = b"", time.monotonic() + _WAIT_S
    while expected.encode() not in shown:
        ready, _, _ = select.select([terminal], [], [], max(0.0, until - time.monotonic()))
        assert ready, f"{expected!r} does not come: {shown!r}"
        shown += os.read(terminal, 4096)


_CLEAR = "\x15"


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes(shell: str) -> None:
    type_into(
        shell,
        ("moneygraph requ\t", "requests "),
        (f"{_CLEAR}moneygraph show {VICTIM[:-1]}\t", VICTIM),
        (f"{_CLEAR}moneygraph find loa\t", "loan-then-transfer "),
        (f"{_CLEAR}moneygraph load case.du\t", "case.duckdb"),
    )


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("shell", SHELLS)
def test_what_exports_hold_is_not_evaluated(shell: str) -> None:
    type_into(
        shell,
        (f"moneygraph show A\t\t{_CLEAR}echo do''ne\n", "done\r"),
        (f"moneygraph show $\t\t{_CLEAR}echo agai''n\n", "again\r"),
    )
    assert [one.name for one in Path.cwd().iterdir()] == ["case.duckdb"]


@pytest.mark.usefixtures("environment")
def test_bash_is_offered_nothing_hostile() -> None:
    script = """
        eval "$(moneygraph completion bash)"
        COMP_WORDS=(moneygraph show A) COMP_CWORD=2
        _moneygraph_completion moneygraph
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("AE070331234567890123456\n", "")
