"""Exports of one bank that overlap are one set, however exact their times are."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.ingest.pairing.kernel import merge_sections
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.contents import contents_of
from tests.ingest.loading.exports import Party, Row, iban
from tests.ingest.loading.exports import write as write_export
from tests.laws import laws

from .banks import OURS, THEIRS, later, load, row, write

pytestmark = pytest.mark.turns

A, B = OURS[0], THEIRS[0]
_DAY = datetime(2026, 3, 2)


def to_the_minute(ts: datetime) -> str:
    return f"{ts:%Y-%m-%d %H:%M}"


def later_by_a_second(ts: datetime) -> str:
    return str(ts + timedelta(seconds=1))


@st.composite
def payments(draw: st.DrawFn) -> list[tuple[datetime, int]]:
    """Draw payments between two accounts, of few amounts, no two of one amount within 5 seconds."""
    seconds = draw(st.lists(st.integers(0, 1200), min_size=1, max_size=14, unique=True))
    found: list[tuple[datetime, int]] = []
    for second in sorted(seconds):
        amount = draw(st.sampled_from((100, 200)))
        ts = _DAY + timedelta(seconds=second)
        if all(one != amount or ts - at > timedelta(seconds=5) for at, one in found):
            found.append((ts, amount))
    return found


@given(true=payments(), data=st.data())
@laws(5)
def test_copies_add_nothing_in_any_order(
    true: list[tuple[datetime, int]], data: st.DataObject
) -> None:
    """The whole, and copies of all that is in it, without seconds or shifted, in any order."""
    ways = data.draw(st.lists(st.sampled_from((to_the_minute, later_by_a_second)), max_size=3))
    files = {"b722": [row(ts, A, B, f"{amount}") for ts, amount in true]}
    for number, way in enumerate(ways):
        files[f"b722_{number}"] = [
            row(way(ts), A, B, f"{amount}", purpose=str(number)) for ts, amount in true
        ]
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for order in (list(files), data.draw(st.permutations(list(files)))):
            with Case.open(Path(folder) / f"{len(found)}.duckdb", create=True) as case:
                load(case, Path(folder), **{name: files[name] for name in order})
                assert rows_of(case.con, "select count(*) from transfer") == [(len(true),)]
                found.append(contents_of(case))
        assert found[0] == found[1]


def test_a_copy_without_seconds_of_one_that_another_shows_in_the_next_minute(
    case: Case, tmp_path: Path
) -> None:
    times = ("2026-03-02 12:08:59", "2026-03-02 12:09:00", "2026-03-02 12:08")
    files = {f"b722_{number}": [row(ts, A, B, "300")] for number, ts in enumerate(times)}
    load(case, tmp_path, **files)
    assert rows_of(case.con, "select count(*) from transfer") == [(1,)]


def test_of_overlapping_periods_each_payment_counts_once(case: Case, tmp_path: Path) -> None:
    first = [row(later(minutes + 0.3), A, B, "300") for minutes in (0, 5, 10)]
    second = [row(to_the_minute(later(minutes)), A, B, "300") for minutes in (5, 10, 15)]
    load(case, tmp_path, b722=first, b722_again=second)
    assert rows_of(case.con, "select count(*) from transfer") == [(4,)]
    kept = rows_of(case.con, "select ts::varchar from transfer order by ts")
    assert kept == [(f"2026-03-02 12:{time}",) for time in ("00:18", "05:18", "10:18", "15:00")]


@pytest.mark.drawn
@pytest.mark.parametrize(
    ("one", "other", "transfers"),
    [
        (["12:00:07", "12:00:44"], ["12:00", "12:00"], 2),
        (["12:00:07"], ["12:00", "12:00"], 2),
        (["12:00:07", "12:00:44"], ["12:00"], 2),
        (["12:00:07"], ["12:01"], 2),
        (["12:00:07"], ["12:00:10"], 2),
        (["12:00:07"], ["12:00:09"], 1),
        (["12:00:07", "12:00:08"], ["12:00:08", "12:00:09"], 2),
        (["12:00"], ["12:00"], 1),
        (["12:00"], ["12:01"], 2),
    ],
)
def test_as_many_as_the_fuller_has(
    one: list[str], other: list[str], transfers: int, case: Case, tmp_path: Path
) -> None:
    files = {
        name: [row(f"2026-03-02 {time}", A, B, "300") for time in times]
        for name, times in (("b722", one), ("b722_x", other))
    }
    load(case, tmp_path, **files)
    assert rows_of(case.con, "select count(*) from transfer") == [(transfers,)]


def _without_number(rows: list[str]) -> list[str]:
    """Return rows of a copy that shows a payer's IIN and no account, and no seconds."""
    return [
        ",".join(["2026-03-02 " + row.split(",")[0][11:16], "", *row.split(",")[2:]])
        for row in rows
    ]


@pytest.mark.parametrize(
    ("payers", "transfers"), [((THEIRS[0],) * 2, 2), ((THEIRS[0], THEIRS[1]), 4)]
)
def test_a_copy_without_account_numbers(
    payers: tuple[str, str], transfers: int, case: Case, tmp_path: Path
) -> None:
    """An IIN stands for the account that the bank gives with it, unless that has another."""
    header = "ts,from_account,to_account,amount,currency,from_id,from_name"
    rows = [
        f"2026-03-02 12:0{number}:07,{payer},{OURS[0]},{number + 1}00,KZT,900101300116,Есимова А."
        for number, payer in enumerate(payers)
    ]
    for name, lines in (("whole", rows), ("copy", _without_number(rows))):
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        case.load(path, covers="bank:722")
    assert rows_of(case.con, "select count(*) from transfer") == [(transfers,)]
    numbers = {one for (one,) in rows_of(case.con, "select number from account")}
    assert (numbers <= {*OURS, *THEIRS}) == (transfers == 2)


#: Amounts of one bank's export, of another, and how many payments they are.
ROUNDED = [
    (["100.37", "20.50"], ["100", "21"], 2),
    (["100.37", "20.50"], ["101", "20"], 4),
    (["100.37", "100.00"], ["100", "100"], 2),
    (["100.37", "20.50"], ["100.00", "20.50"], 3),
    (["100.00", "20.00"], ["100.00", "20.00"], 2),
]


@pytest.mark.drawn
@pytest.mark.parametrize(("one", "other", "count"), ROUNDED)
def test_a_copy_in_whole_tenge_adds_nothing(
    one: list[str], other: list[str], count: int, case: Case, tmp_path: Path
) -> None:
    files = {
        name: [row(ts, A, B, amount) for amount in amounts]
        for name, ts, amounts in (
            ("b722", f"{_DAY:%Y-%m-%d} 12:00:07", one),
            ("b722_x", f"{_DAY:%Y-%m-%d} 12:00", other),
        )
    }
    load(case, tmp_path, **files)
    assert rows_of(case.con, "select count(*) from transfer") == [(count,)]
    exact = sorted(int(amount.replace(".", "")) for amount in one)
    if count == len(one):
        assert rows_of(case.con, "select amount from transfer order by 1") == [(a,) for a in exact]


@pytest.mark.parametrize("order", [1, -1])
def test_a_layout_without_sides_repeats_one_with_them(
    order: int, case: Case, tmp_path: Path
) -> None:
    """Also to the minute, and where both sides of a payment within the bank are in one row."""
    ours, other, stranger = (Party(iban(b, n)) for b, n in (("601", 1), ("601", 2), ("722", 3)))
    noon = datetime(2026, 3, 2, 12, 0, 7)
    moves = [(0, ours, stranger, "D"), (1, stranger, ours, "C"), (2, ours, other, "D"),
             (2, ours, other, "C"), (3, ours, stranger, "D"), (3, ours, stranger, "D")]  # fmt: skip
    rows = [Row(noon + timedelta(minutes=n), a, b, 500_00, side) for n, a, b, side in moves]
    again = [replace(r, ts=r.ts.strftime("%d.%m.%Y %H:%M")) for r in [*rows[:3], *rows[4:]]]
    again.append(replace(rows[0], ts="02.03.2026 12:09"))
    paths = [
        write_export(tmp_path / "a.csv", "halyk", rows),
        write_export(tmp_path / "b.csv", "statutory-ru", again),
    ]
    for path in paths[::order]:
        case.load(path, covers="bank:601")
    assert rows_of(case.con, "select count(*), count(debit_row) from transfer") == [(6, 5)]


def test_a_few_rows_on_whole_minutes_are_not_without_seconds(case: Case, tmp_path: Path) -> None:
    """Where the cells show seconds, two that are zero are chance; a third payment is another."""
    whole = [row("2026-03-02 12:00:00", A, B, "300"), row("2026-03-02 12:07:00", A, B, "300")]
    load(case, tmp_path, b722=whole, b722_x=[row("2026-03-02 12:00:30", A, B, "300")])
    assert rows_of(case.con, "select count(*) from transfer") == [(3,)]


def test_another_bank_repeats_nothing(case: Case, tmp_path: Path) -> None:
    """Each bank's own accounts: no side of the other's transfers."""
    load(case, tmp_path, b722=[row("2026-03-02 12:00:07", A, OURS[1], "300")])
    path = write(tmp_path / "b601.csv", [row("2026-03-02 12:00", B, THEIRS[1], "300")])
    case.load(path, covers="bank:601")
    assert rows_of(case.con, "select count(*) from transfer") == [(2,)]


def test_many_equal_rows_are_compared_in_linear_time() -> None:
    count = 200_000
    rank = np.repeat([1, 2], count)
    seconds = np.tile(np.arange(count), 2)
    what = np.ones(2 * count, np.uint64)
    no, zero = np.zeros(2 * count, np.bool_), np.zeros(2 * count, np.int64)
    kept = merge_sections(what, rank, no, seconds, no, zero, zero)
    assert (kept[count:] == np.arange(count)).all()
