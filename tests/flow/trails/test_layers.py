"""Trails by layers: they add up layer by layer, and say what the trail itself says."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from moneygraph.flow.matching.hops import match_hops
from moneygraph.flow.trails.layers import Layers, follow_by_layers
from moneygraph.flow.trails.starts import find_starts
from moneygraph.flow.trails.trail import Trace
from moneygraph.report.dossier.register import Register
from moneygraph.report.dossier.trail import trail_values
from tests.flow.trails.test_trails import CON, RULES, in_one_currency
from tests.laws import laws
from tests.small_case import SmallCase, cases, fill, move

Key = tuple[int, str]


def laid(case: SmallCase, rule: str, *names: str, back: bool = False) -> tuple[Trace, Layers]:
    match_hops(fill(CON, case), rule)
    bounds = {"since": None, "until": None, "amount": None, "currency": "KZT"}
    starts = find_starts(CON, names, back=back, **bounds)  # type: ignore[arg-type]
    return follow_by_layers(CON, rule, starts, back=back)


def sides(trace: Trace, layers: Layers) -> tuple[Counter[Key], Counter[Key]]:
    """Return what enters each account of each layer, and what leaves it, ends or restarts."""
    entering: Counter[Key] = Counter()
    leaving: Counter[Key] = Counter()
    for step in layers.steps:
        touched = trace.transfers[step.transfer]
        near, far = touched.sender.account, touched.receiver.account
        if trace.back:
            near, far = far, near
        entering[step.layer + 1, far] += step.amount
        leaving[step.layer, near] += step.amount + step.restarts
    for stay in layers.stays:
        leaving[stay.layer, stay.account] += stay.amount
    return entering, leaving


@laws(60)
@given(cases(exchange=True), RULES, st.booleans(), st.data())
def test_what_enters_a_layer_leaves_it_or_stays(
    case: SmallCase, rule: str, back: bool, data: st.DataObject
) -> None:
    possible = in_one_currency(case)
    if back:
        possible &= {one for one, m in case.transfers.items() if m.credited_currency == "KZT"}
    assume(possible)
    chosen = sorted(data.draw(st.sets(st.sampled_from(sorted(possible)), min_size=1, max_size=4)))
    trace, layers = laid(case, rule, *map(str, chosen), back=back)
    entering, leaving = sides(trace, layers)
    later = {key for key in {*entering, *leaving} if key[0] > 0}
    assert all(entering[key] == leaving[key] for key in later)
    assert sum(step.restarts for step in layers.steps) == trace.returned
    ends: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for stay in layers.stays:  # which come by their layers
        ends[stay.end, stay.account] += stay.amount
        first.setdefault((stay.end, stay.account), stay.layer)
    for end in trace.ends:  # the layer of an end, in the values of a trace and in tables
        assert first[end.end, end.account] == end.hops + 1
    assert ends == Counter({(end.end, end.account): end.amount for end in trace.ends})
    check_folded(trace, layers)


def tiyn(text: str) -> int:
    return int(text.replace(".", ""))


def check_folded(trace: Trace, layers: Layers) -> None:
    """The picture's nodes add up too, and no flow leads back."""
    shown = trail_values(trace, layers, Register(), {})
    nodes, flows = shown["nodes"], shown["flows"]
    onward: Counter[int] = Counter()
    arriving: Counter[int] = Counter()
    for flow in flows:
        assert nodes[flow["to"]]["layer"] == nodes[flow["from"]]["layer"] + 1
        onward[flow["from"]] += tiyn(flow["amount"])
        arriving[flow["to"]] += tiyn(flow["amount"])
    for place, node in enumerate(nodes):
        amount, restarts = tiyn(node["amount"]), tiyn(node["restarts"])
        stays = sum(tiyn(end["amount"]) for end in node["ends"])
        assert amount == stays + restarts + onward[place]
        assert node["layer"] == 0 or amount == arriving[place]
    assert sum(tiyn(one["amount"]) for one in shown["ends"]) == trace.traced


def test_an_account_that_money_comes_back_to_stands_once_a_layer() -> None:
    case = SmallCase([
        move(0, "A", "B", 5), move(1, "B", "C", 5), move(2, "C", "B", 4), move(3, "B", "D", 3),
    ])  # fmt: skip
    trace, layers = laid(case, "lifo", "1")
    assert [(step.layer, step.transfer, step.amount) for step in layers.steps] == [
        (0, 1, 5), (1, 2, 5), (2, 3, 4), (3, 4, 3),
    ]  # fmt: skip
    assert [(stay.layer, stay.account, stay.amount) for stay in layers.stays] == [
        (2, "C", 1), (3, "B", 1), (4, "D", 3),
    ]  # fmt: skip
    register = Register()
    nodes = trail_values(trace, layers, register, {})["nodes"]
    assert [(one["layer"], register.numbers[one["account"]]) for one in nodes] == [
        (0, "A"), (1, "B"), (2, "C"), (3, "B"), (4, "D"),
    ]  # fmt: skip


def test_small_accounts_are_folded_and_held_ones_are_not() -> None:
    payees = [f"P{n:02}" for n in range(30)]
    out = [move(place, "A", payee, 100 - place) for place, payee in enumerate(payees)]
    trace, layers = laid(SmallCase(out, uncovered={*payees[:-1]}), "fifo", "A")
    register = Register()
    nodes = trail_values(trace, layers, register, {})["nodes"]
    shown = [register.numbers[one["account"]] for one in nodes if one["account"] is not None]
    assert shown == ["A", *payees[:9], "P29"]
    (folded,) = [one for one in nodes if one["account"] is None]
    assert (folded["folded"], folded["beyond"]) == (20, False)
    assert tiyn(folded["amount"]) == sum(100 - place for place in range(9, 29))


def test_what_goes_beyond_the_last_layer_is_one_node() -> None:
    chain = "ABCDEFGHIJ"
    out = [move(place, *pair, 5) for place, pair in enumerate(pairwise(chain))]
    trace, layers = laid(SmallCase(out), "lifo", "1")
    nodes = trail_values(trace, layers, Register(), {})["nodes"]
    assert [(one["layer"], one["beyond"], one["folded"]) for one in nodes[-2:]] == [
        (6, False, 0), (7, True, 3),
    ]  # fmt: skip
    assert nodes[-1]["ends"][0]["amount"] == "0.05"
