"""docs/reference/json.md names every key that the commands write."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from moneygraph.cli import main

from .fences import ROOT

TEXT = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([\w-]+)`", TEXT))
REGION = "demo region --tidy --people 150 --rings 2 --days 40 --seed 7"
COMMANDS = [
    *("load region/exports region/complaints.csv region/links.csv", "status --rows", "complaints"),
    *("show 2145", "show KZ277226068635167709", "show 720906302804"),
    *(
        "show region/exports/halyk_601.csv:20",
        "trace --complaints",
        "trace --complaints --rule all",
    ),
    *("trace --complaints --rule poison", "trace 2145 --manifest record.json"),
    *(
        "check",
        "verify record.json",
        "freeze",
        "requests",
        "freeze --letters letters",
        "letters templates",
        "series",
        "queries",
        "queries show droppers",
    ),
    *("loaders", "loaders show kaspi", "profiles", "export --format csv case.csv"),
    "completion bash",
    "score region/truth/droppers.csv droppers --of account --all-positive",
]
#: Objects whose keys are names of other things: an object below such a key, not a list of them.
MAPS = {
    *("amounts", "account_kinds", "transfer_kinds", "files", "columns", "rules", "indicators"),
    *("points", "thresholds", "findings", "queries"),
}


def keys_of(value: Any, above: str = "") -> set[str]:
    """Return the keys of a JSON value, without those of maps."""
    if isinstance(value, list):
        return {key for one in value for key in keys_of(one)}
    if not isinstance(value, dict):
        return set()
    below = {key for name, one in value.items() for key in keys_of(one, name)}
    return below if above in MAPS else below | value.keys()


@pytest.mark.rare
def test_every_key_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (REGION, *COMMANDS):
        result = CliRunner().invoke(main, [*shlex.split(command), "--json"])
        assert result.exit_code == 0, result.output
        assert keys_of(json.loads(result.stdout)) - NAMED == set(), command


def test_every_command_has_a_heading() -> None:
    headings = " ".join(re.findall(r"^## (.*)$", TEXT, re.MULTILINE))
    assert set(main.commands) <= set(re.findall(r"[\w-]+", headings))
