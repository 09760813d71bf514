"""How many examples property tests draw: few in each run, as each run draws others."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

#: MONEYGRAPH_TEST_SHARE=5 draws five times as many; CI draws a quarter, for the time that it has.
_SHARE = float(
    os.environ.get("MONEYGRAPH_TEST_SHARE", "0.25" if "MONEYGRAPH_CI" in os.environ else "1")
)


def laws(examples: int, **others: Any) -> settings:
    """Return the settings of a property test, with no limit of time."""
    return settings(max_examples=max(2, round(examples * _SHARE)), deadline=None, **others)
