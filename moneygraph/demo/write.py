"""Writes the demo: a folder with the exports of five banks, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from moneygraph.demo.banks import BANKS, COVERED, MISSING
from moneygraph.demo.exports import STEMS, WRITERS
from moneygraph.demo.exports.answer import Answer
from moneygraph.demo.region import Region, make_region
from moneygraph.demo.truth import visible, write_truth
from moneygraph.errors import CallError

#: A bank's clock is wrong by less than this many seconds.
_SKEW = 181
_README = "README.txt"
_ABOUT = """\
A made-up region. Load the exports with

    moneygraph load exports

`exports` holds what five banks answered; the sixth, {missing}, never did.
`truth` holds what really happened, to score findings by; it is no export.
Nothing here is real but the names of the banks and the layouts of their answers.
"""


@dataclass(frozen=True)
class DemoSummary:
    """What was written: `files` gives data rows by export, `stolen` is in tiyn.

    `visible` counts the transfers that stand in at least one export.
    """

    folder: Path
    exports: Path
    truth: Path
    seed: int
    people: int
    rings: int
    victims: int
    droppers: int
    stolen: int
    transfers: int
    visible: int
    rows: int
    files: dict[str, int]


def write_demo(
    folder: Path,
    *,
    seed: int = 1,
    people: int = 3000,
    rings: int | None = None,
    days: int = 30,
    progress: Callable[[str], None] | None = None,
) -> DemoSummary:
    """Write a made-up region into ``folder/exports`` and ``folder/truth``.

    The same arguments give the same bytes in every file. Without `rings` there is one for
    about 330 people. `progress` is told what is being done, a phrase at a time. Raises
    `CallError` for sizes that cannot be and for a folder that cannot be written to.
    """
    tell = progress or (lambda _: None)
    tell(f"letting {people} people live for {days} days")
    region = make_region(seed, people, rings, days)
    exports, truth = _make_folders(folder)
    files: dict[str, int] = {}
    skews = {bank: int(region.world.rng.integers(1 - _SKEW, _SKEW)) for bank in COVERED}
    for bank, skew in skews.items():
        tell(f"writing the export of {BANKS[bank].name}")
        answer = Answer(region.world, region.opening, region.transfers, bank, skew)
        files |= WRITERS[bank](answer, exports)
    tell("writing the truth")
    write_truth(region, truth, files, skews)
    return _summary(region, (folder, exports, truth), seed, files)


def _make_folders(folder: Path) -> tuple[Path, Path]:
    exports, truth = folder / "exports", folder / "truth"
    try:
        for path in (exports, truth):
            path.mkdir(parents=True, exist_ok=True)
        _remove_earlier(exports)
        missing = " and ".join(BANKS[bank].name for bank in MISSING)
        (folder / _README).write_text(_ABOUT.format(missing=missing), encoding="utf-8")
    except OSError as error:
        raise CallError(
            f"the demo cannot be written to {folder}: {error.strerror}", "Name another folder."
        ) from error
    return exports, truth


def _remove_earlier(exports: Path) -> None:
    """Remove the exports of an earlier demo; a folder with anything else in it is left alone."""
    demo = (exports.parent / _README).exists()
    for path in sorted(exports.iterdir()):
        if not demo or not path.name.startswith(STEMS):
            raise CallError(
                f"{exports} holds {path.name}, which is no demo's", "Name another folder."
            )
    for path in exports.iterdir():
        path.unlink()


def _summary(
    region: Region, paths: tuple[Path, Path, Path], seed: int, files: dict[str, int]
) -> DemoSummary:
    folder, exports, truth = paths
    droppers = [dropper for ring in region.cast for dropper in ring.droppers]
    return DemoSummary(
        folder=folder,
        exports=exports,
        truth=truth,
        seed=seed,
        people=region.world.people.party.size,
        rings=len(region.cast),
        victims=sum(len(ring.victims) for ring in region.cast),
        droppers=sum(dropper.received > 0 for dropper in droppers),
        stolen=sum(region.run.ends.values()),
        transfers=region.transfers.size,
        visible=int(visible(region).sum()),
        rows=sum(files.values()),
        files=files,
    )
