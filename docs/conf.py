"""How `make site` builds the documentation: static pages with search, which need no network.

The source folder is the repository's, so that links work as they do on a code host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "moneygraph"
extensions = ["myst_parser"]
root_doc = "docs/README"
include_patterns = ["*.md", "docs/*.md", "docs/*/*.md", "benchmarks/accuracy/README.md"]
exclude_patterns = ["ARCHITECTURE.md"]  # it only says where to look
language = "en"

myst_heading_anchors = 4
nitpicky = True
# words after ``` that tell tests what to do, such as `answer`, and SQL with parameters
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = "moneygraph"
html_static_path = ["site/static"]
html_css_files = ["site.css"]
templates_path = ["site"]
html_additional_pages = {"index": "begin.html"}
html_copy_source = False
html_use_index = False
html_show_copyright = False

#: What the pages beside each other are for, in the order of the navigation.
NAVIGATION = {
    "Begin": ["What it answers <../README>", "tutorial"],
    "How-to": ["how-to/*"],
    "Reference": ["reference/*"],
    "Explanation": ["explanation/*", "../benchmarks/accuracy/README"],
    "Change it": ["../CONTRIBUTING", "../CHANGELOG"],
}


def setup(app: Sphinx) -> None:
    """Add the navigation to the index of the pages, where a code host would show it as text."""
    app.connect("source-read", _navigate)


def _navigate(_: Sphinx, name: str, source: list[str]) -> None:
    if name == root_doc:
        for title, pages in NAVIGATION.items():
            lines = ["```{toctree}", f":caption: {title}", ":hidden:", ":glob:", "", *pages, "```"]
            source[0] += "\n" + "\n".join(lines) + "\n"
