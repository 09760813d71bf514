"""Pictures of their own, as SVG and PNG, from the layout of the page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from moneygraph.report.pages import PICTURES
from moneygraph.report.pages.draw import ENDS, standalone_style
from moneygraph.report.pages.picture import picture_png, picture_svg
from moneygraph.report.text.texts import texts_of
from moneygraph.store.errors import CallError
from moneygraph.store.schema import ENDS as KINDS_OF_ENDS
from moneygraph.store.schema import ORIGINS
from tests.report.pages.sample import HOSTILE, result

EN = texts_of("en")
GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"


def test_a_small_trail(golden: Callable[[Path, str], None]) -> None:
    small = result(seed=6, victims=2, width=3, layers=2)
    golden(GOLDEN / "trail.svg", picture_svg(small, "trail", EN))


@pytest.mark.parametrize("which", PICTURES)
def test_a_picture_needs_nothing_else(which: str) -> None:
    text = picture_svg(result(hostile=True), which, EN)
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    assert "var(--" not in text
    assert "href" not in text
    assert not root.findall(f".//{SVG}script")
    assert not any(name in text for name in HOSTILE[:4])


@pytest.mark.parametrize("which", PICTURES)
def test_png_is_the_same_each_time(which: str) -> None:
    pytest.importorskip("resvg_py")
    first = picture_png(result(), which, texts_of("kk"))
    assert first.startswith(b"\x89PNG")
    assert first == picture_png(result(), which, texts_of("kk"))


def test_without_the_package_for_png_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(CallError, match="needs the packages resvg-py") as caught:
        picture_png(result(), "trail", EN)
    assert "picture" in str(caught.value.remedy)


@pytest.mark.parametrize("which", PICTURES)
def test_a_report_without_it_says_so(which: str) -> None:
    bare = result() | {
        "trails": [],
        "events": [],
        "network": {"rings": [], "nodes": [], "edges": []},
    }
    with pytest.raises(CallError, match=f"no {which} to draw"):
        picture_svg(bare, which, EN)


def test_every_end_has_its_colour_and_pattern() -> None:
    assert {*KINDS_OF_ENDS, *ORIGINS, "frozen"} <= set(ENDS)
    style = standalone_style()
    assert all(f".e-{end} " in style for end in ENDS)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_stand_out_from_the_ground(scheme: int) -> None:
    import re

    from moneygraph.report.pages.draw import asset

    part = asset("palette.css").split("@media")[scheme]
    colours = dict(re.findall(r"--([\w-]+): *(#\w{6});", part))
    ground = _luminance(colours["ground"])

    def contrast(name: str) -> float:
        light, dark = sorted((_luminance(colours[name]), ground), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    assert all(contrast(end) >= 3 for end in [*ENDS, "edge", "ribbon-edge", "focus"])
    assert all(contrast(name) >= 4.5 for name in ("text", "muted", "accent", "doubt"))
