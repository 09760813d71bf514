"""A seeded part of each run, each day another; whole runs are started by hand (see the package)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import TESTS

pytestmark = [pytest.mark.process, pytest.mark.turns]
#: Each day another part, and that again when it is repeated.
_DAY = int(os.environ.get("MONEYGRAPH_CI", "0"))
#: Each of these takes some seconds; CI has a turn of them a day.
RUNS = {
    "reading": ("inputs", 1200, ("read texts", "read archives", "read loaders", "read queries")),
    "sent": ("inputs", 600, ("read profiles", "read tables", "read labels", "read models")),
    "cases": ("inputs", 12, ("cases",)),
    "loads": ("inputs", 60, ("load texts", "load old workbooks", "load workbooks")),
    "kills": ("kills", 12, ("load into a new case", "load more", "clock")),
    "kills of answers": ("kills", 8, ("find", "export to a file")),
    "faults": ("faults", 5, ("load more",)),
}


@pytest.mark.parametrize("run", RUNS)
def test_a_part_of_a_run(run: str) -> None:
    what, count, kinds = RUNS[run]
    if what == "faults" and not shutil.which(os.environ.get("CC", "cc")) and not _DAY:
        pytest.skip("there is no C compiler")
    command = [sys.executable, "-m", "tests.endurance", what, "--jobs", "1", "--seed", "1"]
    command += ["--count", str(count), "--first", str(1000 * _DAY)]
    for kind in kinds:
        command += ["--kind", kind]
    done = subprocess.run(command, cwd=TESTS.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 faults, " in done.stdout
