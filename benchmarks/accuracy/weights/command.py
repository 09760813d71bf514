"""`weights FOLDER... [--write] [--keep FOLDER]`: fits the points of `droppers` to labelled worlds.

Each FOLDER holds what `generators` or `worlds` wrote; the part `learn` of each data set is fitted
to, and regions of our own with planted kinds of droppers and look-alikes, with rings, and without
crime (seeds 1 to 3). Prints for each world the average precision of the card as it is, of a card
fitted to all other generators alone, and of the one fitted to all, and then of the parts
`held-out`, which nothing was fitted to; beside it droppers named and innocent accounts named by
each. All are judged in both rounds of `find`, by points that are not rounded.
`--write` puts the points of the last into queries/droppers.card.toml. `--keep` keeps what was
measured, as to measure it takes minutes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.accuracy.weights.fitting import fit
from benchmarks.accuracy.weights.rounds import EVEN, score_of
from benchmarks.accuracy.weights.worlds import Floats, World, labelled, regions
from benchmarks.accuracy.weights.writing import rewritten
from moneygraph.detect.evaluate.curves import average_precision
from moneygraph.detect.learn.judge import curve
from moneygraph.detect.queries.card import Card
from moneygraph.detect.queries.card_file import read_card

CARD: Final = Path(__file__).parents[3] / "queries" / "droppers.card.toml"
#: Indicators whose points the worlds give; the others keep their shapes and are scaled.
STEPPED: Final = (
    *("hour_share", "alike_share", "largest_times", "stranger_paid_times", "exit_times"),
    *("emptied_share", "once_share", "gone_share"),
)
#: Indicators whose points were set by hand, as few droppers of these worlds show them.
GIVEN: Final = ("gone_wholes", "kept_share")
LEARN, HELD_OUT = "learn", "held-out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="write the card")
    parser.add_argument("--keep", type=Path, help="keep what is measured in this folder")


def run(options: argparse.Namespace) -> None:
    """Print how well cards do, and write the last."""
    card = read_card(CARD)
    learn = _worlds(options, LEARN)
    fitted = fit(card, learn, STEPPED, GIVEN)
    print({name: round(weight, 2) for name, weight in fitted.weights.items()})
    print(f"{'world':18}{'as it is':>9}{'others':>9}{'all':>9}   named, innocent (the same three)")
    apart: dict[str, Card] = {}
    for world in [*learn, *_worlds(options, HELD_OUT)]:
        if world.generator not in apart:
            others = [one for one in learn if one.generator != world.generator]
            apart[world.generator] = fit(card, others, STEPPED, GIVEN).card
        _print(world, card, apart[world.generator], fitted.card)
    if options.write:
        CARD.write_text(rewritten(card.text, fitted.card), encoding="utf-8")


def _print(world: World, *cards: Card) -> None:
    scores = [score_of(card, world) for card in cards]
    label = world.label
    known, sought = ~np.isnan(label), label == 1
    cells = "".join(f"{_precision(one[known], sought[known], world.missed):9.3f}" for one in scores)
    named = "".join(
        f"{(one[sought] >= EVEN).sum():6}, {(one[label == 0] >= EVEN).sum():<4}" for one in scores
    )
    print(f"{world.name:18}{cells}{named} of {sought.sum()}, {(label == 0).sum()}", flush=True)


def _precision(score: Floats, sought: Floats, missed: int) -> float:
    if not sought.any():
        return float("nan")
    nothing = np.full(missed, np.nan)
    return average_precision(
        curve(np.append(score, nothing), np.append(sought, np.ones(missed, bool)))
    )


def _worlds(options: argparse.Namespace, part: str) -> list[World]:
    """Return the worlds of one part; the regions of ours are in `learn`."""
    kept = options.keep and options.keep / part
    if kept and kept.is_dir():
        return [_read(path) for path in sorted(kept.glob("*.npz"))]
    made = labelled(options.folders, part)
    return list(_keeping(made if part == HELD_OUT else _both(made, regions()), kept))


def _both(*several: Iterable[World]) -> Iterator[World]:
    for each in several:
        yield from each


def _keeping(worlds: Iterable[World], kept: Path | None) -> Iterator[World]:
    for world in worlds:
        if kept:
            kept.mkdir(parents=True, exist_ok=True)
            np.savez(
                kept / f"{world.generator}--{world.name}.npz", label=world.label,
                missed=world.missed, **world.values,
            )  # fmt: skip
        yield world


def _read(path: Path) -> World:
    with np.load(path) as file:
        values = {name: file[name] for name in file.files if name not in ("label", "missed")}
        generator, _, name = path.stem.partition("--")
        return World(name, generator, file["label"], values, int(file["missed"]))
