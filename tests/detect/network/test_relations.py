"""The table of relations: shares become factors, and a wrong number is an error that names it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from moneygraph.api import Case
from moneygraph.detect.network.relations import DROPPER, OTHER, SELLER, VICTIM, read_relations
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import LoaderError

SAMPLE = Path(__file__).parents[1] / "queries" / "network.csv"


def test_a_share_counts_by_how_much_it_is_more_than_usual() -> None:
    paid = read_relations(OURS, -30.0).factors["paid"]
    odds = 10**-3
    usual = odds / (1 + odds)
    assert paid[VICTIM, DROPPER] == pytest.approx(np.log(0.9 / usual))
    assert paid[OTHER, DROPPER] == paid[OTHER, OTHER] < 0 < paid[OTHER, SELLER]


def test_what_is_not_said_is_as_with_anybody() -> None:
    relations = read_relations(OURS, -34.0)
    assert not relations.factors["passed"][SELLER].any()
    assert relations.factors["own"][VICTIM].tolist() == [0.0, 0.0, pytest.approx(np.log(0.1))]


@pytest.mark.parametrize("name", ["tied", "owned"])
def test_what_is_shared_is_said_both_ways(name: str) -> None:
    table = read_relations(OURS, -34.0).factors[name]
    assert (table == table.T).all()
    assert table[DROPPER, OTHER] < 0 < table[DROPPER, DROPPER]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("seller = 1.5", "seller = 1.5, which cannot be"),
        ("[paid]\nvictim = { dropper = 0.99 }", "paid.victim = -0.04"),
        ("[own]\nvictim = { dropper = 0.0 }", "own.victim.dropper = 0.0, which cannot be"),
        ("[tied]\nbroker = { dropper = 0.2 }", "has the unknown key tied.broker"),
        ("[tied]\ndropper = { victim = 0.2 }", "has the unknown key tied.dropper.victim"),
    ],
)
def test_a_wrong_number_of_the_users_is_named(written: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "relations.toml").write_text(written)
    with pytest.raises(LoaderError, match=r"the table relations.toml ") as caught:
        read_relations(DataFiles.beside(tmp_path), -34.0)
    assert said in str(caught.value)


def test_a_table_of_the_users_own_moves_the_answer(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "relations.toml").write_text("[paid]\nother = { seller = 0.9 }\n")
    found = {}
    for name, folder in (("ours", None), ("mine", tmp_path)):
        with Case.open(tmp_path / f"{name}.duckdb", create=True, folder=folder) as case:
            case.load(SAMPLE, covers="all")
            found[name] = {row["account"]: row["score"] for row in case.find("network").rows}
    assert found["mine"].keys() <= found["ours"].keys()
    assert found["mine"] != found["ours"]
