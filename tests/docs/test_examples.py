"""What the examples of docstrings say is so."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import moneygraph

PACKAGE = Path(moneygraph.__file__).parent
MODULES = [
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in sorted(PACKAGE.rglob("*.py"))
    if ">>>" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    found = doctest.testmod(import_module(name))
    assert found.attempted and not found.failed
