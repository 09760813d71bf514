"""`worlds FOLDER [--seed N] [--only NAME]`: makes worlds for `mules` and `learn` to judge on.

Writes for each world FOLDER/NAME/transfers.csv and truth.csv, and both parts (see `split`), as the
generators of others do. The module of each world says what its truth is.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.accuracy.generators.call import write_made
from benchmarks.accuracy.worlds import daily, equal_roles, mobile_money, passers, turnover
from benchmarks.accuracy.worlds.book import Book

MAKERS: Final[dict[str, Callable[[int], Book]]] = {
    one.NAME: one.make for one in (mobile_money, daily, equal_roles, turnover, passers)
}
#: Worlds whose payments show no time of day.
DAYS_ONLY: Final = {daily.NAME, equal_roles.NAME}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(MAKERS), help="this world alone")


def run(options: argparse.Namespace) -> None:
    """Write the worlds of a seed."""
    for name, make in MAKERS.items():
        if options.only in (None, name):
            made = make(options.seed).made(days_only=name in DAYS_ONLY)
            write_made(options.folder / name, made)
