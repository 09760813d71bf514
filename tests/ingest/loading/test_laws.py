"""The laws of loading, on random regions reported by three banks."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.loading.report import LoadReport
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.contents import broken_laws, contents_of
from tests.ingest.loading.exports import Row, write
from tests.ingest.loading.region import ACCOUNTS, BANKS, Region, regions
from tests.laws import laws


@dataclass(frozen=True)
class File:
    name: str
    layout: str
    rows: tuple[Row, ...]


@st.composite
def files_of(draw: st.DrawFn, region: Region) -> list[File]:
    """Draw the export of every bank, parts of it sent again, and a list of nobody's."""
    found: list[File] = []
    missing = draw(st.sampled_from((*BANKS, "", "", "")))
    for bank in sorted(set(BANKS) - {missing}):
        reporters = region.rows_of(bank)
        found.append(_file(region, bank, reporters, range(len(reporters)), "whole"))
        again = draw(st.sets(st.sampled_from(range(len(reporters)))))
        if draw(st.booleans()):
            # the last six transfers show whose statement file it is
            kept = sorted(again | set(range(len(reporters) - 6, len(reporters))))
            found.append(_file(region, bank, reporters, kept, "again"))
    seen = [
        i for i, one in enumerate(region.transfers) if missing not in (one.payer[0], one.payee[0])
    ]
    listed = draw(st.dictionaries(st.sampled_from(seen), _SKEW))
    banks = [{region.transfers[i].payer[0], region.transfers[i].payee[0]} for i in listed]
    # a list with one bank on every row would be taken for that bank's own export
    if listed and not set.intersection(*banks) and draw(st.booleans()):
        rows = tuple(region.nobodys(index, skew) for index, skew in sorted(listed.items()))
        found.append(File("list.csv", "canonical", rows))
    return found


_SKEW = st.integers(-180, 180)


def _file(
    region: Region, bank: str, reporters: list[list[Row]], kept: Sequence[int], name: str
) -> File:
    rows = tuple(row for index in kept for row in reporters[index])
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
    assert transfers == sum(
        fate == "transfer" for (fate,) in rows_of(case.con, "select fate from fate")
    )
    ((held, contents_of_path),) = rows_of(
        case.con,
        "select (select sum(rows) from statement_file), (select count(*) from row_base)"
        " + (select count(*) from remark where fate <> 'warned')",
    )
    assert held == contents_of_path
    assert broken_laws(case) == []


def moved(case: Case) -> Counter[tuple[object, ...]]:
    """Return what moved from whom to whom, without who reported it."""
    return Counter(
        rows_of(
            case.con,
            "select f.owner, g.owner, amount, ts::date from transfer as t"
            " join account as f on f.id = from_account join account as g on g.id = to_account",
        )
    )


def truly_moved(region: Region) -> Counter[tuple[object, ...]]:
    return Counter(
        (ACCOUNTS[one.payer].id, ACCOUNTS[one.payee].id, one.tiyn, one.ts.date())
        for one in region.transfers
    )


def transfers(case: Case) -> list[tuple[object, ...]]:
    """Return the transfers without which rows tell of them."""
    return rows_of(
        case.con,
        "select ts, credit_ts, day_only, f.number, g.number, amount from transfer as t"
        " join account as f on f.id = from_account join account as g on g.id = to_account"
        " order by all",
    )


@given(data=st.data(), region=regions())
@laws(6)
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
            assert contents_of(one) == contents_of(other)
            all_accounted_for(one, first)
            all_accounted_for(other, then)
            banks = {file.name[:3] for file in files} & set(BANKS)
            true = [one for one in region.transfers if banks & {one.payer[0], one.payee[0]}]
            assert first[0].transfers == then[-1].transfers == len(true)
            if len(banks) == len(BANKS):
                assert moved(one) == truly_moved(region)
                assert not [row for row in contents_of(one)["accounts"] if row[0].startswith("?")]


@given(data=st.data(), region=regions())
@laws(4)
def test_loading_again_changes_nothing(data: st.DataObject, region: Region) -> None:
    files = data.draw(files_of(region))
    again = data.draw(st.lists(st.sampled_from(files), min_size=1, max_size=3))
    with tempfile.TemporaryDirectory() as folder:
        case, first = load(Path(folder), [files], "case.duckdb")
        with case:
            before = contents_of(case)
            report = case.load(*(Path(folder) / file.name for file in again))
            assert contents_of(case) == before
            all_accounted_for(case, [*first, report])
            assert report.transfers == first[0].transfers
            assert all(file.known and file.duplicates == file.rows for file in report.files)


@given(data=st.data(), region=regions())
@laws(4)
def test_overlapping_parts_of_an_export_give_what_the_whole_gives(
    data: st.DataObject, region: Region
) -> None:
    """However few rows a part has: one row alone may not show whose statement file it is."""
    files = [file for file in data.draw(files_of(region)) if file.name.endswith("whole.csv")]
    whole = data.draw(st.sampled_from(files))
    others = [file for file in files if file is not whole and data.draw(st.booleans())]
    rows = sorted(whole.rows, key=lambda row: str(row.ts))
    times = sorted({str(row.ts) for row in rows})
    cuts = sorted(data.draw(st.sets(st.integers(0, len(times) - 1), max_size=3)) | {0})
    parts = []
    for number, (start, end) in enumerate(pairwise([*cuts, len(times)])):
        end = data.draw(st.integers(end, len(times)))
        kept = tuple(row for row in rows if str(row.ts) in times[start:end])
        parts.append(File(f"part-{number}.csv", whole.layout, kept))
    # nobody can tell a single row from the other bank's report of a payment that hides a party
    is_any_hidden = any(not (row.payer.number and row.payee.number) for row in whole.rows)
    assume(not is_any_hidden or all(len(part.rows) != 1 for part in parts))
    with tempfile.TemporaryDirectory() as folder:
        one, _ = load(Path(folder), [[whole, *others]], "one.duckdb")
        other, reports = load(Path(folder), [data.draw(st.permutations([*parts, *others]))], "b")
        with one, other:
            assert transfers(one) == transfers(other)
            all_accounted_for(other, reports)


_PAIR = (ACCOUNTS["722", 0], ACCOUNTS["601", 1])


@given(
    debits=st.lists(st.integers(0, 12 * 60), min_size=1, max_size=12),
    credits=st.lists(st.integers(0, 12 * 60), max_size=12),
)
@laws(8)
def test_equal_payments_in_one_file_stay_apart(debits: list[int], credits: list[int]) -> None:
    """Also in the same second; the two sides are as many transfers as the longer of them."""
    start = dt.datetime(2026, 3, 2, 10)
    files = [
        File(
            f"{layout}.csv",
            layout,
            tuple(
                Row(start + dt.timedelta(seconds=second), *_PAIR, 500_000, side)
                for second in seconds
            ),
        )
        for layout, side, seconds in (("kaspi", "D", debits), ("halyk", "C", credits))
        if seconds
    ]
    with tempfile.TemporaryDirectory() as folder:
        case, (report,) = load(Path(folder), [files], "case.duckdb")
        with case:
            assert report.transfers == max(len(debits), len(credits))
            assert sum(file.paired for file in report.files) == min(len(debits), len(credits))
            all_accounted_for(case, [report])
