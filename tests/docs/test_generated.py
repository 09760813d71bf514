"""The generated reference pages are what the code and the data give."""

from __future__ import annotations

import pytest

from docs.generate import REFERENCE, pages


@pytest.mark.parametrize("name", ["commands.md", "schema.md", "queries.md", "features.md"])
def test_committed_page_is_what_is_generated(name: str) -> None:
    committed = (REFERENCE / name).read_text(encoding="utf-8")
    assert committed == pages()[name], "run `make docs` and commit what it writes"
