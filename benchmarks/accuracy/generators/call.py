"""The command line that all generators share: `FOLDER [--seed N]`."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.accuracy.canonical import Transfer, Truth, write_whole
from benchmarks.accuracy.split import split

Made = tuple[Iterable[Transfer], Iterable[Truth]]


def run(name: str, make: Callable[[int], Made]) -> None:
    """Make the data set of a seed, write it to FOLDER/name, split it and print its size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write_made(options.folder / name, make(options.seed))


def write_made(folder: Path, made: Made) -> None:
    """Write a data set into its folder, split it and print its size."""
    transfers, truths = (list(one) for one in made)
    write_whole(folder, transfers, truths)
    split(folder)
    patterns = Counter(one.pattern for one in truths if one.positive)
    negative = sum(not one.positive for one in truths)
    print(f"{folder}: {len(transfers)} transfers, {negative} negative, {dict(patterns)}")
