"""One picture of a report as SVG, or as PNG for a slide, drawn from the page's own positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from markupsafe import Markup

from moneygraph.report.pages import PICTURES
from moneygraph.report.pages.draw import drawn, standalone_style
from moneygraph.report.pages.network import Network, network
from moneygraph.report.pages.timeline import Timeline, timeline
from moneygraph.report.pages.trail import CARD, TrailPicture, trail_picture, trail_title, with_money
from moneygraph.report.pages.writing import width
from moneygraph.report.text.texts import Texts
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

#: A font with all letters of Kazakh, from a package, so that every machine draws the same.
_FONT: Final = "Source Sans Pro"
_FONTS: Final = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")
_AROUND: Final = 32  # px
_TITLE: Final = 56
_LEGEND_LINE: Final = 22
_ZOOM: Final = 2


def picture_svg(result: Mapping[str, Any], which: str, texts: Texts) -> str:
    """Return a picture that needs nothing else; raises `CallError` where there is nothing in it.

    `which` is one of `PICTURES`; of two trails it is the first that has money.
    """
    number = next(iter(with_money(result)), None)
    picture = _picture(result, which, number, texts)
    if picture is None:
        raise CallError(
            Message("this report has no {which} to draw", which=which),
            Message("Choose another with --picture: {names}.", names=PICTURES),
        )
    wide = picture.width + _AROUND
    legend, lines = list[dict[str, Any]](), 0
    title, values = f"report.{which}", dict[str, Any]()
    if which == "trail" and number is not None:
        legend, lines = _legend(result["trails"][number]["ends"], wide, texts)
        title, values = trail_title(result, number), {"number": number, "card_width": CARD}
    return drawn(
        "picture.svg",
        texts,
        width=wide,
        height=picture.height + _TITLE + lines * _LEGEND_LINE,
        title=f"{result['title']}: {texts(title)}",
        says=picture.says,
        style=Markup(standalone_style()),
        defs=Markup(drawn("defs.svg", texts)),
        drawn=Markup(drawn(f"{which}.svg", texts, picture=picture, links=False, **values)),
        legend=legend,
    )


def picture_png(result: Mapping[str, Any], which: str, texts: Texts) -> bytes:
    """Return the same picture as PNG, twice as many pixels as px.

    Raises `CallError` where the packages that draw it are not there.
    """
    try:
        import font_source_sans_pro
        import resvg_py
    except ImportError as error:
        raise CallError(
            Message("a PNG needs the packages resvg-py and font-source-sans-pro"),
            Message("Install moneygraph with pip install '.[picture]', or name a file.svg."),
        ) from error
    folder = files(font_source_sans_pro) / "files"
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=picture_svg(result, which, texts),
            font_files=[str(folder / name) for name in _FONTS],
            skip_system_fonts=True,
            font_family=_FONT,
            zoom=_ZOOM,
        )
    )


def _picture(
    result: Mapping[str, Any], which: str, number: int | None, texts: Texts
) -> TrailPicture | Timeline | Network | None:
    match which:
        case "trail":
            return None if number is None else trail_picture(result, number, texts)
        case "timeline":
            return timeline(result, texts)
    return network(result, texts)


def _legend(
    ends: Sequence[Mapping[str, Any]], wide: float, texts: Texts
) -> tuple[list[dict[str, Any]], int]:
    """Return each end with its sum in lines below the picture, and how many lines."""
    found: list[dict[str, Any]] = []
    x, line = 0.0, 0
    for end in ends:
        text = f"{texts.word('end', end['end'])} {texts.short(end['amount'])}"
        room = width(text, 12) + 40
        if found and x + room > wide - _AROUND:
            x, line = 0.0, line + 1
        found.append({"end": end["end"], "text": text, "x": round(x, 1), "line": line})
        x += room
    lines = line + 1 if found else 0
    return [one | {"y": (lines - 1 - one["line"]) * _LEGEND_LINE} for one in found], lines
