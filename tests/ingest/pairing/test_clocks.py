"""The lags between the clocks of two banks: found where there are some, and none elsewhere."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pytest

from moneygraph.api import Case
from moneygraph.ingest.pairing.clocks import FEWEST, find_lags
from moneygraph.report.values.status import status
from moneygraph.store.sqltext import rows_of

from .banks import OURS, THEIRS, load, row, transfers

_START = datetime(2024, 2, 20, 9)
_EVERY = timedelta(hours=19, minutes=7)


def world(lag: list[float], seed: int = 1, *, delays: bool = False) -> dict[str, list[str]]:
    """Return the rows of two banks; the second's clock is `lag` minutes ahead, by payment.

    Payments go both ways and take up to a minute; where `delays`, up to a day and a half.
    """
    random = Random(seed)
    files: dict[str, list[str]] = {"b601": [], "b722": []}
    for number, minutes in enumerate(lag):
        ts = _START + number * _EVERY
        way = [("b722", random.choice(OURS)), ("b601", random.choice(THEIRS))]
        random.shuffle(way)
        amount = f"{1000 + 7 * number}.00"
        took = random.randrange(130_000 if delays else 60)
        for (bank, _), seconds in zip(way, (0, took), strict=True):
            ahead = timedelta(minutes=minutes if bank == "b601" else 0, seconds=seconds)
            files[bank].append(row(ts + ahead, way[0][1], way[1][1], amount))
    return files


def clocks(case: Case) -> list[tuple[object, ...]]:
    return [
        (one["bank"], one["against"], one["first_day"], one["last_day"], one["seconds"] / 60)
        for one in status(case.con)["clocks"]
    ]


@pytest.mark.drawn
@pytest.mark.parametrize("lag", [0, 7, -7, 60, -60, 120, -120])
def test_a_lag_is_found_from_twenty_certain_pairs(lag: int, case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, **world([lag] * FEWEST))
    assert clocks(case) == ([("722", "601", None, None, -lag)] if lag else [])
    assert [title for title, *_ in transfers(case)] == (["same accounts, minutes apart"] * FEWEST)


@pytest.mark.parametrize("lag", [7, 60])
def test_fewer_pairs_give_no_lag(lag: int, case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, **world([lag] * (FEWEST - 1)))
    assert clocks(case) == []
    assert len(transfers(case)) == FEWEST - 1


def test_a_lag_that_jumps_is_found_on_both_sides(case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, **world([60] * 30 + [0] * 30))
    ((bank, against, first, last, minutes),) = clocks(case)
    assert (bank, against, first, minutes) == ("722", "601", None, -60)
    border = (_START + 30 * _EVERY).date()
    assert abs((datetime.fromisoformat(str(last)).date() - border).days) <= 1
    apart = "select count(*) from transfer where abs(epoch(credit_ts) - epoch(ts)) > 120"
    # a payment of the day of the jump may be on either side of it
    assert rows_of(case.con, apart)[0][0] <= 1
    assert len(transfers(case)) == 60


def test_delays_are_no_lag(case: Case, tmp_path: Path) -> None:
    load(case, tmp_path, **world([0] * 60, delays=True))
    assert clocks(case) == []
    assert len(transfers(case)) == 60


def test_what_is_late_both_ways_is_posted_late() -> None:
    day, back = np.arange(40), np.arange(40) % 2 == 0
    late = np.where(back, -60, 60)
    assert find_lags(day, late, back) == []
    assert [one.minutes for one in find_lags(day, np.full(40, 60), back)] == [60]


def test_a_third_bank_is_compared_through_the_second(case: Case, tmp_path: Path) -> None:
    """Bank 432 deals with bank 601 alone."""
    files = world([60] * 25)
    third = world([-30] * 25, seed=2)
    third_accounts = {ours: _of_bank_432(ours) for ours in OURS}
    for bank in ("b601", "b722"):
        for number, account in third_accounts.items():
            third[bank] = [line.replace(number, account) for line in third[bank]]
    load(case, tmp_path, **files)
    load(case, tmp_path, b601_more=third["b601"], b432=third["b722"])
    found = {bank: minutes for bank, *_, minutes in clocks(case)}
    assert found == {"432": 30, "722": -60}


def _of_bank_432(number: str) -> str:
    from tests.ingest.loading.exports import iban

    return iban("432", 100 + OURS.index(number))


def test_times_of_transfers_are_by_one_clock_and_rows_keep_theirs(
    case: Case, tmp_path: Path
) -> None:
    load(case, tmp_path, **world([60] * 30))
    for ts, credit_ts, debit, credit in rows_of(
        case.con,
        "select t.ts, credit_ts, d.ts, c.ts from transfer as t"
        " join row_base as d on d.id = debit_row join row_base as c on c.id = credit_row",
    ):
        assert timedelta(0) <= credit_ts - ts < timedelta(minutes=2)
        assert abs(credit - debit) > timedelta(minutes=58)


def test_status_names_banks_days_and_pairs(case: Case, tmp_path: Path) -> None:
    from io import StringIO

    from moneygraph.report.terminal.status import print_status
    from moneygraph.report.terminal.terminal import Terminal
    from moneygraph.report.text.texts import texts_of

    load(case, tmp_path, **world([60] * 30 + [0] * 30))
    for lang, words in (
        ("en", r"is 1 h behind that of Halyk Bank until \d\d Mar 2024"),
        ("ru", r"отстают от часов банка Halyk Bank на 1 ч до \d\d\.03\.2024"),
        ("kk", r"сағатынан 1 сағ кейін, \d\d\.03\.2024"),
    ):
        shown = StringIO()
        print_status(Terminal(shown, 200), texts_of(lang), status(case.con, lang))
        assert re.search(words, shown.getvalue())
