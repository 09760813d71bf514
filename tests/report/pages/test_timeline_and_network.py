"""Marks of a timeline join what lies close; rows of a ring stand by what they share."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given

from moneygraph.report.pages.network import network
from moneygraph.report.pages.timeline import timeline
from moneygraph.report.pages.writing import units
from moneygraph.report.text.texts import texts_of
from tests.report.pages.sample import result
from tests.report.pages.test_trail import drawn

EN = texts_of("en")


@given(drawn)
def test_each_event_is_in_one_mark_and_marks_are_apart(how: dict[str, Any]) -> None:
    found = result(**how)
    picture = timeline(found, EN)
    assert picture is not None
    marks = [mark for lane in picture.lanes for mark in lane.marks]
    assert sum(mark.count for mark in marks) == len(found["events"])
    for lane in picture.lanes:
        assert all(0 < mark.x < picture.width for mark in lane.marks)
        assert all(one.x < other.x for one, other in pairwise(lane.marks))


def test_lanes_go_from_loans_through_layers_to_exits() -> None:
    picture = timeline(result(), EN)
    assert picture is not None
    kinds = [lane.kind for lane in picture.lanes]
    assert kinds[:3] == ["loan", "stolen", "layer"]
    assert kinds.index("layer") < kinds.index("cash")
    assert [lane.title for lane in picture.lanes][2] == "Layer 1 pays"


def test_a_mark_tells_its_sum() -> None:
    found = result()
    picture = timeline(found, EN)
    assert picture is not None
    loans = [event for event in found["events"] if event["lane"] == "loan"]
    total = sum(units(event["amount"]) for event in loans)
    mark = picture.lanes[0].marks[0]
    assert EN.short(f"{total // 100}.{total % 100:02}") in mark.says
    assert mark.events == (0, len(loans) - 1)


def test_a_report_without_events_or_rings_has_no_such_picture() -> None:
    found = result() | {"events": [], "network": {"rings": [], "nodes": [], "edges": []}}
    assert timeline(found, EN) is None
    assert network(found, EN) is None


def test_an_event_of_a_day_only_is_drawn() -> None:
    found = result()
    found["events"][0]["ts"] = found["events"][0]["ts"][:10]
    assert timeline(found, EN) is not None


@given(drawn)
def test_rows_of_a_ring_never_touch(how: dict[str, Any]) -> None:
    picture = network(result(**how), EN)
    if picture is None:
        return
    rows = [row for ring in picture.rings for row in ring.rows]
    assert len({row.account for row in rows}) == len(rows)
    assert all(after.y - before.y >= 44 for before, after in pairwise(rows))
    sides = [side for ring in picture.rings for side in ring.sides]
    assert all(side.y + 15 * len(side.lines) <= picture.height for side in sides)


def test_who_shares_a_phone_stands_together_under_it() -> None:
    found = result(width=9)
    picture = network(found, EN, 0)
    assert picture is not None
    shared = picture.rings[0].shared
    assert shared
    for one in shared:
        assert len(one.dots) > 1
        assert one.last == max(one.dots)


def test_many_exits_are_together_by_kind() -> None:
    found = result()
    net = found["network"]
    member = net["rings"][0]["accounts"][0]
    place = next(n for n, node in enumerate(net["nodes"]) if node.get("account") == member)
    for number in range(20):
        net["nodes"].append({"exit": "spent", "account": 0})
        edge = {"from": place, "to": len(net["nodes"]) - 1, "kind": "paid"}
        net["edges"].append(edge | {"amount": f"{number + 1}.00", "transfers": 1})
    picture = network(found, EN, 0)
    assert picture is not None
    folded = [side for side in picture.rings[0].sides if "other accounts" in side.lines[1]]
    assert [side.kind for side in folded].count("spent") == 1
