"""What JSON of a stranger must look like: small checks that are put together to larger ones.

A check takes a value and its place in the JSON and raises `ManifestError` naming the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from moneygraph.store.errors import ManifestError
from moneygraph.store.printable import printable

Check = Callable[[Any, str], None]
_MOST: Final = 1 << 53


def wrong(place: str, wanted: str) -> ManifestError:
    """Return the error that names a place and what should stand there."""
    return ManifestError(
        f"the record is not as moneygraph writes it: {printable(place)} is not {wanted}",
        "Ask whoever sent it for the file as it was written.",
    )


def text(wanted: str = "a text", pattern: str = "[^\0\ud800-\udfff]*") -> Check:
    """Return a check for a text that fits a regular expression as a whole."""
    form = re.compile(pattern, re.DOTALL)

    def check(value: Any, place: str) -> None:
        if not isinstance(value, str) or not form.fullmatch(value):
            raise wrong(place, wanted)

    return check


def number(value: Any, place: str) -> None:
    """Check for a number that is not beyond what a program can count with."""
    if type(value) not in (int, float) or not abs(value) <= _MOST:
        raise wrong(place, "a number")


def count(value: Any, place: str) -> None:
    """Check for a whole number from 0."""
    if type(value) is not int or not 0 <= value <= _MOST:
        raise wrong(place, "a whole number")


def flag(value: Any, place: str) -> None:
    """Check for true or false."""
    if not isinstance(value, bool):
        raise wrong(place, "true or false")


def anything(value: Any, place: str) -> None:
    """Take every value."""


def one_of(*words: str) -> Check:
    """Return a check for one of these words."""

    def check(value: Any, place: str) -> None:
        if value not in words:
            raise wrong(place, f"one of {', '.join(words)}")

    return check


def maybe(inner: Check) -> Check:
    """Return a check for null, or what the inner check takes."""

    def check(value: Any, place: str) -> None:
        if value is not None:
            inner(value, place)

    return check


def listed(inner: Check) -> Check:
    """Return a check for a list, each value of which the inner check takes."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, list):
            raise wrong(place, "a list")
        for index, one in enumerate(value):
            inner(one, f"{place}[{index}]")

    return check


def by_name(inner: Check) -> Check:
    """Return a check for an object of any keys, each value of which the inner check takes."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise wrong(place, "an object")
        for name, one in value.items():
            TEXT(name, f"a key of {place}")
            inner(one, f"{place}.{name}")

    return check


def fields(**checks: Check) -> Check:
    """Return a check for an object of exactly these keys."""

    def check(value: Any, place: str) -> None:
        if not isinstance(value, dict) or set(value) != set(checks):
            raise wrong(place, f"an object of {', '.join(checks)}")
        for name, inner in checks.items():
            inner(value[name], f"{place}.{name}")

    return check


TEXT: Final = text()
SHA256: Final = text("a SHA-256", "[0-9a-f]{64}")
