"""`trace --picture`: the trail by layers as a file of its own."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.conftest import EXPORTS, VICTIM, Run

NAME = "Иванов"


@pytest.fixture
def loaded(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    assert run("load", EXPORTS).exit_code in (0, 1)
    return run


@pytest.mark.parametrize("way", [(), ("--back",)])
def test_it_is_drawn_beside_the_answer(loaded: Run, way: tuple[str, ...]) -> None:
    plain = json.loads(loaded("trace", VICTIM, *way, "--json").stdout)
    told = json.loads(loaded("trace", VICTIM, *way, "--json", "--picture", "a.svg").stdout)
    content = Path("a.svg").read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    assert told == plain | {"picture": {"file": "a.svg", "sha256": sha256, "bytes": len(content)}}
    assert NAME in content.decode() and b"<a href" not in content
    assert f"{plain['traced'].partition('.')[0][-3:]}" in content.decode()


def test_the_same_call_draws_the_same_bytes_and_writes_over_nothing(loaded: Run) -> None:
    said = loaded("trace", VICTIM, "--picture", "a.svg").stdout
    assert "The picture is in a.svg" in said
    before = Path("a.svg").read_bytes()
    assert loaded("trace", VICTIM, "--picture", "a.svg").exit_code == 2
    assert loaded("trace", VICTIM, "--picture", "a.svg", "--force").exit_code == 0
    assert Path("a.svg").read_bytes() == before


def test_a_masked_picture_names_nobody(loaded: Run) -> None:
    assert loaded("--mask", "trace", VICTIM, "--picture", "a.svg").exit_code == 0
    text = Path("a.svg").read_text(encoding="utf-8")
    assert NAME not in text and VICTIM not in text and "NAME-" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--picture", "a.txt"), "a.txt does not end in .svg, .png"),
        (("--picture", "a.svg", "--rule", "all"), "rule 'all' has no hops, and no layers"),
        (("--picture", "a.svg", "--rule", "libr"), "rule 'libr' has no hops, and no layers"),
        (("--picture", "a.svg", "--until", "2020-01-01"), "no money moved where this trace starts"),
    ],
)
def test_what_cannot_be_drawn_is_said(loaded: Run, words: tuple[str, ...], said: str) -> None:
    result = loaded("trace", VICTIM, *words)
    assert result.exit_code == 2 and said in result.stderr
    assert not Path("a.svg").exists()
