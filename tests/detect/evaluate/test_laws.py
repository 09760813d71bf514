"""The figures against a naive count, over made-up findings and labels."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from moneygraph.detect.evaluate import Evaluation, Known, QueryEvaluation, evaluate_findings
from moneygraph.detect.evaluate.patterns import fewest
from moneygraph.detect.queries import Column, Findings
from moneygraph.report.terminal.plot import picture, plot_lines
from moneygraph.report.text.texts import texts_of
from tests.detect.some_query import some_query

IDS = st.integers(1, 12)
ROWS = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]), st.frozensets(IDS)))
QUERY = some_query("q", (Column("accounts", "list"),))


@st.composite
def labels(draw: st.DrawFn) -> Known:
    positive = draw(st.frozensets(IDS, min_size=1))
    negative = draw(st.frozensets(IDS)) - positive
    held = st.frozensets(st.sampled_from(sorted(positive)), min_size=1)
    types = st.dictionaries(st.sampled_from(["1", "2"]), held.map(frozenset[str | int]), min_size=1)
    patterns = draw(st.dictionaries(st.sampled_from(["cycle", "fan-in"]), types))
    unlabelled = draw(st.sampled_from(["negative", "ignore"]))
    return Known("transfer", 20, 0, positive, negative, patterns, unlabelled)


def judged(rows: list[tuple[float, frozenset[int]]], known: Known, least: float) -> QueryEvaluation:
    rows = sorted(rows, key=lambda row: -row[0])
    found = Findings(QUERY, [{"score": score, "transfers": sorted(ids)} for score, ids in rows])
    (one,) = evaluate_findings({"q": found}, known, least).queries
    return one


@given(ROWS, labels(), st.sampled_from([0, 0.3, 0.5, 1]))
def test_counts_are_those_of_a_naive_count(
    rows: list[tuple[float, frozenset[int]]], known: Known, least: float
) -> None:
    one = judged(rows, known, least)
    assert [point.score for point in one.curve] == sorted({s for s, _ in rows}, reverse=True)
    average, before = Fraction(0), 0
    for point in one.curve:
        above = [ids for score, ids in rows if score >= point.score]
        alerted = {i for ids in above for i in ids}
        counted = {
            i
            for i in alerted
            if known.unlabelled == "negative" or i in known.positive or i in known.negative
        }
        found = len(alerted & known.positive)
        assert point.findings == len(above)
        assert (point.alerted, point.judged, point.found) == (len(alerted), len(counted), found)
        assert point.precision == (found / len(counted) if counted else None)
        assert point.recall == found / len(known.positive)
        if counted:
            gained = Fraction(found - before, len(known.positive))
            average += gained * Fraction(found, len(counted))
        before = found
    assert abs(one.average_precision - average) < 1e-12
    at = {i for score, ids in rows if score >= least for i in ids}
    assert (one.at.alerted, one.at.found) == (len(at), len(at & known.positive))


@given(ROWS, labels())
def test_patterns_are_those_of_a_naive_count(
    rows: list[tuple[float, frozenset[int]]], known: Known
) -> None:
    one = judged(rows, known, 0.5)
    shown = [ids for score, ids in rows if score >= 0.5]
    alerted = {i for ids in shown for i in ids}
    assert [pattern.pattern for pattern in one.patterns] == list(known.patterns)
    for pattern in one.patterns:
        instances = known.patterns[pattern.pattern].values()
        every = {i for things in instances for i in things}
        assert (pattern.things, pattern.found) == (len(every), len(every & alerted))
        assert pattern.instances == len(instances)
        assert pattern.touched == sum(bool(things & alerted) for things in instances)
        assert pattern.whole == sum(any(things <= ids for ids in shown) for things in instances)
        assert pattern.touched <= pattern.findings <= pattern.found * len(instances)


@given(ROWS, labels(), st.randoms(use_true_random=False))
def test_ties_have_no_order(
    rows: list[tuple[float, frozenset[int]]], known: Known, random: object
) -> None:
    mixed = list(rows)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = judged(rows, known, 0.5), judged(mixed, known, 0.5)
    assert first.curve == second.curve and first.at == second.at
    assert first.average_precision == second.average_precision


@given(st.lists(st.frozensets(IDS), max_size=6))
@example([frozenset({1, 2, 3}), frozenset({1, 2}), frozenset({3, 4})])
def test_fewest_is_enough_and_near_the_least(sets: list[frozenset[int]]) -> None:
    given_sets = [frozenset[str | int](one) for one in sets]
    every = frozenset().union(*sets)
    least = next(
        n
        for n in range(len(sets) + 1)
        if any(frozenset().union(*some) == every for some in combinations(sets, n))
    )
    assert least <= fewest(given_sets) <= max(least, len(every))
    assert least > 1 or fewest(given_sets) == least


@given(ROWS, labels(), st.integers(40, 200))
def test_the_plot_fits_and_its_area_is_the_average(
    rows: list[tuple[float, frozenset[int]]], known: Known, width: int
) -> None:
    one = judged(rows, known, 0.5)
    lines = plot_lines(one.curve, width)
    assert max(map(len, lines)) <= width
    columns = min(width - 6, 60)
    eighths = sum(" ▁▂▃▄▅▆▇█".index(char) for line in lines[:-1] for char in line[6:])
    assert abs(eighths / (64 * columns) - one.average_precision) < 0.5 / 64 + 12 / columns


def test_names_in_the_picture_are_no_markup() -> None:
    known = Known("transfer", 1, 0, frozenset({1}), frozenset(), {}, "negative")
    one = judged([(1.0, frozenset({1}))], known, 0.5)
    hostile = QueryEvaluation("<script>&\x1b", *[getattr(one, n) for n in list(vars(one))[1:]])
    svg = picture(texts_of("en"), Evaluation(known, [hostile]))
    assert "<script" not in svg and "&lt;script&gt;&amp;\\x1b" in svg
