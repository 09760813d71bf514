"""Money in frames is whole numbers, also where some are missing or there are no rows."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from moneygraph.api import Case
from moneygraph.store.rows import frame_of, frame_of_findings

_LARGE = 2**53 + 1


class Row(NamedTuple):
    amount: int | None
    name: str


@pytest.mark.parametrize("amounts", [[_LARGE, None], [_LARGE], [None], []])
def test_whole_numbers_stay_whole(amounts: list[int | None]) -> None:
    frame = frame_of(Row, [Row(amount, "A") for amount in amounts])
    assert frame["amount"].dtype == "Int64"
    assert [None if one is None else int(one) for one in amounts] == [
        None if str(one) == "<NA>" else int(one) for one in frame["amount"]
    ]


def test_findings(tmp_path: Path) -> None:
    rows = [
        {"received": _LARGE, "score": 0.5, "transfers": [1], "indicators": {"fee": None, "n": 2}},
        {"received": None, "score": 0.4, "transfers": [2], "indicators": {"fee": 5, "n": 3}},
    ]
    frame = frame_of_findings(["received"], rows)
    assert [str(frame[name].dtype) for name in ("received", "i_fee", "i_n")] == ["Int64"] * 3
    assert int(frame["received"][0]) == _LARGE
    assert frame["score"].dtype == "float64"


def test_no_answer_has_money_as_float(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "ts,from_account,to_account,amount,kind\n"
        "2026-03-01 10:00:00,L,A,900.00,loan\n2026-03-01 10:05:00,A,B,900.00,\n"
    )
    (tmp_path / "c.csv").write_text(
        "number,registered,victim,account,amount,ts\n1,2026-03-02,,A,900.00,2026-03-01\n"
        "2,2026-03-02,,Z,,2026-03-01\n"
    )
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(tmp_path / "a.csv", tmp_path / "c.csv")
        trace = case.trace("A")
        frames = [trace.df, trace.hops_df, case.trace_all("A").df, case.complaints().df]
        frames += [case.freeze().df, case.requests().df, case.series().df]
    for frame in frames:
        for name, kind in frame.dtypes.items():
            assert not (str(kind) == "float64" and ("amount" in str(name) or name == "traced"))
