"""How many examples property tests draw: few in each run, as each run draws others."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

#: MONEYGRAPH_TEST_SHARE=5 draws five times as many.
_SHARE = int(os.environ.get("MONEYGRAPH_TEST_SHARE", "1"))


def laws(examples: int, **others: Any) -> settings:
    """Return the settings of a property test, with no limit of time."""
    return settings(max_examples=examples * _SHARE, deadline=None, **others)
