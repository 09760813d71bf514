"""`learn` and `find` as a user calls them, on a made-up region."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.detect.learn.learn import Learnt
from moneygraph.store.errors import CallError
from tests.cli.conftest import Run, parsed
from tests.demo.scoring import truth

from .conftest import LABELS

pytestmark = pytest.mark.rare


def test_held_out_time_of_a_region(learnt: Learnt) -> None:
    """Learnt on one region's early part, judged on its late part."""
    held_out = learnt.model.figures["held_out"]
    assert held_out["average_precision"]["model"] > 0.8
    assert held_out["average_precision"]["points"] > 0.8
    assert held_out["judged_on"]["guilty"] >= 10
    seen = sum(one["accounts"] * one["seen"] for one in held_out["calibration"])
    predicted = sum(one["accounts"] * one["predicted"] for one in held_out["calibration"])
    assert round(seen) == held_out["judged_on"]["guilty"]
    assert abs(predicted - seen) < 0.25 * seen
    assert [one["alerts"] for one in held_out["precision"]] == [10, 50, 100]


def test_the_case_keeps_it_and_find_uses_it(region: Path, called: Run) -> None:
    plain = parsed(called("find", "droppers", "--min-score", "0", "--json"))["droppers"]
    prediction = called("learn", region / LABELS, "--of", "account", "--all-positive", "--json")
    assert prediction.exit_code == 0, prediction.stderr
    figures = json.loads(prediction.stdout)
    assert figures["kept_in"] is None and figures["held_out"]["average_precision"]
    found = parsed(called("find", "droppers", "--min-score", "0", "--json"))["droppers"]
    assert {row["account"] for row in found} == {row["account"] for row in plain}
    for row in found:
        assert row["scored_by"] == "model" and row["indicators"] is not None
        odds = sum(row["points"].values())
        assert abs(row["score"] - 1 / (1 + 10 ** (-odds / 10))) < 0.01
    assert found[0]["why"].endswith("; the score is a model's.")
    assert len(found[0]["why"].split()) <= 35
    positive = {row["account"] for row in truth(region, "droppers")}
    best = [row["account"] for row in found[: len(positive) // 2]]
    assert sum(one in positive for one in best) > 0.9 * len(best)
    without = called("find", "droppers", "--model", "none", "--min-score", "0", "--json")
    assert parsed(without)["droppers"] == plain
    assert all("scored_by" not in row for row in plain)
    assert parsed(called("status", "--json"))["model"]["all"] == figures["all"]
    assert "A model is kept" in called("status").stdout


def test_a_load_keeps_the_model(region: Path, learnt: Learnt, tmp_path: Path) -> None:
    first, *rest = sorted((region / "exports").iterdir())
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(*rest)
        kept = case.learn(region / LABELS, of="account", all_positive=True).model
        case.load(first)
        assert case.status()["model"]["all"] == kept.figures["all"]
        found = {row["account"]: row for row in case.find("droppers", min_score=0).rows}
    assert all(row["scored_by"] == "model" for row in found.values())


def test_a_file_goes_to_another_case(
    region: Path, model_file: Path, run: Run, tmp_path: Path, small_region: Path
) -> None:
    case = tmp_path / "case.duckdb"
    assert run("load", small_region / "exports").exit_code in (0, 1)
    found = parsed(run("find", "droppers", "--model", model_file, "--json"))["droppers"]
    assert found and all(row["scored_by"] == "model" for row in found)
    with Case.open(case) as opened:
        assert opened.status()["model"] is None
    judged = run(
        *("score", small_region / LABELS, "droppers", "--of", "account", "--all-positive"),
        *("--model", model_file, "--json"),
    )
    assert parsed(judged)["queries"]["droppers"]["average_precision"] > 0.8


@pytest.fixture(scope="module")
def small_region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("other")
    write_demo(folder, seed=11, people=300, rings=2, days=20)
    return folder


def test_the_file_is_private_and_not_written_over(
    region: Path, called: Run, tmp_path: Path
) -> None:
    args = ("learn", region / LABELS, "--of", "account", "--all-positive", "--out")
    file = tmp_path / "model.json"
    assert called(*args, file).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = called(*args, file)
    assert again.exit_code == 2 and "there already" in again.stderr
    assert called(*args, file, "--force").exit_code == 0
    assert parsed(called("status", "--json"))["model"] is None
    for out, printed in ((tmp_path, "is a folder"), (tmp_path / "no" / "x", "no folder")):
        assert printed in called(*args, out).stderr


def test_owners_and_the_cut(region: Path, called: Run) -> None:
    args = ("learn", region / LABELS, "--of", "owner", "--all-positive", "--json")
    assert parsed_learn(called, *args)["labels"]["of"] == "owner"
    day = parsed_learn(called, *args, "--until", "2025-09-20")
    assert day["cut"] == "2025-09-20T23:59:59.999999"
    late = parsed_learn(called, *args, "--until", "2031-01-01")
    assert (late["held_out"], late["lacking"]) == (None, "none_late")
    early = parsed_learn(called, *args, "--until", "2021-01-01")
    assert (early["held_out"], early["lacking"]) == (None, "few_early")
    printed = called(*args[:-1], "--until", "2021-01-01").stdout
    assert "how well the model does is not known" in " ".join(printed.split())
    assert "not known" in " ".join(called("status").stdout.split())
    for lang in ("ru", "kk"):
        assert called("status", "--lang", lang).exit_code == 0


def parsed_learn(called: Run, *args: object) -> Any:
    result = called(*args)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_masked_cases_use_it_and_learn_nothing(region: Path, called: Run) -> None:
    args = ("learn", region / LABELS, "--of", "account", "--all-positive")
    refused = called(*args, "--mask")
    assert refused.exit_code == 2 and "without a mask" in refused.stderr
    assert called(*args).exit_code == 0
    clear = parsed(called("find", "droppers", "--json"))["droppers"]
    masked = called("find", "droppers", "--mask", "--json")
    assert masked.exit_code == 0
    shown = json.loads(masked.stdout)["droppers"]
    assert sorted(row["score"] for row in shown) == sorted(row["score"] for row in clear)
    assert {row["account"] for row in shown}.isdisjoint(row["account"] for row in clear)


def test_a_message_where_no_model_can_be(region: Path, called: Run, tmp_path: Path) -> None:
    assert called("learn", region / LABELS, "--of", "account", "--all-positive").exit_code == 0
    record = tmp_path / "record.json"
    refused = called("find", "droppers", "--manifest", record)
    assert refused.exit_code == 2 and "--model none" in refused.stderr
    assert called("find", "droppers", "--model", "none", "--manifest", record).exit_code == 0
    assert called("verify", record).exit_code == 0
    nothing = called("find", "mule-chains", "--model", region / "model.json")
    assert nothing.exit_code == 2 and "mule-chains" in nothing.stderr
    printed = "does not score droppers by a model"
    with Case.open(tmp_path / "case.duckdb") as case, pytest.raises(CallError, match=printed):
        case.find("droppers", graph=object())  # type: ignore[arg-type]
