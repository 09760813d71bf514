from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.store.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Выписка Ә.csv", "Выписка Ә.csv"),
        ("1\xa0234 ₸", "1\xa0234 ₸"),
        ("a\x1b[31mb\x07", "a\\x1b[31mb\\x07"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u202egpj.exe\u2066", "\\u202egpj.exe\\u2066"),
        ("a\u200bb\ufeff\u2028", "a\\u200bb\\ufeff\\u2028"),
        ("\x9b31m\x7f\x00", "\\x9b31m\\x7f\\x00"),
        ("\udcff\U000e0041", "\\udcff\\U000e0041"),
        ("x" * 301, "x" * 299 + "…"),
        ("x" * 300, "x" * 300),
    ],
)
def test_what_steers_or_hides_is_made_visible(text, shown):
    assert printable(text) == shown


@given(st.text() | st.text(alphabet="\x1b\n\u202eaя"))
def test_nothing_that_steers_is_left(text):
    shown = printable(text, longest=40)
    assert len(shown) <= 40
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)
    shown.encode()
