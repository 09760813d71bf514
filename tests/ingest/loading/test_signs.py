"""A statement of one account whose signs are directions is refused, not read half reversed."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.errors import SignedAmounts

LOADER = """
{bank}
title = "My bank"
[columns]
ts = ["Дата"]
amount = ["Сумма"]
from_account = ["Мой счет"]
to_account = ["Контрагент"]
[layout]
required = ["ts", "from_account", "to_account", "amount"]
dates = ["%Y-%m-%d %H:%M:%S"]
{negative}
"""
BOTH = [("-100.00", "X1"), ("500.00", "X2"), ("-50.00", "X3"), ("-70.00", "X4")]
STORNO = [("100.00", "X1"), ("-100.00", "X1"), ("50.00", "X3"), ("-50.00", "X3")]
OF_ANOTHER_FILE = [("100.00", "X1"), ("20.00", "X2"), ("-70.00", "X3")]


def error_of(
    folder: Path, rows: list[tuple[str, str]], negative: str = "", bank: str = ""
) -> Exception | None:
    (folder / "own" / "loaders").mkdir(parents=True)
    (folder / "own" / "loaders" / "mine.toml").write_text(
        LOADER.format(negative=negative, bank=bank)
    )
    lines = [f"2026-03-01 1{n}:00:00,{sum_},OWN,{to}\n" for n, (sum_, to) in enumerate(rows)]
    (folder / "a.csv").write_text("Дата,Сумма,Мой счет,Контрагент\n" + "".join(lines))
    with Case.open(folder / "case.duckdb", create=True, folder=folder / "own") as case:
        (file,) = case.load(folder / "a.csv").files
        return file.error


@pytest.mark.parametrize("negative", ["", 'negative = "debit"'])
def test_signs_that_are_directions(negative: str, tmp_path: Path) -> None:
    error = error_of(tmp_path, BOTH, negative)
    assert isinstance(error, SignedAmounts)
    assert "one account on every row and amounts of both signs" in error.message
    assert not (tmp_path / "case.duckdb").exists()


@pytest.mark.parametrize("rows", [STORNO, OF_ANOTHER_FILE], ids=["storno", "of-another-file"])
def test_a_minus_that_takes_back(rows: list[tuple[str, str]], tmp_path: Path) -> None:
    assert error_of(tmp_path, rows) is None


def test_a_banks_own_layout_shows_one_payment_from_both_sides(tmp_path: Path) -> None:
    """Found by a property: a part of an export in which one client alone pays others."""
    rows = [("-100.00", "X1"), ("100.00", "X1"), ("-50.00", "X3")]
    assert error_of(tmp_path, rows, 'negative = "debit"', 'bank = "432"') is None


def test_the_canonical_csv_names_payer_and_payee(tmp_path: Path) -> None:
    """Its minus takes back what an earlier file may hold; such rows are judged one by one."""
    lines = [f"2026-03-01 1{n}:00:00,OWN,{to},{sum_}\n" for n, (sum_, to) in enumerate(BOTH)]
    (tmp_path / "a.csv").write_text("ts,from_account,to_account,amount\n" + "".join(lines))
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        (file,) = case.load(tmp_path / "a.csv").files
        assert (file.error, file.rejected, file.transfers) == (None, 3, 1)


def test_what_left_alone(tmp_path: Path) -> None:
    assert error_of(tmp_path, [("-1.00", "X1"), ("-2.00", "X2")], 'negative = "debit"') is None
