"""The habit of CONTRIBUTING.md that nothing else would notice: subjects of commits are short."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: Older commits have a few longer subjects; history is not rewritten.
SINCE = "2026-11-29T01:50:00Z"
MOST = 72


def test_subjects_are_short() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    command = ["git", "-C", str(ROOT), "log", f"--since={SINCE}", "--no-merges", "--format=%s"]
    log = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    subjects = log.splitlines()
    assert [one for one in subjects if len(one) >= MOST or one.endswith(".")] == []
