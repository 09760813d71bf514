"""What a report and pages over a case are made of: our script, its words, the view of a trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup

from moneygraph.report.pages.draw import asset, drawn
from moneygraph.report.pages.trail import CARD, trail_picture, trail_title
from moneygraph.report.pages.writing import units
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.json import json_text

_SCRIPTS: Final = ("base.js", "record.js", "table.js", "tables.js", "panel.js", "page.js")
_WORDS: Final = (
    "report_js", "report_lane", "report_link", "report_unknown", "end", "account_kind",
    "transfer_kind",
)  # fmt: skip
_BAR: Final = 158  # px


def script() -> str:
    """Return our script: it fills tables and the panel from the record and words of the page."""
    return "\n".join(["'use strict';(() => {", *(asset(name) for name in _SCRIPTS), "})();"])


def inside_script(text: str) -> str:
    """Return JSON in which nothing can end the element that it stands in."""
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def words_json(texts: Texts) -> str:
    """Return the words that the script shows, as JSON for an element of the page."""
    words = {group: texts.group(group) for group in _WORDS}
    return inside_script(json_text({"lang": texts.lang, "forms": texts.for_pages()} | words))


def trail_part(result: Mapping[str, Any], number: int, texts: Texts) -> dict[str, Any]:
    """Return what the section of a trail shows: its picture, its ends and what to note."""
    trail = result["trails"][number]
    picture = trail_picture(result, number, texts)
    svg = drawn("trail.svg", texts, picture=picture, number=number, links=True, card_width=CARD)
    traced = units(trail["traced"]) or 1
    return {
        "number": number,
        "title": texts(trail_title(result, number)),
        "mirrored": picture.mirrored,
        "picture": picture,
        "drawn": Markup(svg),
        "traced": texts.short(trail["traced"]),
        "notes": list(_notes(trail, result["currency"], texts)),
        "ends": [
            {
                "end": end["end"],
                "title": texts.word("end", end["end"]),
                "amount": texts.short(end["amount"]),
                "share": texts.percent(units(end["amount"]) / traced),
                "accounts": end["accounts"],
                "bar": max(1, units(end["amount"]) * _BAR // traced),
            }
            for end in trail["ends"]
        ],
    }


def _notes(trail: Mapping[str, Any], currency: str, texts: Texts) -> Iterator[str]:
    for name in ("returned", "tied"):
        if units(trail[name]):
            amount = f"{texts.short(trail[name])} {currency}"
            yield texts(f"report.{name}", amount=amount)
