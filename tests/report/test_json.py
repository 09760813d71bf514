"""The form of every kind of value in JSON: other programs and records' digests rely on it."""

from __future__ import annotations

import json
from collections import Counter, namedtuple
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.report.values.json import json_text

Pair = namedtuple("Pair", "a b")
MOMENT = datetime(2026, 3, 2, 10, 15, 7)
ALMATY = timezone(timedelta(hours=5))
FORMS: list[tuple[Any, str]] = [
    (None, "null"),
    (True, "true"),
    (-0.0, "-0.0"),
    (0.1, "0.1"),
    (1e15, "1000000000000000.0"),
    (9999999999999998.0, "9999999999999998.0"),
    (1e16, "1e+16"),
    (-1.5e22, "-1.5e+22"),
    (1e300, "1e+300"),
    (0.0001, "0.0001"),
    (1e-5, "0.00001"),
    (1e-6, "1e-6"),
    (1e-7, "1e-7"),
    (5e-324, "5e-324"),
    (float("nan"), "null"),
    (float("inf"), "null"),
    (float("-inf"), "null"),
    (2**53 + 1, "9007199254740993"),
    (2**64, "18446744073709551616"),
    (-(10**40), "-1" + "0" * 40),
    (np.float64(0.5), "0.5"),
    (MOMENT, '"2026-03-02T10:15:07"'),
    (MOMENT.replace(microsecond=999_999), '"2026-03-02T10:15:07"'),
    (MOMENT.replace(tzinfo=UTC), '"2026-03-02T10:15:07+00:00"'),
    (MOMENT.replace(tzinfo=ALMATY), '"2026-03-02T10:15:07+05:00"'),
    (datetime(1, 1, 1), '"0001-01-01T00:00:00"'),
    (date(2026, 3, 2), '"2026-03-02"'),
    (time(10, 15, 7, 5), '"10:15:07"'),
    (UUID(int=5), '"00000000-0000-0000-0000-000000000005"'),
    ('"\\/\b\f\n\r\t\0\x1f\x7f', r'"\"\\/\b\f\n\r\t\u0000\u001f' + '\x7f"'),
    ("Әсел \u2028\ufeff\U0001f600", '"Әсел \u2028\ufeff\U0001f600"'),
    ("\ud800", r'"\ud800"'),
    (np.str_("a"), '"a"'),
    ((1, "a", None), '[1,"a",null]'),
    (Pair(1, [2]), "[1,[2]]"),
    ([], "[]"),
    ({}, "{}"),
    (Counter("aab"), '{"a":2,"b":1}'),
    ({1: {"b": 1, "a": []}}, '{"1":{"b":1,"a":[]}}'),
]
REFUSED: list[Any] = [
    object(),
    b"a",
    bytearray(b"a"),
    {1},
    frozenset(),
    Decimal("1.5"),
    timedelta(1),
    np.int64(1),
    np.bool_(True),
    np.array([1]),
    1j,
]


@pytest.mark.parametrize(("value", "form"), FORMS, ids=[form[:30] for _, form in FORMS])
def test_the_form_of_a_value_wherever_it_is(value: Any, form: str) -> None:
    assert json_text([0, value]) == f"[0,{form}]"
    assert json_text([{"a": value}]) == f'[\n {{"a":{form}}}\n]'
    assert json_text([{"a": [{"b": value}]}]) == f'[\n {{"a":[{{"b":{form}}}]}}\n]'
    if not isinstance(value, dict):
        assert json_text(value) == form
        assert json_text({"a": value}) == f'{{\n "a": {form}\n}}'


@pytest.mark.parametrize("value", REFUSED, ids=lambda value: type(value).__name__)
def test_what_is_no_value_of_json_is_refused_wherever_it_is(value: Any) -> None:
    for whole in (value, [value], {"a": value}, [{"a": value}], [{"a": [(value,)]}]):
        with pytest.raises(TypeError, match="is no value of JSON"):
            json_text(whole)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert json.dumps(json.loads(json_text(value))) == json.dumps(value)


def test_what_is_written_is_not_changed() -> None:
    row: dict[str, Any] = {"ts": MOMENT.replace(microsecond=1), "large": 1e20, "in": [MOMENT]}
    rows = [row, dict(row)]
    json_text(rows)
    assert rows == [row, {"ts": MOMENT.replace(microsecond=1), "large": 1e20, "in": [MOMENT]}]
