"""Sums near the end of 64 bits: counted exactly, or the file that makes them too large refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.store.schema import LARGEST_SUM, RULES

HEADER = "ts,from_account,to_account,amount\n"
_MOST = 999_999_999_999_999  # hundredths: the largest amount of a row


def text(amounts: list[int], payer: str = "A") -> str:
    """Return a file in which money goes from the payer to B, and on to C a minute later."""
    lines = [
        f"2026-03-{1 + n // 1440:02} {n // 60 % 24:02}:{n % 60:02}:{second},{one},{other},"
        f"{amount // 100}.{amount % 100:02}\n"
        for n, amount in enumerate(amounts)
        for second, one, other in (("00", payer, "B"), ("30", "B", "C"))
    ]
    return HEADER + "".join(lines)


@pytest.mark.rare
@settings(max_examples=15, deadline=None)
@given(
    short=st.integers(0, 3),
    last=st.lists(st.integers(1, _MOST), max_size=3),
)
def test_sums_at_the_edge_are_exact(
    tmp_path_factory: pytest.TempPathFactory, short: int, last: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("edge")
    amounts = [_MOST] * (LARGEST_SUM // 2 // _MOST - len(last) - short) + last
    (folder / "a.csv").write_text(text(amounts))
    with Case.open(folder / "case.duckdb", create=True) as case:
        report = case.load(folder / "a.csv")
        assert report.files[0].error is None
        assert case.status()["transfers"] == 2 * len(amounts)
        for rule in RULES:
            trail = case.trace("A", rule=rule)
            assert trail.traced == sum(amounts), rule
            assert sum(end.amount for end in trail.ends) == sum(amounts)
        bounds = case.trace_all("A")
        assert all(0 <= one.least <= one.most <= sum(amounts) for one in bounds.bounds)
        shown = case.show("B")
        assert str(sum(amounts) // 100) in str(shown) or sum(amounts) > 0


def test_the_file_that_makes_them_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / "huge.csv").write_text(text([_MOST] * 11_000))
    (tmp_path / "a.csv").write_text(text([100]))
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = case.load(tmp_path / "huge.csv", tmp_path / "a.csv")
        errors = {Path(file.file).name: file.error for file in report.files}
        assert errors["a.csv"] is None
        assert "more than can be counted exactly" in str(errors["huge.csv"])
        assert case.status()["transfers"] == 2
        assert [Path(one["file"]).name for one in case.status()["exports"]] == ["a.csv"]
        again = case.load(tmp_path / "huge.csv")
        assert again.files[0].error is not None
        assert case.status()["transfers"] == 2


def test_several_files_together(tmp_path: Path) -> None:
    half = [_MOST] * (LARGEST_SUM // 3 // _MOST)
    for name in "ABD":
        (tmp_path / f"{name}.csv").write_text(text(half, name))
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = case.load(*(tmp_path / f"{name}.csv" for name in "ABD"))
        assert [file.error is None for file in report.files].count(False) == 2
        assert case.status()["transfers"] == 2 * len(half)


def test_many_complaints_are_no_larger_than_can_be_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text([100]))
    lines = [f"{n},2026-03-02,,A,9999999999999.99,2026-03-01 00:00:00\n" for n in range(2_000)]
    header = "number,registered,victim,account,amount,ts\n"
    (tmp_path / "complaints.csv").write_text(header + "".join(lines))
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        report = case.load(tmp_path / "a.csv", tmp_path / "complaints.csv")
        errors = [Path(file.file).name for file in report.files if file.error]
        assert errors == ["complaints.csv"]
        assert case.status()["transfers"] == 2
