"""FollowTheMoney takes every entity as it is, and its own tool loads the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case

from .conftest import VICTIM

pytestmark = pytest.mark.turns

if os.environ.get("MONEYGRAPH_CI"):
    import followthemoney
else:
    followthemoney = pytest.importorskip("followthemoney", reason="needs the group `ftm`, with ICU")


def entities(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["robbery", "hostile"])
def test_every_entity_is_valid(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    case: Case = request.getfixturevalue(name)
    case.export("ftm", tmp_path / "a.json")
    found = entities(tmp_path / "a.json")
    assert len({one["id"] for one in found}) == len(found)
    schema_of = {one["id"]: followthemoney.model[one["schema"]] for one in found}
    for one in found:
        schema = schema_of[one["id"]]
        schema.validate(one)
        for prop_name, values in one["properties"].items():
            prop = schema.get(prop_name)
            assert prop is not None and not prop.stub, prop_name
            for value in values:
                assert prop.type.validate(value, format=prop.format), (prop_name, value[:80])
                assert prop.type.name != "entity" or schema_of[value].is_a(prop.range), prop_name
                assert len(value) <= prop.type.max_length


@pytest.mark.process
def test_its_own_tool_loads_it(robbery: Case, tmp_path: Path) -> None:
    robbery.export("ftm", tmp_path / "a.json")
    tool = [sys.executable, "-m", "followthemoney.cli"]
    tool = tool if subprocess.run([*tool, "--help"], capture_output=True).returncode == 0 else [
        str(Path(sys.executable).with_name("ftm"))
    ]  # fmt: skip
    subprocess.run(
        [*tool, "validate", "-i", tmp_path / "a.json", "-o", tmp_path / "b.json"], check=True
    )
    before, after = (
        {one["id"]: (one["schema"], sorted_values(one)) for one in entities(tmp_path / name)}
        for name in ("a.json", "b.json")
    )
    assert before == after


def sorted_values(entity: dict[str, Any]) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in entity["properties"].items()}


def test_what_is_there(robbery: Case, tmp_path: Path) -> None:
    robbery.export("ftm", tmp_path / "a.json")
    found = entities(tmp_path / "a.json")
    by_id = {one["id"]: one["properties"] for one in found}
    count = Counter(one["schema"] for one in found)
    ((transfers, accounts),) = robbery.con.execute(
        "select (select count(*) from transfer), (select count(*) from account)"
    ).fetchall()
    assert (count["Payment"], count["BankAccount"], count["Document"]) == (transfers, accounts, 2)
    assert count["CryptoWallet"] == 1
    for one in found:
        if one["schema"] == "Payment":
            proofs = [by_id[proof]["fileName"][0] for proof in one["properties"]["proof"]]
            rows = one["properties"]["recordId"]
            assert sorted(row.rpartition(":")[0] for row in rows) == sorted(proofs)
            for row in rows:  # which the case finds again
                assert robbery.show(row)["transfer"]["kind"] == one["properties"]["summary"][0]
    (wallet,) = [one for one in found if one["schema"] == "CryptoWallet"]
    (holder,) = wallet["properties"]["holder"]
    assert by_id[holder]["idNumber"] == ["900101300116"]


def test_ids_are_those_of_another_case(robbery: Case, case: Case, tmp_path: Path) -> None:
    robbery.export("ftm", tmp_path / "a.json", around=VICTIM)
    robbery.export("csv", tmp_path / "a.csv", around=VICTIM)
    case.load(tmp_path / "a.csv")
    case.export("ftm", tmp_path / "b.json")
    first, second = (
        {one["id"] for one in entities(tmp_path / name) if one["schema"] in ("Person", "Company")}
        for name in ("a.json", "b.json")
    )
    assert first == second
