"""What is measured at ever larger sizes, and the page that it is written into."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.page import replaced
from benchmarks.sizes import Step, measured, table


@pytest.mark.drawn
@pytest.mark.parametrize("layout", ["bank", "amlworld"])
def test_each_step_of_a_size(tmp_path: Path, layout: str) -> None:
    steps = list(measured(tmp_path, layout, 3_000))
    assert [one.name for one in steps] == ["DuckDB", "load", "find", "trace", "trace, all rules"]
    assert all(one.cpu_s > 0 and one.peak_gb > 0.01 for one in steps)
    assert '"transfers": 3000' in steps[1].said


def test_growth_is_of_one_transfer() -> None:
    steps = [
        Step("DuckDB", 10, 1.0, 1.0, 1.0, 1.0),
        Step("load", 10, 2.0, 3.0, 1.0, 1.0),
        Step("DuckDB", 20, 2.0, 2.0, 1.0, 1.0),
        Step("load", 20, 6.0, 9.0, 1.0, 1.0),
    ]
    assert table(steps)[-1].split(" | ")[2:6] == ["6.0", "9.0", "3.00", "1.50"]
    refused = Step("find", 20, 1.0, 1.0, 1.0, 1.0, error="error: no room")
    assert table([*steps, refused])[-1] == "| 20 | find | error: no room | | | | | |"


def test_a_section_takes_the_place_of_the_one_before() -> None:
    page = "# Page\n\n## One (1)\nold\n\n## Two (2)\nkept\n"
    new = replaced(page, "## One (", "3)\nnew\n")
    assert new == "# Page\n\n## One (3)\nnew\n\n## Two (2)\nkept\n"
    assert replaced(new, "## Two (", "4)\nnew") == "# Page\n\n## One (3)\nnew\n\n## Two (4)\nnew\n"
    assert replaced("# Page\n", "## One (", "1)\nnew") == "# Page\n\n## One (1)\nnew\n"
