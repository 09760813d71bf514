"""Rings of droppers: who is tied to whom, and what came to each from outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import networkx as nx
import pytest

from moneygraph.api import Case
from moneygraph.detect.rings import Ring, find_rings

HEADER = "ts,from_account,to_account,amount,currency,from_id,to_id\n"
#: V pays A and B, which is one payer; A pays C; D and E share a phone; F has no ties but an honest
#: payment to A; G and H have one owner; X is no member, as its score is too low.
ROWS = """\
2026-03-01 10:00:00,V,A,500.00,KZT,,
2026-03-01 10:01:00,V,B,300.00,KZT,,
2026-03-01 11:00:00,A,C,400.00,KZT,,
2026-03-01 12:00:00,F,A,50.00,KZT,,
2026-03-01 13:00:00,W,G,70.00,KZT,,900101300215
2026-03-01 13:00:00,W,D,20.00,USD,,900101300116
2026-03-01 14:00:00,W,H,10.00,KZT,,900101300215
2026-03-01 15:00:00,C,X,90.00,KZT,,
2026-03-01 15:30:00,K,E,1.00,KZT,,900101400310
"""
LINKS = """\
account,kind,value
D,phone,77010000001
E,phone,77010000001
F,address,Abai 1
A,address,Abai 1
"""
SCORES = {"A": 0.9, "B": 0.8, "C": 0.99, "D": 0.7, "E": 0.6, "F": 0.9, "G": 0.8, "H": 0.8, "X": 0.4}


@pytest.fixture
def loaded(case: Case, tmp_path: Path) -> Case:
    (tmp_path / "a.csv").write_text(HEADER + ROWS)
    (tmp_path / "links.csv").write_text(LINKS)
    case.load(tmp_path / "a.csv", tmp_path / "links.csv")
    stolen = """
        insert into stolen select t.id, t.amount from transfer as t
        join account as p on p.id = t.from_account where p.number in ('V', 'A', 'W')
    """
    case.con.execute(stolen)
    return case


def rows(scores: Mapping[str, float]) -> list[dict[str, Any]]:
    return [{"account": account, "score": score} for account, score in scores.items()]


def test_who_is_tied_and_what_came(loaded: Case) -> None:
    first, second = find_rings(loaded.con, rows(SCORES))
    assert (first.accounts, first.people, first.payers) == (("C", "A", "B"), 3, 1)
    assert (dict(first.amounts), first.sharing) == ({"KZT": 80_000}, 0)
    assert str(first.first_ts) == "2026-03-01 10:00:00"
    assert second.accounts == ("G", "H", "D", "E")
    assert dict(second.amounts) == {"KZT": 8_000, "USD": 2_000}
    assert (second.people, second.payers, second.sharing) == (3, 1, 2)


def test_what_many_share_is_no_tie(loaded: Case, tmp_path: Path) -> None:
    many = "".join(f"Z{number},phone,77010000001\n" for number in range(19))
    (tmp_path / "many.csv").write_text("account,kind,value\n" + many)
    accounts = "".join(f"2026-03-02 10:00:00,K,Z{number},1.00,KZT,,\n" for number in range(19))
    (tmp_path / "b.csv").write_text(HEADER + accounts)
    stolen = loaded.con.execute("select * from stolen").fetchall()
    loaded.load(tmp_path / "many.csv", tmp_path / "b.csv")
    loaded.con.executemany("insert into stolen values (?, ?)", stolen)
    rings = find_rings(loaded.con, rows({"D": 0.7, "E": 0.6}))
    assert rings == []


def test_alone_is_no_ring(loaded: Case) -> None:
    assert find_rings(loaded.con, rows({"A": 0.9, "E": 0.9})) == []
    assert find_rings(loaded.con, []) == []


def test_the_order_of_findings_changes_nothing(loaded: Case) -> None:
    expected, names = find_rings(loaded.con, rows(SCORES)), list(SCORES)
    for seed in range(20):
        Random(seed).shuffle(names)
        assert find_rings(loaded.con, rows({name: SCORES[name] for name in names})) == expected


def test_rings_are_the_parts_of_a_graph(loaded: Case) -> None:
    """Against networkx, by ties that are written out by hand."""
    graph: nx.Graph[str] = nx.Graph([("A", "B"), ("A", "C"), ("D", "E"), ("G", "H"), ("G", "D")])
    parts = {frozenset(part) for part in nx.connected_components(graph)}
    rings: list[Ring] = find_rings(loaded.con, rows(SCORES))
    assert {frozenset(ring.accounts) for ring in rings} == parts
