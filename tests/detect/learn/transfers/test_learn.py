"""`learn --of transfer` and `find suspicious-transfers` on the sample, in Python and as called."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.detect.learn.transfers.features import transfer_features
from moneygraph.report.text.texts import LANGUAGES, texts_of
from moneygraph.report.values.findings import why_found
from moneygraph.store.data import OURS
from moneygraph.store.errors import ModelError
from tests.cli.conftest import Run, parsed

from .conftest import SAMPLE, is_positive, rows

pytestmark = pytest.mark.turns

FEATURES = transfer_features(OURS)


def test_finds_what_is_like_the_positives(case: Case, labels: Path) -> None:
    learnt = case.learn(labels, of="transfer", all_positive=True)
    assert learnt.model.of == "transfer" and learnt.known.missing == 0
    held_out = learnt.model.figures["held_out"]
    assert held_out["average_precision"]["model"] > 0.9
    assert held_out["learnt_from"]["transfers"] > 100 < held_out["judged_on"]["transfers"]
    found = case.find("suspicious-transfers")
    assert {row["to_account"] for row in found.rows} == {
        row["to_account"] for row in rows() if is_positive(row)
    }
    for row in found.rows:
        assert row["scored_by"] == "model" and row["transfer"] in row["transfers"]
        assert len(row["transfers"]) >= 2, "where it went too"
        odds = sum(row["points"].values())
        assert abs(row["score"] - 1 / (1 + 10 ** (-odds / 10))) < 0.02
        for lang in LANGUAGES:
            why = why_found(found.query, row, texts_of(lang))
            assert why.endswith(".") and 5 <= len(why.split()) <= 35
    assert case.score(labels, "suspicious-transfers", of="transfer", all_positive=True,
                      model=kept(case, labels)).queries[0].average_precision == 1.0  # fmt: skip


def kept(case: Case, labels: Path) -> Path:
    """Return the file of the model that the case learns from the labels."""
    out = labels.with_name("model.json")
    case.learn(labels, of="transfer", all_positive=True, out=out, force=True)
    return out


def test_the_same_bytes_in_any_order(labels: Path, tmp_path: Path) -> None:
    texts = []
    head, *lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    for seed in (0, 1):
        random.Random(seed).shuffle(lines)
        path = tmp_path / f"{seed}" / "sample.csv"
        path.parent.mkdir()
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        with Case.open(path.with_name("case.duckdb"), create=True) as case:
            case.load(path, covers="all")
            texts.append(kept(case, labels).read_text())
    assert texts[0] == texts[1]


def test_the_commands(run: Run, labels: Path, tmp_path: Path) -> None:
    run("load", SAMPLE, "--covers", "all")
    args = ("learn", labels, "--of", "transfer", "--all-positive")
    answer = json.loads(run(*args, "--json").stdout)
    assert answer["of"] == "transfer" and answer["labels"]["missing_lines"] == []
    assert True in {one["ahead"] for one in answer["learnt"]}
    for lang in LANGUAGES:
        shown = run(*args, "--lang", lang)
        assert shown.exit_code == 0 and " *" in shown.stdout
    found = parsed(run("find", "suspicious-transfers", "--json"))["suspicious-transfers"]
    assert len(found) == 24 and isinstance(found[0]["transfer"], int)
    status = parsed(run("status", "--json"))
    assert status["model"] is None and status["transfer_model"]["all"]["guilty"] == 24
    assert "A model of transfers is kept" in run("status").stdout
    assert "suspicious-transfers" not in parsed(run("find", "--json"))


def test_both_models_are_kept_side_by_side(case: Case, labels: Path, tmp_path: Path) -> None:
    case.learn(labels, of="transfer", all_positive=True)
    accounts = tmp_path / "accounts.csv"
    names = sorted({row["to_account"] for row in rows() if is_positive(row)})
    accounts.write_text("\n".join(["account", *names]), encoding="utf-8")
    case.learn(accounts, all_positive=True)
    status = case.status()
    assert status["model"]["all"]["guilty"] == status["transfer_model"]["all"]["guilty"] == 24
    assert case.find("suspicious-transfers").rows
    assert case.find("droppers", min_score=0).rows[0]["scored_by"] == "model"


def test_a_model_of_one_thing_is_not_used_on_another(case: Case, labels: Path) -> None:
    model = kept(case, labels)
    with pytest.raises(ModelError, match="of transfers, and accounts"):
        case.find("droppers", model=model)
    accounts = model.with_name("accounts.json")
    text = model.read_text(encoding="utf-8").replace('"of":"transfer"', '"of":"account"')
    accounts.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="of accounts, and transfers"):
        case.find("suspicious-transfers", model=accounts)
    with pytest.raises(ModelError, match="other features"):
        case.find("droppers", model=accounts)


@pytest.mark.parametrize("model", [None, "none"])
def test_without_a_model(run: Run, model: str | None) -> None:
    run("load", SAMPLE, "--covers", "all")
    given = () if model is None else ("--model", model)
    result = run("find", "suspicious-transfers", *given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--of transfer" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("transfer,label\n1,1\n2,0\n", "1 positive transfers"),
        ("transfer,label\n1 and 2,1\n", "line 2 of"),
        ("reference\nNOBODY\n", "none of them is in the case"),
        ("ts,from_account,to_account,amount\n2026-01-05,A,B,much\n", "amount 'much'"),
        ("ts,from_account,to_account,amount\nsoon,A,B,5\n", "is no time or day"),
        ("ts,from_account,to_account,amount\n2026-01-05,,,5\n", "line 2 of"),
        ("ts,from_account,to_account\n2026-01-05,A,B\n", "no column 'transfer'"),
    ],
)
def test_labels_that_say_nothing(run: Run, tmp_path: Path, text: str, message: str) -> None:
    run("load", SAMPLE, "--covers", "all")
    (tmp_path / "wrong.csv").write_text(text, encoding="utf-8")
    given = () if "label" in text else ("--all-positive",)
    result = run("learn", tmp_path / "wrong.csv", "--of", "transfer", *given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("named", ["reference", "facts", "place", "clock"])
def test_the_names_of_transfers(case: Case, tmp_path: Path, named: str) -> None:
    """By reference, by what a statement says (a minute off, and without cash), by FILE:ROW."""
    path = tmp_path / "named.csv"
    shutil.copy(SAMPLE, tmp_path / "copy.csv")
    listed = [(number, row) for number, row in enumerate(rows(), 2) if is_positive(row)]
    written = {
        "reference": ["reference", *(row["reference"] for _, row in listed)],
        "place": ["transfer", *(f"sample.csv:{number}" for number, _ in listed)],
        "facts": [
            "ts,from_account,to_account,amount",
            *(f"{row['ts']},,{row['to_account']},{row['amount']}.00" for _, row in listed),
        ],
        "clock": [
            "ts,from_account,to_account,amount",
            *(
                f"{row['ts'][:-5]}{(int(row['ts'][-5:-3]) + 1) % 60:02}:30,{row['from_account']},"
                f"{row['to_account']},{row['amount']}"
                for _, row in listed
                if not row["ts"].endswith("59:00")
            ),
        ],
    }[named]
    path.write_text("\n".join(written), encoding="utf-8")
    known = case.learn(path, of="transfer", all_positive=True).known
    assert (known.missing, known.missing_lines) == (0, ())
    assert len(known.positive) == len(written) - 1


def test_labels_that_name_nothing_are_told(case: Case, labels: Path) -> None:
    with labels.open("a", encoding="utf-8") as file:
        file.write("\n2026-01-05 10:00:00,P01,NOBODY,100\n")
    known = case.learn(labels, of="transfer", all_positive=True).known
    assert (known.missing, known.missing_lines) == (1, (26,))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_feature_has_a_name(lang: str) -> None:
    texts = texts_of(lang)
    names = [one.name for one in FEATURES]
    assert len(set(names)) == len(names)
    assert all(texts.feature(name) != name for name in names)
