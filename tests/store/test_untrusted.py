"""JSON of strangers: what is read and what is refused, by the text and by types."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.store.untrusted import (
    Count,
    Number,
    Sha256,
    Text,
    Untrusted,
    WrongShape,
    checked,
    read_json,
)

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    SCALARS.filter(lambda one: one not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_plain_json_is_read_as_it_is(value: Any) -> None:
    assert json.dumps(read_json(json.dumps(value).encode())) == json.dumps(value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'{"a": 1, "a": 1}', "twice"),
        (b'[{"b": {"a": 1, "\\u0061": 1}}]', "twice"),
        (b"[NaN]", "NaN is no number"),
        (b"-Infinity", "-Infinity is no number"),
        (b"1e309", "too large"),
        (b"-1e309", "too large"),
        (b"[" * 51 + b"]" * 51, "too deeply"),
        (b'{"a":' * 50 + b"[]" + b"}" * 50, "too deeply"),
        (b"[" * 100_000, "too deeply"),
        (b"9" * 5000, "4300 digits"),
        (b"\xef\xbb\xbf1", "BOM"),
        (b"\xff", "utf-8"),
        (b'"\n"', "control character"),
        (b"1 2", "Extra data"),
        (b"", "Expecting value"),
    ],
)
def test_what_is_not_plain_is_refused(text: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_json(text)


def test_fifty_levels_are_read() -> None:
    assert read_json(b"[" * 50 + b"]" * 50)


class Inner(Untrusted, frozen=True):
    number: Number
    names: dict[Text, Count | None]


class Outer(Untrusted, frozen=True):
    sha256: Sha256
    inner: list[Inner]


def outer(**inner: Any) -> dict[str, Any]:
    return {"sha256": "0" * 64, "inner": [{"number": 1.5, "names": {"a": 0}} | inner]}


@pytest.mark.parametrize("number", [0, -1, 2**53, -(2**53), 0.5, 5e-324, 2.0**53])
def test_a_number_stays_what_it_is(number: float) -> None:
    kept = checked(outer(number=number), Outer, "it").inner[0].number
    assert (type(kept), kept) == (type(number), number)


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (None, "it: expected object, got null"),
        ([], "it: expected object, got array"),
        ({}, "it: object missing required field sha256"),
        (outer() | {"x": 1}, "it: object contains unknown field x"),
        (outer(x=1), "it.inner[0]: object contains unknown field x"),
        (outer() | {"sha256": "0" * 64 + "\n"}, "it.sha256: expected the 64 digits of a SHA-256"),
        (outer(number=True), "it.inner[0].number: expected int | float, got bool"),
        (outer(number="1"), "it.inner[0].number: expected int | float, got str"),
        (outer(number=2**53 + 1), "it.inner[0].number: expected int <= 9007199254740992"),
        (outer(number=-(10**400)), "it.inner[0].number: expected int >= -9007199254740992"),
        (outer(number=2.0**54), "it.inner[0].number: expected float <= 9007199254740992"),
        (outer(names={"a": -1}), "it.inner[0].names[...]: expected int >= 0"),
        (outer(names={"a": 1.0}), "it.inner[0].names[...]: expected int | null, got float"),
        (outer(names={"a\0": 1}), "a key of it.inner[0].names: expected a text without NUL"),
        (outer(names={"\udcff": 1}), "a key of it.inner[0].names: expected a text without NUL"),
    ],
)
def test_what_is_not_of_a_type_is_named_with_its_place(value: Any, wrong: str) -> None:
    with pytest.raises(WrongShape) as error:
        checked(value, Outer, "it")
    assert str(error.value).startswith(wrong)


@given(VALUES)
def test_any_value_is_of_a_type_or_wrong(value: Any) -> None:
    for whole in (value, outer(number=value), outer(names=value), {"sha256": value, "inner": []}):
        try:
            checked(whole, Outer, "it")
        except WrongShape as error:
            assert str(error).removeprefix("a key of ").startswith("it")
