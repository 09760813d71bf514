"""Laws: any order of loading gives the same, and transfers know nothing of complaints."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.complaints.assignment import assign
from tests.ingest.loading.contents import contents_of
from tests.laws import laws

from .conftest import (
    ACCOUNT,
    COMPLAINTS,
    DROPPER,
    DROPPERS,
    EXPORT,
    OTHER,
    OTHERS,
    VICTIM,
    complains,
    paid,
)

TIMES = ("2026-03-02 10:00:00", "2026-03-02 10:10:00", "2026-03-02", "2026-03-03 09:00:00")
PARTIES = ((ACCOUNT, VICTIM), (OTHERS, OTHER), (DROPPERS, DROPPER))
Files = dict[str, tuple[str, ...]]


@st.composite
def exports(draw: st.DrawFn) -> Files:
    payment = st.builds(
        paid,
        st.sampled_from(TIMES),
        st.sampled_from(("5.00", "7.00")),
        payer=st.sampled_from(PARTIES[:2]),
        payee=st.just(PARTIES[2]),
    )
    names = draw(st.sampled_from((("a.csv",), ("a.csv", "b.csv"))))
    return {name: (EXPORT, *draw(st.lists(payment, min_size=1, max_size=6))) for name in names}


@st.composite
def complaints_and_links(draw: st.DrawFn) -> Files:
    row = st.builds(
        complains,
        st.sampled_from(("1", "2")),
        st.sampled_from((*TIMES, "2026-03-01")),
        st.sampled_from(("5", "7", "9")),
        victim=st.sampled_from(("", VICTIM, OTHER)),
        account=st.sampled_from((ACCOUNT, DROPPERS, "KZ99")),
        transfer=st.sampled_from(("", "", "", "1", "a.csv:2")),
    )
    link = st.sampled_from((f"{ACCOUNT},phone,1", "KZ99,phone,1"))
    files = {
        name: (COMPLAINTS, *draw(st.lists(row, min_size=1, max_size=5)))
        for name in ("one.csv", "two.csv")
    }
    links = ("account,kind,value", *draw(st.lists(link, min_size=1, max_size=3)))
    return {**files, "links.csv": links}


def loaded(folder: Path, files: Files, *calls: Sequence[str]) -> dict[str, Any]:
    """Load files, one call after another, into a new case; return all of its contents."""
    for name, rows in files.items():
        (folder / name).write_text("\n".join(rows) + "\n", encoding="utf-8")
    number = len(list(folder.glob("*.duckdb")))
    with Case.open(folder / f"{number}.duckdb", create=True) as case:
        for call in calls:
            for file in case.load(*(folder / name for name in call)).files:
                fates = (file.transfers, file.paired, file.duplicates, file.rejected, file.skipped)
                assert file.rows == sum(fates) + file.complaints + file.links
        return contents_of(case) | {"claims": [str(row) for row in case.complaints()]}


@given(data=st.data(), moved=exports(), beside=complaints_and_links())
@laws(12)
def test_any_order_gives_the_same_and_again_changes_nothing(
    data: st.DataObject, moved: Files, beside: Files
) -> None:
    files = moved | beside
    # the same bytes are one file, remembered by the name that came first
    files = {name: rows for name, rows in files.items() if list(files.values()).count(rows) == 1}
    shuffled = data.draw(st.permutations(sorted(files)))
    at = data.draw(st.integers(0, len(files)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        once = loaded(folder, files, sorted(files))
        calls = [part for part in (shuffled[:at], shuffled[at:], shuffled[:2]) if part]
        assert loaded(folder, files, *calls) == once


@given(data=st.data(), moved=exports(), beside=complaints_and_links())
@laws(8)
def test_transfers_are_what_they_are_without_complaints(
    data: st.DataObject, moved: Files, beside: Files
) -> None:
    names = data.draw(st.permutations([*moved, *beside]))
    with tempfile.TemporaryDirectory() as name:
        alone = loaded(Path(name), moved, list(moved))
        all_told = loaded(Path(name), moved | beside, names)
    for part in ("transfers", "accounts", "balances"):
        assert all_told[part] == alone[part]
    exports_covers = [row for row in all_told["covers"] if row[2] == "canonical"]
    assert exports_covers == alone["covers"]


@given(
    capacity=st.dictionaries(st.integers(1, 5), st.integers(1, 2), min_size=1),
    fits=st.sets(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=14),
    data=st.data(),
)
@laws(200)
def test_nothing_is_assigned_twice_and_nothing_is_left_that_is_certain(
    capacity: dict[int, int], fits: set[tuple[int, int]], data: st.DataObject
) -> None:
    scored = [
        (demand, transfer, data.draw(st.integers(1, 2)))
        for demand, transfer in sorted(fits)
        if demand in capacity
    ]
    assignment = assign(capacity, scored)
    all_assigned = [
        transfer for transfers in assignment.assigned.values() for transfer in transfers
    ]
    assert len(all_assigned) == len(set(all_assigned))
    fitting = {(demand, transfer) for demand, transfer, _ in scored}
    for demand, transfers in assignment.assigned.items():
        assert len(transfers) <= capacity[demand]
        assert {(demand, transfer) for transfer in transfers} <= fitting
    for demand, transfers in assignment.undecided.items():
        assert len(transfers) > assignment.capacity[demand] > 0
        assert not transfers & set(all_assigned)
    assigned = {(one, t) for one, ts in assignment.assigned.items() for t in ts}
    for demand, transfer in fitting - assigned:
        got_all = len(assignment.assigned.get(demand, [])) == capacity[demand]
        assert got_all or transfer in all_assigned or demand in assignment.undecided
    assert assignment == assign(capacity, scored[::-1])
