"""A stranger's sum is gone where it drained him and left for somebody met just then."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings

#: The payer has 510,000, gives 500,000 of it, and 480,000 of that leave two days later.
_LIFE = """2026-01-01 10:00:00,SAVINGS-{who},PAYER-{who},510000.00,transfer
2026-01-02 10:00:00,{who},FRIEND-{who},1000.00,transfer
2026-01-03 10:00:00,{who},FRIEND-{who},1000.00,transfer
2026-01-04 10:00:00,{who},FRIEND-{who},1000.00,transfer
2026-01-10 10:00:00,PAYER-{who},{who},500000.00,transfer
2026-01-12 10:00:00,{who},{to},480000.00,{kind}
"""
_COMES_AGAIN = "2026-01-{day} 10:00:00,PAYER-{who},{who},1000.00,transfer\n"
_IS_PAID_AGAIN = "2026-01-{day} 10:00:00,{who},{to},1000.00,{kind}\n"


@pytest.mark.parametrize(
    ("kind", "again", "day", "received", "wholes"),
    [
        ("transfer", "", "", 500_000_00, 1),
        ("transfer", _COMES_AGAIN, "12", 500_000_00, 1),  # within three days
        ("transfer", _COMES_AGAIN, "20", 500_000_00, 0),
        ("transfer", _IS_PAID_AGAIN, "14", 500_000_00, 1),
        ("transfer", _IS_PAID_AGAIN, "20", 0, 0),  # somebody with whom the account deals
        ("cash_out", _IS_PAID_AGAIN, "20", 500_000_00, 1),
    ],
)
def test_what_is_gone(
    case: Case, tmp_path: Path, kind: str, again: str, day: str, received: int, wholes: int
) -> None:
    rows = (_LIFE + again).format(who="MULE", to="NEXT", kind=kind, day=day)
    path = tmp_path / "one.csv"
    path.write_text("ts,from_account,to_account,amount,kind\n" + rows, encoding="utf-8")
    case.load(path, covers="all")
    with case.file.scratch() as file:
        ensure_findings(file)
        found = file.con.execute(
            "select m.gone_received, m.gone_wholes from measure as m"
            " join account as a on a.id = m.account where a.number = 'MULE'"
        ).fetchall()
    assert found == [(received, wholes)]
