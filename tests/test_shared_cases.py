"""The small cases that lie beside the project, where they do: each is loaded and asked as it says.

Their own runner starts a process for each question; here it asks in this one.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final

import pytest
from click.testing import CliRunner

from moneygraph.cli import main

FOLDER: Final = Path(__file__).parents[2] / "shared" / "cases"
NAMES: Final = sorted(path.parent.name for path in FOLDER.glob("*/case.toml"))


def _runner() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("shared_cases_check", str(FOLDER / "check"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    # its dataclasses look for their module by name
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, loader.name, module)
        loader.exec_module(module)
    return module


class _Process:
    """What `subprocess.run` gives, of a command that was called in this process."""

    TimeoutExpired = TimeoutError

    @staticmethod
    def run(command: list[str], *, cwd: Path, env: dict[str, str], **_: Any) -> Any:
        before = Path.cwd()
        os.chdir(cwd)
        try:
            done = CliRunner().invoke(main, command[1:], env=env)
        finally:
            os.chdir(before)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return SimpleNamespace(
            returncode=done.exit_code, stdout=done.stdout_bytes, stderr=done.stderr_bytes
        )


@pytest.mark.skipif(not NAMES, reason="no cases lie beside the project")
@pytest.mark.drawn
@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    runner = _runner()
    runner.subprocess = _Process
    assert runner.check(FOLDER / name, ["moneygraph"]) == ""
