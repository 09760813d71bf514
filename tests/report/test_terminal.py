"""Lines keep to the terminal's width, numbers stay whole, data cannot steer the terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygraph.report.terminal.load import short_names
from moneygraph.report.terminal.terminal import (
    HARD_SPACE,
    Head,
    Terminal,
    cell_len,
    fitted,
    padded,
    print_table,
    wrapped,
)
from moneygraph.report.text.formats import Formats
from moneygraph.report.text.numbers import plain_amount
from moneygraph.report.values.json import json_text
from moneygraph.store.printable import safe

RU = Formats("ru")
WORDS = st.text("abcдғ 中0123456789", max_size=120)
HOSTILE = "\x1b[31mred\x1b[0m [bold]x[/bold] \u202egnp.exe\u202c a\rb\nc :smile: \ud800"


@settings(deadline=None)
@given(WORDS, st.integers(12, 60), st.integers(0, 4))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int, hang: int) -> None:
    lines = list(wrapped(text, width, hang))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for number, line in enumerate(lines):
        assert cell_len(line) <= width - (hang if number else 0)


@settings(deadline=None)
@given(st.integers(0, 10**12), st.integers(24, 40))
def test_amounts_are_not_broken_over_lines(units: int, width: int) -> None:
    amount = RU.amount(units)
    text = f"aaaa bbbbbb ccc {amount} dddd eeee"
    assert any(amount in line for line in wrapped(text, width))


@settings(deadline=None)
@given(WORDS, st.integers(0, 40))
def test_fitted_fits(text: str, width: int) -> None:
    cut = fitted(text, width)
    assert cell_len(cut) <= width
    assert cut == text or cell_len(text) > width


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, st.integers(0, 10**13)), max_size=5), st.integers(40, 120))
def test_tables_never_cut_a_number(rows: list[tuple[str, int]], width: int) -> None:
    stream = StringIO()
    heads = [Head("text"), Head("amount", number=True), Head("more")]
    cells = [[text, RU.amount(units), text] for text, units in rows]
    print_table(Terminal(stream, width), heads, cells)
    lines = stream.getvalue().splitlines()
    assert len(lines) == len(rows) + 1
    assert all(cell_len(line) <= width for line in lines)
    for line, (_, units) in zip(lines[1:], rows, strict=True):
        assert RU.amount(units).replace(HARD_SPACE, " ") in line


def test_padding_counts_columns_not_letters() -> None:
    assert padded("中", 4) + "|" == "中  |"
    assert padded("5", 3, right=True) == "  5"


def test_hostile_text_is_shown_and_not_obeyed(printed: Callable[..., str]) -> None:
    message = printed(lambda terminal: terminal.paragraph(safe(HOSTILE)), width=200)
    assert message.isprintable() or message.removesuffix("\n").isprintable()
    assert "\\x1b[31mred" in message and "\\u202e" in message and "[bold]x[/bold]" in message
    assert ":smile:" in message and "\\ud800" in message


def test_no_colour_in_a_file_nor_with_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screens = [Screen(), Screen(), StringIO()]
    for number, screen in enumerate(screens):
        if number == 1:
            monkeypatch.setenv("NO_COLOR", "1")
        Terminal(screen, 80).line("text", "red")
    assert [("\x1b[31m" in screen.getvalue()) for screen in screens] == [True, False, False]


@settings(deadline=None)
@given(st.integers(-(10**18), 10**18))
def test_amounts_are_exact(units: int) -> None:
    text = plain_amount(units)
    whole, part = text.split(".")
    assert len(part) == 2
    assert int(whole + part) == units or (units < 0 and int(whole + part) == units)


def test_bitcoin_has_eight_decimals() -> None:
    assert plain_amount(150_000_001, "BTC") == "1.50000001"


def test_json_keeps_order_letters_and_survives_broken_names() -> None:
    assert (
        json_text({"b": "Әсел", "a": "\udcff\x1b"}) == '{\n "b": "Әсел",\n "a": "\\udcff\\u001b"\n}'
    )
    with pytest.raises(TypeError):
        json_text({"a": object()})


NAMES = st.text(st.sampled_from('ab"{}[],:\\\n'), max_size=12) | st.none() | st.integers()


@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=5))
def test_json_puts_each_row_on_a_line_whatever_is_in_it(pairs: list[tuple[Any, Any]]) -> None:
    rows = [{"end": end, "name": name} for end, name in pairs]
    text = json_text({"rows": rows})
    assert json.loads(text) == {"rows": rows}
    assert len(text.splitlines()) == len(rows) + 4
    nested = [{"end": "x", "victims": rows}]
    assert json.loads(json_text(nested)) == nested


def test_json_of_what_64_bits_or_letters_do_not_hold() -> None:
    rows = [{"a": 2**70}, {"a": "\udcff"}]
    assert json.loads(json_text(rows)) == rows


def test_short_names_drop_only_what_all_share() -> None:
    assert short_names(["a/b/x", "a/b/c/y"]) == ["x", "c/y"]
    assert short_names(["a/x"]) == ["x"]
    assert short_names(["x", "a/x"]) == ["x", "a/x"]
    assert short_names([]) == []
