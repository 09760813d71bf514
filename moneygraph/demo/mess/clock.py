"""The clock of a bank: how far it is ahead of the true time, on which days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygraph.demo.ledger import DAY
from moneygraph.demo.manners import MESS
from moneygraph.demo.world import Ints


@dataclass(frozen=True)
class Clock:
    """Seconds ahead of the true time: always `skew`, and `ahead` from one day until before another.

    Days count from 0, by the true time.
    """

    skew: int
    ahead: int = 0
    from_day: int = 0
    before_day: int = 1_000_000

    def shown(self, time: Ints) -> Ints:
        """Return what the clock shows at these true times (seconds of the region)."""
        day = time // DAY
        off = (day >= self.from_day) & (day < self.before_day)
        return time + self.skew + np.where(off, self.ahead, 0)


def clock_of(bank: str, skew: int, wrong: bool) -> Clock:
    """Return a bank's clock; only where `wrong` as ``manners.toml`` states it."""
    stated: dict[str, int] = MESS["clocks"]["banks"].get(bank, {}) if wrong else {}
    return Clock(skew, **stated)
