"""What a run draws: examples of property tests, and in CI the variants of long lists."""

from __future__ import annotations

import os
from collections import defaultdict
from typing import Final

import pytest
from hypothesis import HealthCheck, settings

#: The number of the day, which `.ci/run` gives; None where it is not CI that runs.
_CI_DAY: Final = os.environ.get("MONEYGRAPH_CI")
#: MONEYGRAPH_TEST_SHARE=5 draws five times as many; CI draws an eighth, for the time that it has.
_SHARE: Final = float(os.environ.get("MONEYGRAPH_TEST_SHARE", "1" if _CI_DAY is None else "0.125"))
#: Of the variants of a test that is marked `drawn`, of the tests of a file that is marked `turns`,
#: or of all files that name the same `turns(of=...)`, and of the files with tests that are marked
#: `rare`, CI runs one in so many, each day others.
_ONE_IN: Final = {"drawn": 12, "turns": 32, "rare": 6}


def laws(examples: int) -> settings:
    """Return the settings of a property test, without checks that fail by luck or by load."""
    return settings(
        max_examples=max(2, round(examples * _SHARE)),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def not_today(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that this run leaves out: none but in CI, and there what is not its turn."""
    return [] if _CI_DAY is None else _others(items, int(_CI_DAY))


def _others(items: list[pytest.Item], day: int) -> list[pytest.Item]:
    groups: dict[tuple[str, str], list[list[pytest.Item]]] = defaultdict(list)
    files: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        file = item.nodeid.partition("::")[0]
        if item.get_closest_marker("rare"):
            files[file].append(item)
        elif turns := item.get_closest_marker("turns"):
            groups["turns", turns.kwargs.get("of", file)].append([item])
        elif item.get_closest_marker("drawn"):
            groups["drawn", item.nodeid.partition("[")[0]].append([item])
    groups["rare", ""] = list(files.values())
    return [
        item
        for (marker, _), group in groups.items()
        for place, together in enumerate(group)
        if (place - day) % min(_ONE_IN[marker], len(group)) != 0
        for item in together
    ]
