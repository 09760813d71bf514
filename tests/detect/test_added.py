"""Adding an indicator touches one file, a feature two: its kernel, if it has one, and its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.features.declared import feature_names
from moneygraph.detect.learn.features import model_features
from moneygraph.detect.queries import read_queries
from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.report.values.findings import reasons_found
from moneygraph.store.data import DataFiles, our_folder

SAMPLE = Path(__file__).parent / "queries" / "droppers.csv"
FEATURE = """
[tested_share]
sql = "t.largest_received / cast(nullif(t.received, 0) as double)"
unit = "share"
model = true
en = "the largest sum as a part of all"
ru = "наибольшая сумма как часть всех"
kk = "ең үлкен соманың үлесі"
"""
INDICATOR = """
[indicator.tested_share]
value = "tested_share"
per = 2
en = ["{tested_share} of it in one sum"]
ru = ["{tested_share} одной суммой"]
kk = ["{tested_share} бір сомамен"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    own = tmp_path / "own"
    (own / "tables").mkdir(parents=True)
    (own / "queries").mkdir()
    card = (our_folder("queries") / "droppers.card.toml").read_text(encoding="utf-8")
    (own / "tables" / "features.toml").write_text(FEATURE, encoding="utf-8")
    (own / "queries" / "droppers.card.toml").write_text(card + INDICATOR, encoding="utf-8")
    yield own


def test_it_is_weighed_and_among_the_reasons(folder: Path, tmp_path: Path) -> None:
    found = {}
    for name, own in (("ours", None), ("own", folder)):
        with Case.open(tmp_path / f"{name}.duckdb", create=True, folder=own) as case:
            case.load(SAMPLE, covers="all")
            found[name] = case.find("droppers", min_score=0)
    before = {row["account"]: row for row in found["ours"].rows}
    assert before.keys() == {row["account"] for row in found["own"].rows}
    for row in found["own"].rows:
        share, points = row["indicators"]["tested_share"], row["points"]["tested_share"]
        assert 0 < share <= 1 and points == pytest.approx(2 * share, abs=0.06)
        others = {name: one for name, one in row["points"].items() if name != "tested_share"}
        assert others == before[row["account"]]["points"]
    row = found["own"].rows[0]
    for lang, words in zip(LANGUAGES, ("in one sum", "одной суммой", "бір сомамен"), strict=True):
        reasons = reasons_found(found["own"].query, row, texts_of(lang))
        assert any(words in one.says for one in reasons)


def test_a_model_a_graph_and_the_pages_know_it(folder: Path) -> None:
    data = DataFiles.beside(folder)
    (answer,) = (one for one in model_features(data) if one.name == "tested_share")
    assert answer.direction == 1  # from the card
    assert "tested_share" in feature_names(data)
    query = read_queries(data)["droppers"]
    assert "a.feature_tested_share as tested_share" in str(query.cypher)
    assert "i_tested_share" in str(query.cypher) and "i_tested_share" in query.sql
    assert query.card is not None and "tested_share" in query.card.names
    assert texts_of("ru", data).feature("tested_share") == "наибольшая сумма как часть всех"
