"""The composed Cypher weighs what the card says, and an indicator of one's own is weighed there."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.api import Case
from moneygraph.detect.queries.card_file import read_card
from moneygraph.detect.queries.weigh import weighed_cypher
from moneygraph.export.neo4j import Graph
from moneygraph.store.data import our_folder
from tests.detect.queries.plain_card import ROWS, Row, cards
from tests.detect.queries.test_weigh import check, named
from tests.detect.test_added import FEATURE, INDICATOR
from tests.laws import laws

from .conftest import beside

pytestmark = pytest.mark.turns(of="neo4j")

CYPHER = """unwind $rows as row
with row.no as no, row.begun as begun, row.a as a, row.b as b, row.c as c, row.d as d
// card
return no, score, card order by no
"""


@given(text=cards(), rows=st.lists(ROWS, min_size=1, max_size=8))
@laws(20)
def test_points_are_those_of_the_card(
    graph: Graph, tmp_path: Path, text: str, rows: list[Row]
) -> None:
    path = tmp_path / "random.card.toml"
    path.write_text(text, encoding="utf-8")
    cypher = weighed_cypher(CYPHER, read_card(path), ())
    given_rows = [row | {"no": no} for no, row in enumerate(rows)]
    found = graph.read(cypher, rows=given_rows)
    for row, (_, score, card) in zip(rows, found, strict=True):
        check(text, row, score, *(named(prefix, card) for prefix in ("p_", "i_")), in_order=False)


def test_an_indicator_of_ones_own(region: Case, graph: Graph, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    (folder / "tables").mkdir(parents=True)
    (folder / "queries").mkdir()
    card = (our_folder("queries") / "droppers.card.toml").read_text(encoding="utf-8")
    (folder / "tables" / "features.toml").write_text(FEATURE, encoding="utf-8")
    (folder / "queries" / "droppers.card.toml").write_text(card + INDICATOR, encoding="utf-8")
    own = beside(region, folder)
    own.push(graph)
    for least in (None, 0):
        rows = own.find("droppers", min_score=least).rows
        assert rows and all(row["points"]["tested_share"] > 0 for row in rows)
        assert own.find("droppers", min_score=least, graph=graph).rows == rows
