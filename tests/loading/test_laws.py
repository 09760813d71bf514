"""The laws of loading, on random regions told by three banks."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.loading.report import LoadReport
from moneygraph.sqltext import rows_of
from tests.loading.exports import Row, write
from tests.loading.region import BANKS, Region, regions
from tests.loading.told import told

_SHARE = int(os.environ.get("MONEYGRAPH_TEST_SHARE", "1"))


def laws(examples: int) -> settings:
    return settings(
        max_examples=examples * _SHARE, deadline=None, suppress_health_check=list(HealthCheck)
    )


@dataclass(frozen=True)
class File:
    name: str
    layout: str
    rows: tuple[Row, ...]


@st.composite
def files_of(draw: st.DrawFn, region: Region) -> list[File]:
    """Draw the export of every bank, parts of it sent again, and a list of nobody's."""
    found = []
    for bank in BANKS:
        told_by = region.rows_of(bank)
        found.append(_file(region, bank, told_by, range(len(told_by)), "whole"))
        again = draw(st.sets(st.sampled_from(range(len(told_by)))))
        if draw(st.booleans()):
            # the last six transfers show whose export it is
            kept = sorted(again | set(range(len(told_by) - 6, len(told_by))))
            found.append(_file(region, bank, told_by, kept, "again"))
    listed = draw(st.dictionaries(st.sampled_from(range(len(region.transfers))), _SKEW))
    if listed and draw(st.booleans()):
        rows = tuple(region.nobodys(index, skew) for index, skew in sorted(listed.items()))
        found.append(File("list.csv", "canonical", rows))
    return found


_SKEW = st.integers(-180, 180)


def _file(
    region: Region, bank: str, told_by: list[list[Row]], kept: Sequence[int], name: str
) -> File:
    rows = tuple(row for index in kept for row in told_by[index])
    return File(f"{bank}-{name}.csv", region.layouts[bank], rows)


def load(folder: Path, calls: Sequence[Sequence[File]], name: str) -> tuple[Case, list[LoadReport]]:
    """Write the files, each once, and load them: one call after another into a new case."""
    case = Case.open(folder / name, create=True)
    reports = []
    for files in calls:
        paths = [folder / file.name for file in files]
        for path, file in zip(paths, files, strict=True):
            if not path.exists():
                write(path, file.layout, file.rows)
        reports.append(case.load(*paths))
    return case, reports


def all_accounted_for(case: Case, reports: Sequence[LoadReport]) -> None:
    for file in (file for report in reports for file in report.files):
        assert file.error is None
        fates = file.transfers + file.paired + file.duplicates + file.rejected + file.skipped
        assert file.rows == fates
    ((rows, fates, transfers, told_rows),) = rows_of(
        case.con,
        "select (select count(*) from row_base), (select count(distinct row) from fate),"
        " (select count(*) from transfer), (select count(*) from fate)",
    )
    assert rows == fates == told_rows
    assert transfers == sum(fate == "transfer" for (fate,) in rows_of(case.con, "select fate from fate"))
    ((held, told_of),) = rows_of(
        case.con,
        "select (select sum(rows) from export), (select count(*) from row_base)"
        " + (select count(*) from remark where fate <> 'warned')",
    )
    assert held == told_of


def moves(case: Case) -> Counter[tuple[object, ...]]:
    """Return what moved, without who told of it."""
    return Counter(
        rows_of(
            case.con,
            "select f.number, g.number, amount, ts::date from transfer as t"
            " join account as f on f.id = from_account join account as g on g.id = to_account",
        )
    )


@given(data=st.data(), region=regions())
@laws(9)
def test_any_order_of_files_gives_the_same_true_transfers(
    data: st.DataObject, region: Region
) -> None:
    files = data.draw(files_of(region))
    shuffled = data.draw(st.permutations(files))
    at = data.draw(st.integers(0, len(files)))
    calls = [part for part in (shuffled[:at], shuffled[at:]) if part]
    with tempfile.TemporaryDirectory() as folder:
        one, first = load(Path(folder), [files], "one.duckdb")
        other, then = load(Path(folder), calls, "other.duckdb")
        with one, other:
            assert told(one) == told(other)
            all_accounted_for(one, first)
            assert rows_of(one.con, "select count(*) from transfer") == [(len(region.transfers),)]
            known = {
                (number,) for (number,) in rows_of(one.con, "select number from account")
            }
            assert not any(number.startswith("?") for (number,) in known) or _unseen(region)


def _unseen(region: Region) -> bool:
    return True
