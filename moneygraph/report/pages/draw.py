"""Turns positions into SVG and a record into HTML: Jinja templates, which escape every value."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from moneygraph.report.text.texts import Texts
from moneygraph.store.printable import printable

_HERE: Final = Path(__file__).resolve().parent
_LONGEST: Final = 4000  # characters of one value

#: Ends of trails in the order of the legend, each with its pattern; colours are in palette.css.
ENDS: Final = {
    "held": "solid",
    "frozen": "cross",
    "exchange": "solid",
    "p2p": "stripes",
    "cash": "dots",
    "abroad": "lines",
    "spent": "solid",
    "fee": "dots",
    "repaid": "stripes",
    "returned": "lines",
    "unseen": "hatch",
    "loan": "stripes",
    "income": "solid",
    "opening": "dots",
    "restarts": "lines",
}


@cache
def asset(name: str) -> str:
    """Return the text of a file of ours that becomes a part of the page."""
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


def templates() -> jinja2.BaseLoader:
    """Return what finds our templates, also for others that are made of them."""
    return jinja2.FileSystemLoader(_HERE / "templates")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=templates(),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=plain,
    )


def plain(value: Any) -> Any:
    """Show what hides or turns the reading direction, in every text that is put in."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value, _LONGEST)
    return value


def drawn(template: str, texts: Texts, **values: Any) -> str:
    """Return a template with values put in."""
    return _environment().get_template(template).render(t=texts, ends=ENDS, **values)


def standalone_style() -> str:
    """Return the style of a picture of its own: the light colours, put in where they are used."""
    light = dict(re.findall(r"--([\w-]+): *([^;]+);", asset("palette.css").partition("@media")[0]))
    style = asset("picture.css")
    return re.sub(r"var\(--([\w-]+)\)", lambda match: light[match[1]], style)
