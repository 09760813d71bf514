"""Writes the demo: exports of five banks, complaints, links, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from moneygraph.demo.banks import BANKS, COVERED
from moneygraph.demo.complaints import write_complaints
from moneygraph.demo.exports import WRITERS
from moneygraph.demo.exports.answer import Answer
from moneygraph.demo.folder import prepare_folder, refused
from moneygraph.demo.links import write_links
from moneygraph.demo.region import Region, make_region
from moneygraph.demo.truth import visible, write_truth

#: A bank's clock is wrong by less than this many seconds.
_SKEW = 181


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

    ``folder/complaints.csv`` is the police's register, ``folder/links.csv`` has the phones,
    devices and addresses of accounts.
    The same arguments give the same bytes in every file. Without `rings` there is one for
    about 330 people. `progress` is told what is being done, a phrase at a time. Raises
    `CallError` for sizes that cannot be and for a folder that cannot be written to.
    """
    tell = progress or (lambda _: None)
    tell(f"letting {people} people live for {days} days")
    region = make_region(seed, people, rings, days)
    with refused(folder):
        exports, truth = prepare_folder(folder)
        files = _write_files(region, exports, truth, tell)
        write_complaints(region, seed, folder, truth)
        write_links(region, seed, folder)
    return _summary(region, (folder, exports, truth), seed, files)


def _write_files(
    region: Region, exports: Path, truth: Path, tell: Callable[[str], None]
) -> dict[str, int]:
    """Write everything; returns data rows by export."""
    files: dict[str, int] = {}
    skews = {bank: int(region.world.rng.integers(1 - _SKEW, _SKEW)) for bank in COVERED}
    for bank, skew in skews.items():
        tell(f"writing the export of {BANKS[bank].name}")
        answer = Answer(region.world, region.opening, region.transfers, bank, skew)
        files |= WRITERS[bank](answer, exports)
    tell("writing the truth")
    write_truth(region, truth, files, skews)
    return files


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
