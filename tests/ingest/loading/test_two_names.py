"""The same bytes under two names are one file, whose name does not depend on the order."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store.errors import UnknownStart
from moneygraph.store.sqltext import rows_of
from tests.conftest import TESTS
from tests.ingest.loading.contents import contents_of

SAMPLE = TESTS / "samples" / "vtb" / "signed.csv"


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a folder with two copies of an export; Z comes before a in plain text order."""
    monkeypatch.chdir(tmp_path)
    for name in ("Zeta.csv", "alpha.csv"):
        shutil.copy(SAMPLE, name)


def names(case: Case) -> list[str]:
    return [export["file"] for export in case.status()["exports"]]


@pytest.mark.parametrize("order", [("alpha.csv", "Zeta.csv"), ("Zeta.csv", "alpha.csv")])
@pytest.mark.parametrize("calls", [1, 2])
def test_the_lesser_name_is_kept(case: Case, order: tuple[str, str], calls: int) -> None:
    reports = [case.load(*order)] if calls == 1 else [case.load(name) for name in order]
    assert names(case) == ["Zeta.csv"]
    assert case.show("Zeta.csv:2")["row"]["file"] == "Zeta.csv"
    # each file is reported as it was named, and exactly one of them as new
    files = [file for report in reports for file in report.files]
    assert sorted(file.file for file in files) == sorted(order)
    assert sorted(file.known for file in files) == [False, True]
    assert [report.transfers for report in reports] == [5] * calls


def test_all_orders_give_the_same_case(case: Case, tmp_path: Path) -> None:
    case.load("alpha.csv")
    case.load("Zeta.csv")
    with Case.open(tmp_path / "other.duckdb", create=True) as other:
        other.load("Zeta.csv", "alpha.csv")
        assert contents_of(case) == contents_of(other)


def test_only_the_name_changes(case: Case) -> None:
    """Hops that were kept stay, as nothing but the name is another."""
    case.load("alpha.csv")
    case.trace(2)
    before = contents_of(case)
    case.load("Zeta.csv")
    after = contents_of(case)
    assert [after[part] for part in ("accounts", "balances")] == [
        before[part] for part in ("accounts", "balances")
    ]
    assert str(after).replace("Zeta.csv", "alpha.csv") == str(before)
    assert rows_of(case.con, "select count(*) from hop_lifo") != [(0,)]


def test_complaints_under_a_lesser_name(case: Case) -> None:
    """They are matched already, and that is not done again."""
    for name in ("a.csv", "b.csv"):
        shutil.copy(TESTS / "samples" / "complaints" / "canonical.csv", name)
    case.load("alpha.csv", "b.csv")
    before = case.complaints().df.to_csv()
    case.load("a.csv", "Zeta.csv")
    assert names(case) == ["Zeta.csv", "a.csv"]
    assert case.complaints().df.to_csv().replace("a.csv", "b.csv") == before


def test_the_same_name_again_changes_nothing(case: Case, tmp_path: Path) -> None:
    case.load("Zeta.csv")
    case.close()
    before = (tmp_path / "case.duckdb").read_bytes()
    with Case.open(tmp_path / "case.duckdb", read_only=True) as closed:
        for name in ("Zeta.csv", "alpha.csv"):  # alpha is no lesser name
            (file,) = closed.load(name).files
            assert file.known
            assert names(closed) == ["Zeta.csv"]
    assert (tmp_path / "case.duckdb").read_bytes() == before


def test_a_refused_file_lends_no_name(case: Case) -> None:
    """A near miss: other bytes under a lesser name are another file."""
    Path("A.csv").write_text("a,b\n1,2\n")
    report = case.load("alpha.csv", "A.csv")
    assert [file.error is None for file in report.files] == [False, True]
    assert names(case) == ["alpha.csv"]
    with pytest.raises(UnknownStart):
        case.show("A.csv:2")
