"""The questions of docs/reference/neo4j.md get the answers that are written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.export.neo4j import Graph, connected
from tests.conftest import TESTS
from tests.neo4j_server.server import Server

from .conftest import address_of

PATH = TESTS.parent / "docs" / "reference" / "neo4j.md"
TEXT = PATH.read_text(encoding="utf-8")
pytestmark = pytest.mark.rare
QUESTIONS = re.findall(r"### (.*?)\n.*?```cypher\n(.*?)```\n```answer\n(.*?)```", TEXT, re.DOTALL)


def test_five_questions() -> None:
    assert len(QUESTIONS) == TEXT.count("```cypher") == 5
    assert "moneygraph demo region --tidy --people 100 --rings 2 --days 30 --seed 7" in TEXT


@pytest.fixture(scope="module")
def pushed(neo4j_server: Server, demo_case: Path) -> Iterator[Graph]:
    neo4j_server.empty()
    with Case.open(demo_case) as case, connected(address_of(neo4j_server)) as graph:
        case.push(graph)
        yield graph


@pytest.mark.parametrize("question", range(len(QUESTIONS)))
def test_an_answer(question: int, pushed: Graph, request: pytest.FixtureRequest) -> None:
    _, cypher, answer = QUESTIONS[question]
    rows = pushed.read(cypher)
    found = "".join(" | ".join(map(_shown, row)) + "\n" for row in rows)
    assert rows
    if request.config.getoption("--write-golden"):
        text = PATH.read_text(encoding="utf-8")
        asked = f"```cypher\n{cypher}```\n```answer\n"
        PATH.write_text(text.replace(asked + answer, asked + found), encoding="utf-8")
    assert found == answer


def _shown(value: Any) -> str:
    if hasattr(value, "to_native"):
        return str(value.to_native())
    return "–" if value is None else str(value)
