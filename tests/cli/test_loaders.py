"""`loaders new` and `loaders check`: a draft, row by row, and what cannot be."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from .conftest import Run

TABLE = """Выписка по счету KZ41722C000000000001
Когда проведено (дата);Сколько ушло (дебет);Сколько пришло (кредит);IBAN контрагента;Зачем;Остаток
02.03.2026 10:15;5,00;;KZ09601A000000000009;a;95,00
02.03.2026 10:20;семь;;KZ09601A000000000009;b;88,00
02.03.2026 10:30;;1,00;KZ09601A000000000009;c;89,00
Итого;12,00;1,00;;;
"""


@pytest.fixture
def drafted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text(TABLE, encoding="utf-8")
    assert run("loaders", "new", "x.csv", "--out", "mine/loaders/x.toml").exit_code == 0
    return tmp_path / "mine" / "loaders" / "x.toml"


def test_a_draft_is_private_and_never_written_over(drafted: Path, run: Run) -> None:
    assert stat.S_IMODE(drafted.stat().st_mode) == 0o600
    assert run("loaders", "new", "x.csv", "--out", str(drafted)).exit_code == 2
    assert run("loaders", "new", "x.csv", "--out", str(drafted), "--force").exit_code == 0
    assert run("loaders", "new", "x.csv").output.strip() == drafted.read_text("utf-8").strip()


def test_a_check_says_what_becomes_of_each_row(drafted: Path, run: Run) -> None:
    found = json.loads(run("--json", "loaders", "check", str(drafted), "x.csv").stdout)
    assert found["fates"] == {"rejected": 1, "skipped": 1, "transfer": 2}
    assert [(row["row"], row["fate"], row.get("reason")) for row in found["rows"]] == [
        (3, "transfer", None),
        (4, "rejected", "amount"),
        (5, "transfer", None),
        (6, "skipped", "total"),
    ]
    (sheet,) = found["sheets"]
    assert (sheet["header_row"], sheet["unused"]) == (2, [])
    (account,) = found["statements"]["rows"]
    assert account["balances"] == "differ"
    assert {(one["what"], one["amount"]) for one in account["missing"]} == {
        ("between", "-7.00"),
        ("debits", "7.00"),
    }


def test_a_check_names_columns_that_are_left(drafted: Path, run: Run) -> None:
    text = drafted.read_text("utf-8")
    drafted.write_text(text.replace('"Зачем",', ""), encoding="utf-8")
    found = json.loads(run("--json", "loaders", "check", str(drafted), "x.csv").stdout)
    assert found["sheets"][0]["unused"] == ["Зачем"]
    said = run("loaders", "check", str(drafted), "x.csv", "--limit", "1").output
    assert "Зачем" in said
    assert "3 more rows" in said


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("loaders new none.csv", "none.csv is not there"),
        ("loaders check none x.csv", "there is no loader 'none'"),
        ("loaders check kaspi x.csv", "no header that a loader knows"),
        ("loaders new x.csv --mask", "cannot be masked"),
        ("loaders check kaspi x.csv --mask", "cannot be masked"),
    ],
)
def test_what_cannot_be(call: str, said: str, drafted: Path, run: Run) -> None:
    done = run(*call.split())
    assert done.exit_code in (1, 2)
    assert said in done.stderr
