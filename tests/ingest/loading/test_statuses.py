"""A column of statuses in the layouts of banks: what was declined or failed moves nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.sqltext import rows_of
from tests.ingest.loading.exports import Party, Row, iban, write

_WORDS = ["Исполнен", "Отклонен", "Сәтсіз", "Failed"]


@pytest.mark.parametrize(
    ("layout", "header"),
    [
        ("kaspi", "Статус"),
        ("halyk", "Статус операции"),
        ("vtb", "Состояние"),
        ("statutory-ru", "Состояние документа"),
    ],
)
def test_layouts_of_banks_may_have_it(layout: str, header: str, case: Case, tmp_path: Path) -> None:
    payer, payee = Party(iban("722", 1)), Party(iban("601", 2))
    noon = dt.datetime(2026, 3, 2, 12)
    rows = [Row(noon + dt.timedelta(minutes=n), payer, payee, 100 + n) for n in range(len(_WORDS))]
    path = write(tmp_path / "a.csv", layout, rows)
    first, *others = path.read_text(encoding="utf-8").splitlines()
    lines = [f"{first};{header}", *(f"{a};{b}" for a, b in zip(others, _WORDS, strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    case.load(path, covers="all")
    assert rows_of(case.con, "select amount from transfer") == [(100,)]
    assert rows_of(case.con, "select distinct fate from remark where detail <> ''") == [
        ("skipped",)
    ]
