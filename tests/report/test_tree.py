"""A tree of a trace loses no tiyn, however it is folded, and shows no branch twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from moneygraph.flow.trails import End, Hop, Party, Touched, Trace
from moneygraph.report.terminal.trace import print_trace
from moneygraph.report.terminal.tree import Branch, Tree, tree_of
from moneygraph.report.text.texts import LANGUAGES, texts_of

START = datetime(2026, 3, 2, 10)
NOBODY = "?nobody"


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """Money of one or two starts that is split and joined at random on its way in time."""
    count = draw(st.integers(1, 14))
    starts = {1: draw(st.integers(1, 10**6))}
    if count > 3 and draw(st.booleans()):
        starts[2] = draw(st.integers(1, 10**6))
    arrived, sent = Counter(starts), Counter[tuple[int, int]]()
    for one in range(1, count):
        for other in draw(st.lists(st.integers(one + 1, count), unique=True, max_size=6)):
            left = arrived[one] - sum(sent[key] for key in sent if key[0] == one)
            part = draw(st.integers(0, left))
            if part:
                sent[one, other] += part
                arrived[other] += part
    return trace_of(starts, sent, arrived, back=draw(st.booleans()))


def trace_of(
    starts: dict[int, int],
    sent: dict[tuple[int, int], int],
    arrived: dict[int, int],
    *,
    back: bool = False,
) -> Trace:
    met = sorted(one for one in arrived if arrived[one])
    hops = [
        Hop(*((far, near) if back else (near, far)), f"A{near}", amount, 60, False, False)
        for (near, far), amount in sorted(sent.items())
    ]
    rest = {
        one: arrived[one] - sum(x for (near, _), x in sent.items() if near == one) for one in met
    }
    ends = [
        End("held", f"A{one}", "722", None, NOBODY, amount, 1, START, START)
        for one, amount in rest.items()
        if amount
    ]
    transfers = {one: touched(one, arrived[one], back) for one in met}
    total = sum(starts.values())
    return Trace("lifo", back, total, "KZT", ends, hops, transfers, starts, 0, 0)


def touched(one: int, traced: int, back: bool) -> Touched:
    ts = START + timedelta(minutes=-one if back else one)
    near, far = Party("V", None, None, None, "person"), Party(f"A{one}", "722", None, "N", "person")
    sides = (far, near) if back else (near, far)
    return Touched(one, ts, ts, "transfer", traced, "KZT", traced, "KZT", *sides, traced)


def walk(branches: tuple[Branch, ...]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from walk(branch.branches)


def everything(tree: Tree) -> list[Branch]:
    return list(walk(tree.branches))


@settings(deadline=None)
@given(traces(), st.integers(1, 20))
def test_what_comes_to_a_branch_goes_on_is_folded_or_rests(trace: Trace, most: int) -> None:
    tree = tree_of(trace, most)
    shown = everything(tree)
    assert len(shown) <= most
    assert sum(one.amount for one in tree.branches) + tree.folded_amount == trace.traced
    for branch in shown:
        onward = sum(one.amount for one in branch.branches) + branch.folded_amount
        assert branch.again or onward + branch.rest == branch.arrived
        assert not branch.again or not (onward or branch.rest)


@settings(deadline=None)
@given(traces(), st.integers(1, 20))
def test_no_transfers_branches_are_shown_twice(trace: Trace, most: int) -> None:
    shown = everything(tree_of(trace, most))
    own = Counter(branch.transfer for branch in shown if not branch.again)
    assert set(own.values()) <= {1}
    before: set[int] = set()
    for branch in shown:
        assert not branch.again or branch.transfer in before
        before.add(branch.transfer)


@settings(deadline=None)
@given(traces())
def test_a_whole_tree_rests_on_all_that_was_traced(trace: Trace) -> None:
    tree = tree_of(trace, 1000)
    assert tree.folded == 0
    assert sum(branch.rest for branch in everything(tree)) == trace.traced
    assert len(everything(tree)) == len(trace.hops) + len(trace.starts)


@settings(deadline=None)
@given(traces(), st.integers(1, 20), st.integers(40, 130), st.sampled_from(LANGUAGES))
def test_any_trace_can_be_printed(trace: Trace, most: int, width: int, lang: str) -> None:
    from io import StringIO

    from moneygraph.report.terminal.terminal import Terminal

    stream = StringIO()
    print_trace(Terminal(stream, width), texts_of(lang), trace, most)
    assert "[1]" in stream.getvalue() or "[2]" in stream.getvalue()


def test_the_largest_branches_are_shown_and_the_others_summed_up(
    printed: Callable[..., str],
) -> None:
    sent = {(1, one): one * 100 for one in range(2, 42)}
    arrived = {1: sum(sent.values())} | {one: one * 100 for one in range(2, 42)}
    trace = trace_of({1: arrived[1]}, sent, arrived)
    message = printed(print_trace, texts_of("en"), trace, 4)
    assert [branch.transfer for branch in everything(tree_of(trace, 4))] == [1, 39, 40, 41]
    assert "… 37 more branches, 740.00" in message
    assert "… 36 more" in message and "in all" in message
    assert "The 4 largest of 41 branches; --limit 41 shows all." in message
    assert "largest of" not in printed(print_trace, texts_of("en"), trace, 41)


def test_money_that_joins_is_shown_once_and_named_again(printed: Callable[..., str]) -> None:
    sent = {(1, 2): 600, (1, 3): 400, (2, 4): 600, (3, 4): 400, (4, 5): 1000}
    arrived = {1: 1000, 2: 600, 3: 400, 4: 1000, 5: 1000}
    message = printed(print_trace, texts_of("en"), trace_of({1: 1000}, sent, arrived), 40)
    assert message.count("[5]") == 1
    assert "6.00 of 10.00" in message and "4.00 of 10.00" in message
    assert "see [4] above" in message


def test_a_message_where_there_is_nothing_to_follow(printed: Callable[..., str]) -> None:
    nothing = Trace("lifo", False, 0, "KZT", [], [], {}, {}, 0, 0)
    assert "nothing to follow" in printed(print_trace, texts_of("en"), nothing, 40)
