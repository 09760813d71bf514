"""The layout of a trail: amounts are heights, nothing lies on anything, it is always the same."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.report.pages.order import crossings, ordered
from moneygraph.report.pages.trail import CARD, Card, TrailPicture, trail_picture
from moneygraph.report.pages.writing import units
from moneygraph.report.text.texts import texts_of
from tests.report.pages.sample import result

EN = texts_of("en")
NEAR = 0.02  # px; lengths are rounded to a hundredth

drawn = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10_000),
        "victims": st.integers(1, 8),
        "width": st.integers(2, 9),
        "layers": st.integers(1, 6),
        "back": st.booleans(),
    }
)


def scale_of(trail: dict[str, Any], picture: TrailPicture) -> float:
    """Return px a minor unit, by the largest node."""
    largest = max(picture.cards, key=lambda card: card.strip)
    return largest.strip / units(trail["nodes"][largest.node]["amount"])


def edges(path: str) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return x, the upper and the lower y of both ends of a ribbon."""
    n = [float(one) for one in re.findall(r"-?[\d.]+", path)]
    return (n[0], n[1], n[15]), (n[6], n[7], n[9])


@given(drawn)
def test_heights_are_amounts_on_one_scale(how: dict[str, Any]) -> None:
    found = result(**how)
    trail = found["trails"][0]
    picture = trail_picture(found, 0, EN)
    scale = scale_of(trail, picture)
    for card in picture.cards:
        assert card.strip == pytest.approx(
            max(2, units(trail["nodes"][card.node]["amount"]) * scale), abs=0.5
        )
    for ribbon in picture.ribbons:
        amount = units(trail["flows"][ribbon.flow]["amount"])
        for _, upper, lower in edges(ribbon.path):
            assert lower - upper == pytest.approx(amount * scale, abs=0.5)


@given(drawn)
def test_nothing_lies_on_anything_or_outside(how: dict[str, Any]) -> None:
    picture = trail_picture(result(**how), 0, EN)
    columns: dict[float, list[Card]] = defaultdict(list)
    for card in picture.cards:
        columns[card.x].append(card)
        assert card.x >= 0
        assert card.x + CARD <= picture.width
        assert card.y >= 0
        assert card.y + card.height <= picture.height
        assert card.strip_y >= card.y - NEAR
        assert card.strip_y + card.strip <= card.y + card.height + NEAR
        for stub in card.stubs:
            assert stub.y >= card.y - NEAR
            assert stub.y + stub.height <= card.y + card.height + NEAR
            assert card.y < stub.text_y < card.y + card.height
    for column in columns.values():
        column.sort(key=lambda card: card.y)
        for upper, lower in pairwise(column):
            assert upper.y + upper.height < lower.y


@given(drawn)
def test_ribbons_leave_and_reach_their_cards_side_by_side(how: dict[str, Any]) -> None:
    picture = trail_picture(result(**how), 0, EN)
    cards = {card.node: card for card in picture.cards}
    sides: dict[tuple[int, bool], list[tuple[float, float]]] = defaultdict(list)
    for ribbon in picture.ribbons:
        first, second = edges(ribbon.path)
        for (x, upper, lower), node, is_start in (
            (first, ribbon.start, True),
            (second, ribbon.end, False),
        ):
            card = cards[node]
            assert x in (card.x, card.x + CARD)
            assert upper >= card.y - NEAR
            assert lower <= card.y + card.height + NEAR
            sides[node, is_start].append((upper, lower))
    for spans in sides.values():
        spans.sort()
        for (_, lower), (upper, _) in pairwise(spans):
            assert lower <= upper + NEAR


@given(drawn)
def test_the_same_trail_gives_the_same_picture(how: dict[str, Any]) -> None:
    assert trail_picture(result(**how), 0, EN) == trail_picture(result(**how), 0, EN)


@given(drawn)
def test_order_has_no_more_crossings_than_before(how: dict[str, Any]) -> None:
    trail = result(**how)["trails"][0]
    columns: dict[int, list[int]] = defaultdict(list)
    for index, node in enumerate(trail["nodes"]):
        columns[node["layer"]].append(index)
    given_order = [columns[layer] for layer in sorted(columns)]
    flows = [(one["from"], one["to"], units(one["amount"])) for one in trail["flows"]]
    found = ordered(given_order, flows)
    assert [sorted(column) for column in found] == [sorted(column) for column in given_order]
    assert crossings(found, flows) <= crossings(given_order, flows)


def test_ribbons_that_need_not_cross_do_not() -> None:
    columns = [[0, 1, 2], [3, 4, 5]]
    flows = [(0, 5, 1), (1, 4, 1), (2, 3, 1)]
    assert crossings(columns, flows) == 3
    assert crossings(ordered(columns, flows), flows) == 0


def test_a_trail_back_is_mirrored() -> None:
    picture = trail_picture(result(back=True), 0, EN)
    nodes = result(back=True)["trails"][0]["nodes"]
    x = {card.node: card.x for card in picture.cards}
    layers = {nodes[node]["layer"]: place for node, place in x.items()}
    assert [layers[one] for one in sorted(layers)] == sorted(layers.values(), reverse=True)
    assert picture.headings[0].title == "The account asked about"


def test_what_stands_for_further_layers_is_the_last_column() -> None:
    found = result()
    trail = found["trails"][0]
    last = max(node["layer"] for node in trail["nodes"])
    for node in trail["nodes"]:
        if node["layer"] == last:
            node.update(beyond=True, account=None, folded=5)
    picture = trail_picture(found, 0, EN)
    assert picture.headings[-1].title == "Further layers"
    assert any(card.lines[0] == "All further accounts" for card in picture.cards)


def test_bounds_stand_only_where_rules_differ_and_hold_when_rounded() -> None:
    found = result()
    node = next(n for n in found["trails"][0]["nodes"] if n["ends"])
    node["ends"][0].update(least="10.50", most="1234.01")
    picture = trail_picture(found, 0, EN)
    stubs = [stub for card in picture.cards for stub in card.stubs]
    assert "10 – 1,235" in [stub.bounds for stub in stubs]
    node["ends"][0].update(least="5.00", most="5.00")
    stub = next(c for c in trail_picture(found, 0, EN).cards if c.stubs).stubs[0]
    assert stub.bounds == ""


def test_what_is_counted_from_the_start_again_is_a_stub() -> None:
    found = result()
    found["trails"][0]["nodes"][3]["restarts"] = "1000.00"
    card = next(c for c in trail_picture(found, 0, EN).cards if c.node == 3)
    assert card.stubs[-1].end == "restarts"


def test_doubts_are_marked_on_their_accounts() -> None:
    found = result()
    account = found["unknown"][0]["account"]
    marked = {card.account for card in trail_picture(found, 0, EN).cards if card.doubts}
    assert marked == {account}
