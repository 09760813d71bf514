"""Pages for newcomers work as they are written: commands, files and excerpts of output."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .fences import ROOT, carry_out

CARRIED_OUT = [
    "README.md",
    "docs/tutorial.md",
    "docs/reference/library.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs/how-to").glob("*.md")),
]
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "benchmarks/accuracy/README.md",
]
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.drawn
@pytest.mark.parametrize("page", CARRIED_OUT)
def test_page_is_carried_out(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LANG", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    if page.startswith("docs/how-to/judge"):
        pytest.importorskip("xgboost")
    carry_out(page, tmp_path)
    if page == "README.md":
        assert (tmp_path / "trail.svg").read_bytes() == (ROOT / "docs/trail.svg").read_bytes()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = _LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs/README.md"
    linked = set(_LINK.findall(index.read_text(encoding="utf-8")))
    pages = {str(path.relative_to(index.parent)) for path in index.parent.rglob("*.md")}
    assert pages - {"README.md"} <= linked


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
