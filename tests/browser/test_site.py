"""The documentation builds into pages that are all reachable, load nothing and can be searched."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.docs.fences import ROOT

pytestmark = pytest.mark.rare

#: What a page loads without being asked; a link is only followed by its reader.
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
_NETWORK = re.compile(r"^(?:[a-z]+:)?//", re.IGNORECASE)
_IN_CSS = re.compile(r"url\(\s*['\"]?((?:[a-z]+:)?//[^)]*)|@import", re.IGNORECASE)


class Page(HTMLParser):
    """What a page loads and where it links to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in LOADED and LOADED[tag] in given:
            self.loads.append(given[LOADED[tag]])
        if tag == "a" and "href" in given:
            self.links.append(given["href"].partition("#")[0])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make site` does; a warning is an error."""
    if not os.environ.get("MONEYGRAPH_CI"):
        for module in ("sphinx", "myst_parser", "furo"):
            pytest.importorskip(module)
    folder = tmp_path_factory.mktemp("site")
    line = next(one for one in (ROOT / "Makefile").read_text().splitlines() if "-m sphinx" in one)
    args = line.split("-m sphinx ")[1].replace("site/.doctrees", str(folder / ".doctrees")).split()
    args[-1] = str(folder)
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_every_page_is_reached_from_every_other(site: Path) -> None:
    assert "url=docs/README.html" in (site / "index.html").read_text(encoding="utf-8")
    pages = {path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md")}
    assert len(pages) > 20
    for one in (Path("docs/README.md"), Path("CHANGELOG.md")):
        page = (site / one).with_suffix(".html")
        reached = {(page.parent / link).resolve() for link in Page(page).links} | {page}
        assert [it for it in pages if (site / it).with_suffix(".html") not in reached] == []


def test_no_link_leads_nowhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        links = {link for link in Page(path).links if link and ":" not in link}
        assert [link for link in links if not (path.parent / link).exists()] == [], path


def test_nothing_is_loaded_from_a_network(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert [one for one in Page(path).loads if _NETWORK.match(one)] == [], path
    for path in site.rglob("*.css"):
        assert not _IN_CSS.search(path.read_text(encoding="utf-8")), path


def test_search_finds(site: Path, browser: Browser) -> None:
    """In a browser, from the disk: without a server there is nothing that answers but the page."""
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{(site / 'search.html').as_uri()}?q=freeze")
    page.wait_for_selector("ul.search li a")
    found = [one.get_attribute("href") or "" for one in page.query_selector_all("ul.search a")]
    page.click("ul.search li a")
    page.wait_for_selector("h1")
    page.close()
    assert any("commands.html" in one for one in found), found
    assert [one for one in asked if not one.startswith("file:")] == []


def test_no_page_is_wider_than_the_screen(site: Path, browser: Browser) -> None:
    """Tables and code scroll by themselves."""
    page = browser.new_page()
    for path in sorted((site / "docs").rglob("*.html")):
        page.goto(path.as_uri())
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.close()
