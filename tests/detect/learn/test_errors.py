"""Calls of `learn` that cannot be answered, each with what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.demo.scoring import truth

from .conftest import LABELS

pytestmark = pytest.mark.rare


def labels_of(region: Path, positive: int, negative: int) -> str:
    droppers = [row["account"] for row in truth(region, "droppers")]
    people = [row["number"] for row in truth(region, "accounts") if row["role"] == "person"]
    others = sorted({*people} - {*droppers})
    rows = [f"{one},1\n" for one in droppers[:positive]] + [
        f"{one},0\n" for one in others[:negative]
    ]
    return "account,label\n" + "".join(rows)


@pytest.mark.parametrize(
    ("text", "args", "message"),
    [
        ("transfer,label\n1,1\n", (), "1 positive transfers"),
        ("account,label\nnobody,1\n", (), "none of them is in the case"),
        ("account,label\n", (), "holds no labels"),
        ("account,label\nA,perhaps?\n", (), "is no label"),
        ("account,label\nA,1\n", ("--of", "owner"), "no column 'owner'"),
        ("account\nA\n", (), "--all-positive"),
    ],
)
def test_labels_that_say_nothing(
    called: Run, tmp_path: Path, text: str, args: tuple[str, ...], message: str
) -> None:
    (tmp_path / "labels.csv").write_text(text, encoding="utf-8")
    result = called("learn", tmp_path / "labels.csv", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("positive", "negative", "message"), [(5, 300, "5 positive"), (40, 3, " negative accounts")]
)
def test_too_few(
    region: Path, called: Run, tmp_path: Path, positive: int, negative: int, message: str
) -> None:
    file = tmp_path / "labels.csv"
    file.write_text(labels_of(region, positive, negative), encoding="utf-8")
    result = called("learn", file)
    assert result.exit_code == 2 and message in result.stderr and "it takes 10" in result.stderr


def test_a_time_that_is_none(region: Path, called: Run) -> None:
    result = called(
        "learn", region / LABELS, "--of", "account", "--all-positive", "--until", "soon"
    )
    assert result.exit_code == 2 and "--until 'soon' is no time" in result.stderr


def test_without_a_file_or_a_case(run: Run, called: Run, tmp_path: Path) -> None:
    assert "no file of labels" in called("learn", tmp_path / "no.csv").stderr
    (tmp_path / "case.duckdb").unlink()
    assert "moneygraph load" in run("learn", tmp_path / "no.csv").stderr


def test_without_the_library(
    region: Path, called: Run, monkeypatch: pytest.MonkeyPatch, model_file: Path
) -> None:
    monkeypatch.setitem(sys.modules, "xgboost", None)
    for args in (
        ("learn", region / LABELS, "--of", "account", "--all-positive"),
        ("find", "droppers", "--model", model_file),
    ):
        result = called(*args)
        assert result.exit_code == 2 and "moneygraph[learn]" in result.stderr
    assert called("find", "droppers").exit_code == 0
