"""The compiled loops find what plain Python finds, on random small graphs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.patterns.chains import find_passes, find_runs, find_through
from moneygraph.detect.patterns.circles import find_circles
from moneygraph.detect.patterns.fans import find_fans
from moneygraph.detect.patterns.meetings import Meetings, Shapes, first_meetings, reported_once
from moneygraph.detect.patterns.payments import Lists
from tests.detect.patterns import naive
from tests.detect.patterns.naive import Paid
from tests.laws import laws

ACCOUNTS = 6


@st.composite
def payments(draw: st.DrawFn) -> list[Paid]:
    """Payments among few accounts, with ties of time and amount, some credited later."""
    account = st.integers(0, ACCOUNTS - 1)
    row = st.tuples(
        st.integers(0, 30), account, account, st.integers(0, 3), st.sampled_from([50, 80, 90, 100])
    )
    least = draw(st.sampled_from([1, 15, 45]))
    many = draw(st.lists(row, min_size=least, max_size=60))
    drawn = sorted(one for one in many if one[1] != one[2])
    return [
        Paid(ts, id_ + 7, ts + lag, payer, payee, amount)
        for id_, (ts, payer, payee, lag, amount) in enumerate(drawn)
    ]


def meetings(rows: list[Paid]) -> Meetings:
    return first_meetings(naive.payments_of(rows, ACCOUNTS), 0)


def met_by_id(rows: list[Paid]) -> list[Paid]:
    return naive.first_meetings(rows, frozenset(), 0) if rows else []


def ids(met: Meetings, lists: Lists) -> list[tuple[int, ...]]:
    bounds = pairwise(lists.start.tolist())
    return [tuple(met.ids[lists.values[a:b]].tolist()) for a, b in bounds]


@laws(50)
@given(payments(), st.frozensets(st.integers(0, ACCOUNTS - 1), max_size=2), st.integers(0, 40))
def test_first_meetings(rows: list[Paid], shy: frozenset[int], past: int) -> None:
    met = first_meetings(naive.payments_of(rows, ACCOUNTS, shy), past)
    expected = naive.first_meetings(rows, shy, past) if rows else []
    assert met.ids.tolist() == [row.id for row in expected]
    for account, (outs, ins) in enumerate(zip(ids(met, met.outs), ids(met, met.ins), strict=True)):
        paid = [(row.ts, row.id) for row in expected if row.payer == account]
        got = [(row.credit_ts, row.id) for row in expected if row.payee == account]
        assert outs == tuple(id_ for _, id_ in sorted(paid))
        assert ins == tuple(id_ for _, id_ in sorted(got))


@laws(50)
@given(payments(), st.integers(1, 12), st.integers(1, 4))
def test_fans(rows: list[Paid], within: int, least: int) -> None:
    met = meetings(rows)
    found = find_fans(met.ins, met.credit_ts, within, met.length, least)
    expected = set()
    for account in range(ACCOUNTS):
        times = [(row.credit_ts, row.id) for row in met_by_id(rows) if row.payee == account]
        expected |= naive.fans(times, within, least)
    assert set(ids(met, found.meetings)) == expected
    assert len(found.meetings) == len(expected)


@laws(50)
@given(payments(), st.integers(1, 12), st.sampled_from([0.5, 0.8, 0.9, 1.0]))
def test_passes_and_what_goes_through_several(rows: list[Paid], stay: int, alike: float) -> None:
    met = meetings(rows)
    found = find_passes(met, stay, alike)
    pairs = list(zip(met.ids[found.into].tolist(), met.ids[found.out].tolist(), strict=True))
    expected = naive.passes(met_by_id(rows), stay, alike)
    assert set(pairs) == expected
    assert len(pairs) == len(expected)
    groups = ids(met, find_through(met, found))
    assert {frozenset(group) for group in groups} == naive.through(met_by_id(rows), expected)


@laws(50)
@given(payments(), st.integers(1, 30))
def test_circles(rows: list[Paid], within: int) -> None:
    met, known = meetings(rows), met_by_id(rows)
    found = ids(met, find_circles(met, within))
    ways = (naive.circle(known, first, within) for first in known)
    assert found == [way for way in ways if way is not None]
    by_id = {row.id: row for row in known}
    for way in found:
        steps = [by_id[one] for one in way]
        assert steps[0].payer == steps[-1].payee
        assert all(a.payee == b.payer and a.credit_ts <= b.ts for a, b in pairwise(steps))
        assert steps[-1].credit_ts <= steps[0].ts + within


@laws(50)
@given(payments(), st.integers(1, 12))
def test_runs_share_no_pass_and_each_pass_in_them_is_the_oddest_of_both(
    rows: list[Paid], stay: int
) -> None:
    met = meetings(rows)
    passes = find_passes(met, stay, 0.5)
    odd = 1 - passes.unlike
    runs, total = find_runs(passes, odd, len(met.ids))
    pairs = list(zip(passes.into.tolist(), passes.out.tolist(), strict=True))
    message = dict(zip(pairs, odd.tolist(), strict=True))
    linked = set()
    for number, (begin, end) in enumerate(pairwise(runs.start.tolist())):
        steps = list(pairwise(runs.values[begin:end].tolist()))
        assert len(steps) >= 1
        assert np.isclose(total[number], sum(message[step] for step in steps))
        assert not linked & set(steps)
        linked |= set(steps)
    for into, out in linked:
        rivals = [message[pair] for pair in pairs if pair[0] == into or pair[1] == out]
        assert message[into, out] == max(rivals)


shape = st.tuples(
    st.sampled_from([1.0, 2.0, 3.0]),
    st.integers(0, 5),
    st.lists(st.integers(0, 15), min_size=1, max_size=5, unique=True),
)


@laws(50)
@given(st.lists(shape, max_size=12, unique_by=lambda one: (one[0], one[1], one[2][0])))
def test_a_shape_is_reported_once(drawn: list[tuple[float, int, list[int]]]) -> None:
    start = np.cumsum([0, *(len(members) for _, _, members in drawn)])
    values = [one for _, _, members in drawn for one in members]
    shapes = Shapes(
        np.array([pattern for _, pattern, _ in drawn], np.int32),
        Lists(start.astype(np.int32), np.array(values, np.int32)),
        np.array([surprise for surprise, _, _ in drawn], np.float64),
        {},
    )
    assert reported_once(shapes, 16).tolist() == naive.answer(drawn)
