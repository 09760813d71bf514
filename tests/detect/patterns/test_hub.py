"""An account with very many payers and payees costs no more than its payments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from moneygraph.detect.patterns import chains as passes
from moneygraph.detect.patterns import circles, fans, meetings
from moneygraph.detect.patterns.found import Options, find_shapes
from moneygraph.detect.patterns.meetings import Meetings, first_meetings, reported_once
from moneygraph.detect.patterns.payments import Payments

MANY = 200_000
FEW = 2_000
OPTIONS = Options(400, 300, 0, 0.9, 0.8, 3)


class Counted:
    """An array that counts how often it is asked."""

    def __init__(self, values: Any) -> None:
        self.values = values
        self.asked = 0

    def __getitem__(self, key: Any) -> Any:
        self.asked += 1
        return self.values[key]

    def __len__(self) -> int:
        return len(self.values)


def hub(many: int) -> Payments:
    """Account 0 is paid by `many` and pays as many, in turns, all of it within one window."""
    count = 2 * many
    payer, payee = np.zeros(count, np.int32), np.zeros(count, np.int32)
    payer[::2] = np.arange(1, many + 1)
    payee[1::2] = np.arange(many + 1, count + 1)
    ts = np.arange(count, dtype=np.int64) * 100 // count
    size = np.log(1_000 + np.arange(count) % 7)
    takes_part = np.ones(count + 1, np.bool_)
    ids = np.arange(count, dtype=np.int32)
    return Payments(ids, ts, ts, payer, payee, size, size, takes_part, 0, 100)


def test_a_hub_has_as_many_passes_as_payments() -> None:
    paid = hub(MANY)
    met = first_meetings(paid, 0)
    assert len(met.ids) == 2 * MANY
    found = passes.find_passes(met, 300, 0.5)
    assert len(found.into) <= passes.BACK * MANY
    shapes = find_shapes(met, OPTIONS)
    assert len(shapes.meetings.values) <= 20 * MANY
    answer = reported_once(shapes, len(met.ids))
    assert len(shapes.meetings.picked(answer).values) <= 4 * MANY


def values_of(loop: str, met: Meetings, paid: Payments) -> int:
    """Run one loop in plain Python and return how often it asked for a place or a time."""
    ins, outs = met.ins, met.outs
    counted: list[Counted] = []

    def count(values: Any) -> Counted:
        counted.append(Counted(values))
        return counted[-1]

    if loop == "flag_first":
        meetings.flag_first.py_func(  # type: ignore[attr-defined]
            outs.start, count(outs.values), count(paid.payee), paid.takes_part
        )
    elif loop == "open_windows":
        opens = np.empty(len(met.ids), np.int32)
        begin, end = ins.start[0], ins.start[1]
        fans.open_windows.py_func(  # type: ignore[attr-defined]
            count(met.in_times), begin, end, 400, opens
        )
    elif loop == "pair_up":
        passes.pair_up.py_func(  # type: ignore[attr-defined]
            ins.start, ins.values, count(met.in_times), met.size_in,
            outs.start, outs.values, count(met.out_times), met.size_out, 300, 0.5,
        )  # fmt: skip
    else:
        onward = circles.find_onward.py_func(  # type: ignore[attr-defined]
            ins.start, ins.values, count(met.in_times), outs.start, count(met.out_times), 400
        )
        circles.walk_back.py_func(  # type: ignore[attr-defined]
            met.payer, met.payee, met.ts, met.credit_ts, outs.start, count(outs.values), onward, 400
        )
    return sum(one.asked for one in counted)


@pytest.mark.parametrize("loop", ["flag_first", "open_windows", "pair_up", "walk_back"])
def test_the_work_at_a_hub_grows_with_its_payments(loop: str) -> None:
    small, large = hub(FEW), hub(2 * FEW)
    once = values_of(loop, first_meetings(small, 0), small)
    twice = values_of(loop, first_meetings(large, 0), large)
    assert 0 < once < 100 * FEW
    assert twice <= 2.1 * once
