"""A region in other forms: from each, and from any mix of them, the same transfers and findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.demo import FORMS, write_demo
from moneygraph.store.errors import CallError
from moneygraph.store.sqltext import rows_of

_MOVED = """
select ts, credit_ts, day_only, credit_day_only, f.number, t.number, amount, currency::varchar,
    transfer.kind::varchar, own
from transfer
join account as f on f.id = transfer.from_account
join account as t on t.id = transfer.to_account
order by all
"""
_SIZES = {"seed": 7, "people": 150, "rings": 2, "days": 20}


def told(folder: Path, *files: Path) -> tuple[list[tuple[object, ...]], dict[str, object]]:
    with Case.open(folder, create=True) as case:
        report = case.load(*files)
        assert [file.error for file in report.files] == [None] * len(files)
        assert sum(file.rejected for file in report.files) == 0
        queries = ("loan-then-transfer", "droppers", "crypto-exits")
        found = {
            query: [
                (row["score"], [*map(str, (row.get("account"), row.get("owner")))])
                for row in case.find(query).rows
            ]
            for query in queries
        }
        return rows_of(case.con, _MOVED), found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    found = {}
    for form in FORMS:
        folder = tmp_path_factory.mktemp(form)
        found[form] = sorted(write_demo(folder, form=form, **_SIZES).exports.iterdir())
    return found


@pytest.fixture(scope="module")
def canonical(
    written: dict[str, list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[tuple[object, ...]], dict[str, object]]:
    return told(tmp_path_factory.mktemp("one") / "case.duckdb", *written["canonical"])


@pytest.mark.drawn
@pytest.mark.parametrize("form", [form for form in FORMS if form != "canonical"])
def test_a_form_gives_the_same(
    form: str,
    written: dict[str, list[Path]],
    canonical: tuple[list[tuple[object, ...]], dict[str, object]],
    tmp_path: Path,
) -> None:
    assert len(canonical[0]) > 1000
    assert told(tmp_path / "case.duckdb", *written[form]) == canonical


@pytest.mark.drawn
@pytest.mark.parametrize("turn", [1, 4, 8])
def test_a_mix_gives_the_same(
    turn: int,
    written: dict[str, list[Path]],
    canonical: tuple[list[tuple[object, ...]], dict[str, object]],
    tmp_path: Path,
) -> None:
    forms = list(written)
    mixed = [written[forms[(turn + n) % len(forms)]][n] for n in range(5)]
    assert told(tmp_path / "case.duckdb", *mixed) == canonical


def test_no_such_form(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="no form 'x'"):
        write_demo(tmp_path, form="x")
    with pytest.raises(CallError, match="messy"):
        write_demo(tmp_path, form="camt", mess=("clocks",))
