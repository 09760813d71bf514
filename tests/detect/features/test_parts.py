"""Where memory is short the work is done part by part, and nothing of the outcome changes."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.detect import features
from moneygraph.detect.features import inputs, make_hops_and_features, measure
from moneygraph.flow.matching import match
from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.matching.parts import slot_ranges
from moneygraph.flow.taint import money
from moneygraph.store.arrays import at_once
from moneygraph.store.errors import MemoryShort
from moneygraph.store.resources import bounded
from tests.detect.features.crowded import fill_crowded
from tests.export.neo4j.lively import fill_lively
from tests.laws import laws
from tests.small_case import empty_tables

MB = 1 << 20
TABLES = ("hop_fifo", "hop_lifo", "net_hop", "overdraft", "uneven", "measure")


def made(fill: Any, seed: int) -> dict[str, list[tuple[Any, ...]]]:
    with empty_tables() as con:
        fill(con, Random(seed))
        con.execute("delete from measure")
        match_hops(con, "fifo")
        con.execute("drop table if exists hop_lifo")
        make_hops_and_features(con, "lifo")
        return {name: con.execute(f"from {name}").fetchall() for name in TABLES}


@laws(25)
@given(
    seed=st.integers(0, 1 << 32),
    fill=st.sampled_from([fill_lively, fill_crowded]),
    most=st.integers(1, 60),
)
def test_parts_make_what_is_made_at_once(seed: int, fill: Any, most: int) -> None:
    whole = made(fill, seed)
    with pytest.MonkeyPatch.context() as patch:
        for module in (match, inputs):
            patch.setattr(module, "at_once", lambda *_: most)
        for narrow in (features, measure):
            patch.setattr(narrow, "fits", lambda _: False)
        assert made(fill, seed) == whole


@laws(50)
@given(sizes=st.lists(st.integers(0, 9), max_size=12), most=st.integers(1, 20))
def test_ranges_hold_every_slot_once_and_no_more_than_they_may(sizes: list[int], most: int) -> None:
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    ranges = slot_ranges(start, most)
    assert [slot for first, last in ranges for slot in range(first, last)] == list(
        range(len(sizes))
    )
    for first, last in ranges:
        assert last - first <= 1 or start[last] - start[first] <= most


def test_what_has_no_room_says_what_to_give() -> None:
    with bounded(memory="100MB"):
        assert at_once(10 * MB, 100) == (100 * MB // 2 - 10 * MB) // 100
        with pytest.raises(MemoryShort, match="more memory than the 100 MB") as short:
            at_once(90 * MB, 100)
    assert "Give at least --memory 200MB" in str(short.value.remedy)
    with bounded(memory="200MB"):
        assert at_once(90 * MB, 100) >= 100_000


def test_hops_that_have_no_room_are_not_begun() -> None:
    with (
        empty_tables() as con,
        pytest.MonkeyPatch.context() as patch,
        bounded(memory="64MB"),
    ):
        fill_lively(con, Random(1))
        patch.setattr(match, "KEPT_BYTES", 64 * MB)
        with pytest.raises(MemoryShort, match="this needs more memory"):
            match_hops(con, "lifo")


@pytest.mark.parametrize("rule", ["pro-rata", "all"])
def test_what_cannot_be_in_parts_is_not_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str
) -> None:
    (tmp_path / "one.csv").write_text(
        "ts,from_account,to_account,amount\n2026-03-02 10:00:00,A,B,5\n2026-03-02 11:00:00,B,C,5\n"
    )
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(tmp_path / "one.csv")

        def traced() -> Any:
            return case.trace_all("A").rules if rule == "all" else case.trace("A", rule=rule)

        whole = traced()
        monkeypatch.setattr(money, "BYTES", 48 * MB)
        with bounded(memory="64MB"), pytest.raises(MemoryShort) as short:
            traced()
        assert "Give at least --memory 128MB" in str(short.value.remedy)
        with bounded(memory="128MB"):
            assert traced() == whole
