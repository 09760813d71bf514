"""The police register of complaints, incomplete as a real one is, and the truth of it."""

from __future__ import annotations

from pathlib import Path

from moneygraph.demo.complaints.made import make_complaints, register_rows
from moneygraph.demo.complaints.truth import complaint_truth
from moneygraph.demo.region import Region
from moneygraph.demo.statements.files import write_csv

__all__ = ["write_complaints"]


def write_complaints(region: Region, seed: int, folder: Path, truth: Path) -> None:
    """Write ``complaints.csv`` into the folder, and its tables into ``truth``."""
    complaints = make_complaints(region, seed)
    write_csv(folder / "complaints.csv", register_rows(region.world, complaints, seed))
    for name, rows in complaint_truth(region, complaints).items():
        write_csv(truth / f"{name}.csv", rows)
