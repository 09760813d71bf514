"""What each piece of work is given, and what it gives back."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

#: As the query mule-chains has it: the longest stay in seconds, the least amount in tiyn, and the
#: part of a payment that the one before it must be able to have paid for.
WITHIN_S: Final = 6 * 3600
LEAST: Final = 10_000_000
SHARE: Final = 0.5
#: Over how many payments at most money is followed, where a peer must have a bound.
HOPS: Final = 6
#: The file that a piece of work makes where it is asked to when all is ready for its answer.
READY: Final = "ready"


@dataclass(frozen=True)
class Task:
    """The transfers (`source`), a `folder` to work in, and the account whose reach is asked for."""

    source: Path
    folder: Path
    account: str

    @property
    def loaded(self) -> Path:
        """The case of these transfers, loaded and nothing else."""
        return self.folder / f"{self.source.stem}.duckdb"


class Watch:
    """Counts seconds from when it is made, and again from each time that it is asked.

    The first time that it is asked all is ready: the file `told`, if any, says so to who waits.
    """

    told: Path | None = None

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def lap(self) -> float:
        """Return the seconds since the last time."""
        if self.told is not None:
            self.told.touch()
        before, self._since = self._since, time.perf_counter()
        return self._since - before


def edges(source: Path) -> dict[str, Any]:
    """Return the transfers as arrays: accounts as numbers, moments in seconds, amounts in tiyn."""
    import pandas as pd

    names = ["ts", "from_account", "to_account", "amount", "kind"]
    every = pd.read_csv(source, usecols=names).sort_values("ts", kind="stable", ignore_index=True)
    both = pd.concat([every["from_account"], every["to_account"]], ignore_index=True)
    codes, numbers = pd.factorize(both)
    moments = pd.to_datetime(every["ts"]).astype("datetime64[s]").astype("int64")
    return {
        "id": every.index.to_numpy(),
        "from": codes[: len(every)],
        "to": codes[len(every) :],
        "at": moments.to_numpy(),
        "amount": (every["amount"] * 100).round().to_numpy("int64"),
        "kind": every["kind"],
        "number": pd.Index(numbers),
    }
