"""Series of complaints in a terminal, with what ties them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygraph.outputs.following import series_why
from moneygraph.outputs.freeze_print import print_stand_in
from moneygraph.outputs.numbers import wide_amount
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts

if TYPE_CHECKING:
    from moneygraph.following import Series, SeriesFound, Tie

_INDENT = 2
_SHOWN = 8


def print_series(terminal: Terminal, texts: Texts, found: SeriesFound, limit: int) -> None:
    """Print the first `limit` series, the largest amount first, and what stands alone."""
    print_stand_in(terminal, texts, found.stand_in)
    terminal.say(texts("series.title", n=len(found.rows)), "bold")
    for row in found.rows[:limit]:
        _print_one(terminal, texts, row)
    if len(found.rows) > limit:
        terminal.line()
        terminal.say(texts("find.rest", n=len(found.rows) - limit), "dim", hang=2)
    if found.alone:
        terminal.line()
        numbers = _some(texts, [data(one) for one in found.alone])
        terminal.say(texts("series.alone", n=len(found.alone), numbers=numbers), hang=2)
    if found.cut:
        terminal.line()
        terminal.say(texts("series.cut", n=found.cut, most=found.link_most), "yellow", hang=2)


def _print_one(terminal: Terminal, texts: Texts, row: Series) -> None:
    terminal.line()
    terminal.say(series_why(texts, row), "bold", hang=2)
    terminal.say(_some(texts, [data(one) for one in row.complaints]), indent=_INDENT, hang=2)
    for tie in row.ties[:_SHOWN]:
        terminal.say(_tie(texts, row, tie), indent=_INDENT, hang=2)
    rest = len(row.ties) - _SHOWN
    if rest > 0:
        terminal.say(texts("find.and_more", n=rest), "dim", indent=_INDENT)


def _tie(texts: Texts, row: Series, tie: Tie) -> str:
    what = texts.word("link_kind", tie.what) if tie.what else texts.word("tie", tie.kind)
    said = f"{what} {data(tie.account or tie.value)}"
    amount = wide_amount(tie.amount, row.currency)
    return texts("series.tie", thing=said, n=len(tie.complaints), amount=amount)


def _some(texts: Texts, numbers: list[str]) -> str:
    rest = len(numbers) - _SHOWN
    more = f" {texts('find.and_more', n=rest)}" if rest > 0 else ""
    return ", ".join(numbers[:_SHOWN]) + more
