"""What CI leaves out of a run: each day other tests, and over the days none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from tests.laws import _ONE_IN, _others


@dataclass(frozen=True)
class Drawn:
    nodeid: str
    marker: str = ""
    kwargs: dict[str, str] = field(default_factory=dict, hash=False)

    def get_closest_marker(self, name: str) -> Drawn | None:
        return self if name == self.marker else None


TESTS = [
    Drawn("tests/a.py::test_plain"),
    *(Drawn(f"tests/a.py::test_long[{number}]", "drawn") for number in range(11)),
    Drawn("tests/a.py::test_of_one[x]", "drawn"),
    *(Drawn(f"tests/slow.py::test_{number}", "turns") for number in range(30)),
    Drawn("tests/alone.py::test_it", "turns"),
    *(Drawn(f"tests/both{n % 2}.py::test_{n}", "turns", {"of": "both"}) for n in range(30)),
    *(Drawn(f"tests/rare{file}.py::test_{n}", "rare") for file in range(8) for n in range(3)),
]


def left_out(day: int) -> list[Drawn]:
    return cast(Any, _others)(TESTS, day)


@pytest.mark.parametrize("day", [1, 2, 365])
def test_a_day_runs_its_share_of_each_group(day: int) -> None:
    out = {test.nodeid for test in left_out(day)}
    run = [test.nodeid for test in TESTS if test.nodeid not in out]
    assert {"tests/a.py::test_plain", "tests/a.py::test_of_one[x]"} <= set(run)
    assert "tests/alone.py::test_it" in run
    assert sum("test_long" in name for name in run) in (1, 2)
    assert sum("slow.py" in name for name in run) in (1, 2)
    assert sum("both" in name for name in run) in (1, 2)


def test_a_rare_file_is_run_whole_or_not_at_all() -> None:
    out = {test.nodeid for test in left_out(5)}
    run = [test.nodeid for test in TESTS if test.marker == "rare" and test.nodeid not in out]
    assert len({name.partition("::")[0] for name in run}) in (1, 2)
    assert len(run) % 3 == 0


def test_over_the_days_everything_runs() -> None:
    days = range(7, 7 + max(_ONE_IN.values()))
    never = set.intersection(*({test.nodeid for test in left_out(day)} for day in days))
    assert not never
