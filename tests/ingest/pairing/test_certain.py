"""What is paired at once, as it is certain, is what the passes pair."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.pairing import passes
from moneygraph.store.sqltext import rows_of
from tests.laws import laws

from .banks import NOON, OURS, THEIRS

HEADER = "ts,from_account,to_account,from_id,to_id,amount,reference,purpose"
OWNERS = ["", "880101300121", "910515450030"]

Row = tuple[int, bool, int, int, str, str, str, str]
ROWS = st.lists(
    st.tuples(
        st.sampled_from([0, 5, 90, 700, 899, 900, 901, 3600, 90_000]),  # seconds after noon
        st.booleans(),  # the day alone
        st.integers(0, 1),
        st.integers(0, 1),
        st.sampled_from(OWNERS),
        st.sampled_from(OWNERS),
        st.sampled_from(["100", "200", "300"]),
        st.sampled_from(["", "", "77"]),
    ),
    max_size=6,
)


def written(path: Path, rows: list[Row], shift: timedelta = timedelta(0)) -> Path:
    lines = [HEADER]
    for number, (seconds, is_day, ours, theirs, payer, payee, amount, reference) in enumerate(rows):
        ts = NOON + shift + timedelta(seconds=seconds)
        moment = f"{ts:%Y-%m-%d}" if is_day else str(ts)
        what = f"{path.stem} {number}"  # no two files of a test have the same bytes
        parties = f"{OURS[ours]},{THEIRS[theirs]},{payer},{payee}"
        lines.append(f"{moment},{parties},{amount},{reference},{what}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def paired(ours: list[Row], theirs: list[Row], shift: timedelta = timedelta(0)) -> list[Any]:
    """Return the transfers of two banks' files, and the clocks that were learnt."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Case.open(Path(folder) / "case", create=True) as case,
    ):
        case.load(written(Path(folder) / "722.csv", ours), covers="bank:722")
        case.load(written(Path(folder) / "601.csv", theirs, shift), covers="bank:601")
        return rows_of(case.con, "from transfer order by id") + rows_of(case.con, "from clock")


@given(ours=ROWS, theirs=ROWS)
@laws(40)
def test_the_passes_pair_the_same(ours: list[Row], theirs: list[Row]) -> None:
    found = paired(ours, theirs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "_pair_certain", lambda con: None)
        assert paired(ours, theirs) == found


@pytest.mark.parametrize("hours", [0, 1, -5])
def test_by_the_clocks_of_the_banks(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[Row] = [
        (day * 86_400, False, day % 2, 0, "", "", str(1000 + day), "") for day in range(30)
    ]
    found = paired(rows, rows, timedelta(hours=hours))
    assert sum(row[-1] == passes.MINUTES_APART for row in found[:30]) == 30
    assert len(found) == (31 if hours else 30)
    monkeypatch.setattr(passes, "_pair_certain", lambda con: None)
    assert paired(rows, rows, timedelta(hours=hours)) == found


def test_a_third_file_does_not_hide_a_clock(case: Case, tmp_path: Path) -> None:
    """A file of accounts of several banks, whose clock is nobody's, repeats what they report."""
    rows: list[Row] = [
        (day * 86_400, False, 0, 0, "", "", str(1000 + day), "") for day in range(30)
    ]
    hour = timedelta(hours=1)
    case.load(written(tmp_path / "722.csv", rows), covers="bank:722")
    case.load(written(tmp_path / "601.csv", rows, hour), covers="bank:601")
    asked: list[Row] = [*rows, (0, False, 1, 1, "", "", "77", "")]
    both = f"{OURS[0]},{THEIRS[1]}"
    case.load(written(tmp_path / "asked.csv", asked, timedelta(minutes=7)), covers=both)
    assert rows_of(case.con, "select seconds from clock where seconds <> 0")


def test_what_is_certain_goes_through_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(passes, "_align", refuse)
    monkeypatch.setattr(passes, "_match", refuse)
    rows: list[Row] = [(day * 86_400, False, 0, 0, "", "", "100", "") for day in range(1)]
    assert len(paired(rows, rows)) == 1
