"""A feed's findings are those of the batch: on a prefix, in any split, after reopening."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..laws import laws
from ..small_case import SmallCase, empty_tables
from .streams import (
    accounts_of,
    applied,
    easy_queries,
    first_of,
    found_in_batch,
    opened,
    streams,
    transfers_of,
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_tables() as tables:
        yield tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return easy_queries(tmp_path_factory.mktemp("own"))


@given(case=streams(), cuts=st.sets(st.integers(1, 60), max_size=4), share=st.floats(0.3, 1))
@laws(40)
def test_equal_to_the_batch_in_any_split_and_on_a_prefix(
    con: duckdb.DuckDBPyConnection, folder: Path, case: SmallCase, cuts: set[int], share: float
) -> None:
    prefix = max(1, round(share * len(case.moves)))
    bounds = sorted({0, prefix, len(case.moves), *(cut for cut in cuts if cut < len(case.moves))})
    with tempfile.TemporaryDirectory() as place, opened(Path(place, "feed"), folder) as feed:
        feed.declare(accounts_of(case))
        given = transfers_of(case)
        standing = None
        for first, end in pairwise(bounds):
            standing = applied(feed.take_batch(pd.DataFrame(given[first:end])), standing)
            if end in (prefix, len(given)):
                assert standing == found_in_batch(con, first_of(case, end), folder)
        assert {note.what for note in feed.notes} <= {"currency"}


@given(case=streams(), stop=st.integers(1, 40), keeps=st.booleans())
@laws(16)
def test_one_at_a_time_and_reopened(
    con: duckdb.DuckDBPyConnection, folder: Path, case: SmallCase, stop: int, keeps: bool
) -> None:
    given = transfers_of(case)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "feed")
        with opened(path, folder) as feed:
            feed.declare(accounts_of(case))
            told = [one for transfer in given[:stop] for one in feed.take(transfer)]
            if keeps:
                feed.keep()
        copied = Path(place, "copied")
        shutil.copytree(path, copied)
        for again in (path, copied):
            with opened(again, folder) as feed:
                assert feed.position == min(stop, len(given))
                assert feed.answers() == told
                rest = [one for transfer in given[stop:] for one in feed.take(transfer)]
                assert [one.number for one in told + rest] == list(range(1, feed.number + 1))
                assert applied(told + rest) == found_in_batch(con, case, folder)
