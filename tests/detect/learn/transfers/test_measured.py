"""What is measured of the transfers of the sample; what was known then does not change later."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.learn.transfers.features import transfer_features
from moneygraph.detect.learn.transfers.measured import measure_transfers
from moneygraph.store.data import OURS

from .conftest import SAMPLE

FEATURES = transfer_features(OURS)
OWN = [one.column for one in FEATURES if not one.sql.startswith(("payer.", "payee."))]
#: Known then, but for the median of the whole case, which later transfers move a little.
THEN = [one.column for one in FEATURES if not one.ahead and one.column != "amount_times"]

CIRCLE = """ts,from_account,to_account,amount,kind
2026-01-01 10:00:00,BANK,A,500000,salary
2026-01-02 10:00:00,A,B,300000,transfer
2026-01-02 11:00:00,B,C,299000,transfer
2026-01-02 12:00:00,C,A,298000,transfer
2026-01-03 10:00:00,A,B,300000,transfer
2026-01-03 10:00:00,B,A,100,transfer
2026-01-09 10:00:00,A,D,100000,transfer
2026-01-10 10:00:00,A,B,300000,transfer
"""


def measured(path: Path, folder: Path) -> dict[str, dict[str, float]]:
    """Return the features of each transfer, by its time and accounts."""
    with Case.open(folder / "case.duckdb", create=True) as case:
        case.load(path, covers="all")
        with case.file.scratch() as file:
            ensure_findings(file)
            measure_transfers(file)
            read = file.con.execute(
                "select strftime(t.ts, '%m-%d %H:%M') || ' ' || f.number || ' ' || r.number"
                " as name, m.* from transfer_feature as m join transfer as t on t.id = m.id"
                " join account as f on f.id = t.from_account"
                " join account as r on r.id = t.to_account order by t.ts, name"
            ).fetchnumpy()
    names = read.pop("name")
    columns = {one: np.ma.filled(read[one].astype(np.float64), np.nan) for one in read}
    return {
        str(name): {one: values[place] for one, values in columns.items()}
        for place, name in enumerate(names)
    }


def test_golden(tmp_path: Path, golden: Callable[[Path, str], None]) -> None:
    path = tmp_path / "circle.csv"
    path.write_text(CIRCLE, encoding="utf-8")
    shown = {
        name: {column: round(row[column], 4) for column in OWN if not np.isnan(row[column])}
        for name, row in measured(path, tmp_path).items()
    }
    golden(Path(__file__).with_name("measured.golden.json"), json.dumps(shown, indent=1) + "\n")


def test_a_circle_and_what_is_none(tmp_path: Path) -> None:
    path = tmp_path / "circle.csv"
    path.write_text(CIRCLE, encoding="utf-8")
    found = measured(path, tmp_path)
    first, last = found["01-02 10:00 A B"], found["01-02 12:00 C A"]
    assert (first["circle"], last["closes_circle"]) == (2, 2)
    assert np.isnan(first["closes_circle"]) and np.isnan(found["01-09 10:00 A D"]["circle"])
    assert (first["pair_count"], found["01-03 10:00 A B"]["pair_count"]) == (0, 1)
    assert found["01-10 10:00 A B"]["back_count"] == 1
    assert first["returned_gap_s"] == 86_400
    assert first["passed_day_share"] == pytest.approx(299 / 300)
    assert found["01-09 10:00 A D"]["fresh_day_share"] == 0
    assert found["01-03 10:00 B A"]["payer_day_received_count"] == 2, "of the same moment too"


@pytest.mark.parametrize("lines", [200, 333])
def test_what_was_known_then_does_not_change(tmp_path: Path, lines: int) -> None:
    (tmp_path / "whole").mkdir()
    (tmp_path / "cut").mkdir()
    text = SAMPLE.read_text(encoding="utf-8").splitlines()
    cut = tmp_path / "cut" / "sample.csv"
    cut.write_text("\n".join(text[:lines]) + "\n", encoding="utf-8")
    whole, known = measured(SAMPLE, tmp_path / "whole"), measured(cut, tmp_path / "cut")
    assert len(known) > 100
    for name, row in known.items():
        for column in THEN:
            assert np.array_equal(row[column], whole[name][column], equal_nan=True), (name, column)
