"""Whatever is in a statement file arrives in the graph unchanged, and is never Cypher."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.export.neo4j import Graph, stages
from moneygraph.store.sqltext import rows_of

HOSTILE = (
    'O\'Neill "the `back` tick"',
    "=cmd|' /C calc'!A0",
    "'}) detach delete n //",
    "$rows {name: 1} \\u0027 \\",
    "\u202eright to left\u202c and \u200b nothing",
    "🦊👩‍👩‍👧 и қазақша",
    "<script>alert(1)</script>",
    "x" * 65_536,
)


@pytest.fixture
def hostile(case: Case, tmp_path: Path) -> Case:
    """Give a case whose names, wordings and numbers of accounts are all hostile."""
    head = "ts,from_account,to_account,amount,purpose,from_name,to_name".split(",")
    rows = [
        [f"2026-03-02 10:{place:02}:00", f"A{place}{text}", f"B{place}", "5.00", text, text, text]
        for place, text in enumerate(HOSTILE)
    ]
    path = tmp_path / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([head, *rows])
    case.load(path)
    return case


def test_hostile_texts_arrive_unchanged(hostile: Case, graph: Graph) -> None:
    pushed = hostile.push(graph)
    assert pushed.there["Transfer"] == len(HOSTILE)
    kept = rows_of(hostile.con, "select number, name from account order by id")
    found = graph.read(
        "match (a:Account) return coalesce(a.whole_number, a.number), a.name order by a.id"
    )
    assert found == kept
    assert {name for _, name in found} == set(HOSTILE)
    purposes = graph.read("match (t:Transfer) return t.purpose order by t.id")
    assert [purpose for (purpose,) in purposes] == list(HOSTILE)
    assert set(hostile.push(graph).written.values()) == {0}


def test_a_number_too_long_for_an_index_has_a_key(hostile: Case, graph: Graph) -> None:
    hostile.push(graph)
    [(key, whole)] = graph.read(
        "match (a:Account) where a.whole_number is not null return a.number, a.whole_number"
    )
    assert whole == f"A7{HOSTILE[-1]}".upper()
    assert key == stages.key_number(str(whole))
    assert len(str(key)) < 200


def test_a_batch_holds_only_so_much_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "_MOST_TEXT", 10)
    rows = [["12345", 1], ["12345", 2], ["12345678901", 3], ["1", 4]]
    cut = list(stages._cut(rows))
    assert [row for batch in cut for row in batch] == rows
    assert cut == [rows[:2], [rows[2]], [rows[3]]]
