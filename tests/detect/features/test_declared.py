"""Each fault of a table of features is an error that names file, place and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.features.declared import declared, feature_names
from moneygraph.store.data import OURS, DataFiles
from moneygraph.store.errors import LoaderError

GOOD = 'sql = "t.passes * 2"\nunit = "count"\n'


def own(folder: Path, text: str) -> DataFiles:
    (folder / "tables").mkdir()
    (folder / "tables" / "features.toml").write_text(text, encoding="utf-8")
    return DataFiles.beside(folder)


def test_ours_and_ones_own(tmp_path: Path) -> None:
    data = own(tmp_path, f'[twice]\n{GOOD}model = true\ndirection = -1\nen = "twice"\n')
    assert feature_names(data) == (*feature_names(OURS), "twice")
    one = declared(data)["twice"]
    assert (one.about, one.model, one.direction, one.published) == ("twice", True, -1, "twice")


FAULTS = [
    ("twice = 3", "has twice, which is no table", "Write [twice] above it."),
    (f"[Twice]\n{GOOD}", "has Twice", "small letters, digits and _"),
    (f"['a b']\n{GOOD}", "has a b", "small letters, digits and _"),
    (f"[twice]\n{GOOD}colour = 1", "has the unknown key twice.colour", "There can be: about,"),
    ('[twice]\nunit = "count"', "has no twice.sql", "Write what it is made of: sql."),
    ('[twice]\nsql = 3\nunit = "count"', "has twice.sql, which is no text", "in quotes"),
    ('[twice]\nsql = "1"', "has no twice.unit", 'Write unit = "...".'),
    ('[twice]\nsql = "1"\nunit = "tenge"', "unknown unit 'tenge' in twice.unit", "are: amount,"),
    ('[twice]\nkernel = "int64"\nunit = "count"', "has twice.kernel, which is no column", "sql"),
    ('[passes]\nkernel = "float64"', "has passes.kernel, which is no column", "Write sql over"),
    ('[twice]\nscore = "droppers"\nunit = "share"', "has twice.score, which is no", "Write sql"),
    ('[twice]\nshape = "run"\nunit = "nats"', "has twice.shape, which is no column", "Write sql"),
    ('[run]\nshape = "cycle"', "has run.shape, which is no column", "Write sql over"),
    (f"[twice]\n{GOOD}model = 1", "has twice.model, which is neither true nor", "Write true or"),
    (f"[twice]\n{GOOD}model = 'yes'", "has twice.model, which is neither true", "Write true or"),
    (f"[twice]\n{GOOD}direction = 2", "has twice.direction, which is none of -1", "Write 1 where"),
    (f"[twice]\n{GOOD}direction = '1'", "has twice.direction, which is none of", "Write 1 where"),
    (f"[twice]\n{GOOD}direction = true", "has twice.direction, which is none of", "Write 1 where"),
    (f"[twice]\n{GOOD}direction = 1.0", "has twice.direction, which is none of", "Write 1 where"),
    (f"[twice]\n{GOOD}about = 1", "has twice.about, which is no text", "Write a text in quotes."),
    (f"[twice]\n{GOOD}en = []", "has twice.en, which is no text", "Write a text in quotes."),
    (f"[twice]\n{GOOD}ru = 1", "has twice.ru, which is no text", "Write a text in quotes."),
    (f"[twice]\n{GOOD}kk = 1", "has twice.kk, which is no text", "Write a text in quotes."),
    (f"[twice]\n{GOOD}published = 1", "has twice.published, which is no text", "Write a text"),
    (
        f"[twice]\n{GOOD}published = 'passes'",
        "gives passes and twice one name in models, 'passes'",
        "Give one of them another name: published.",
    ),
]


@pytest.mark.parametrize(("text", "wrong", "remedy"), FAULTS, ids=[text for text, _, _ in FAULTS])
def test_a_fault(tmp_path: Path, text: str, wrong: str, remedy: str) -> None:
    with pytest.raises(LoaderError) as raised:
        declared(own(tmp_path, text))
    assert "the table features.toml " in raised.value.message
    assert wrong in raised.value.message, raised.value.message
    assert remedy in raised.value.remedy, raised.value.remedy


@pytest.mark.parametrize(
    "sql",
    ["t.pases * 2", "(t.passes", "max(t.passes)", "passes.x"],
)
def test_sql_that_does_not_run(tmp_path: Path, sql: str) -> None:
    own(tmp_path, f'[twice]\nsql = "{sql}"\nunit = "count"\n')
    with (
        Case.open(tmp_path / "case.duckdb", create=True, folder=tmp_path) as case,
        pytest.raises(LoaderError) as raised,
    ):
        case.find("droppers")
    assert "the table features.toml has twice.sql, which does not run: " in raised.value.message
    assert "Write one expression over the columns of `t`" in raised.value.remedy


def test_a_share_of_nothing_is_not_known(case: Case, tmp_path: Path) -> None:
    """Who was paid nothing did not send all of it on; `least` leaves out what is null."""
    file = tmp_path / "t.csv"
    file.write_text("ts,from_account,to_account,amount\n2025-03-01 10:00:00,A,B,5000.00\n")
    case.load(file, covers="all")
    names = [name for name in declared(OURS) if name.endswith(("_passed_share", "_paid_share"))]
    read = (
        f"select a.number, {', '.join(names)} from feature as f join account as a on a.id = account"
    )
    with case.file.scratch() as scratch:
        ensure_findings(scratch)
        rows = scratch.con.execute(read).fetchall()
    known = {
        number: {name for name, value in zip(names, values, strict=True) if value is not None}
        for number, *values in rows
    }
    assert not any(name.endswith("_passed_share") for name in known["A"])
    assert not any(name.endswith("_paid_share") for name in known["B"])
    assert "day_paid_share" in known["A"]
    assert "day_passed_share" in known["B"]
