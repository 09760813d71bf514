"""Pages whose fenced blocks are executed: the files they show, commands and their output.

A block ``sh`` holds commands, one a line (``cp`` copies from the checkout); ``text`` lines that the
commands before it print, with ``...`` for what is left out; ``toml FILE``, ``sql FILE`` and ``csv
FILE`` the content of a file, or with ``FILE+`` more lines of it; ``python`` a program. Other
blocks (``console``) are only read.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from moneygraph.cli import main
from tests.conftest import TESTS

ROOT = TESTS.parent
_FENCE = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fence:
    """A fenced block of a page."""

    kind: str
    file: str
    text: str


def fences(page: str) -> Iterator[Fence]:
    """Return the fenced blocks of a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return (Fence(*groups) for groups in _FENCE.findall(text))


def carry_out(page: str, folder: Path) -> None:
    """Carry out a page in `folder`, the current one; a command that fails fails the test."""
    printed = ""
    for fence in fences(page):
        if fence.file:
            path = folder / fence.file.removesuffix("+")
            before = path.read_text(encoding="utf-8") if fence.file.endswith("+") else ""
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(before + fence.text, encoding="utf-8")
        elif fence.kind == "sh":
            printed = "".join(map(_run, fence.text.splitlines()))
        elif fence.kind == "python":
            exec(compile(fence.text, page, "exec"), {})
        elif fence.kind == "text":
            _check_printed(fence.text, printed)


def _run(line: str) -> str:
    program, *args = shlex.split(line, comments=True)
    if program == "cp":
        source, target = args
        Path(target).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / source, target)
        return ""
    assert program == "moneygraph", line
    result = CliRunner().invoke(main, args, prog_name="moneygraph")
    assert result.exit_code == 0, f"{line}\n{result.output}"
    return result.stdout


def _check_printed(text: str, printed: str) -> None:
    lines = [_plain(line) for line in printed.splitlines()]
    for line in map(_plain, text.splitlines()):
        assert not line or line == "..." or line in lines, f"not printed: {line}\n{printed}"


def _plain(line: str) -> str:
    return " ".join(line.split())
