"""JSON that a stranger may have written: read strictly, then checked against a type.

The types are msgspec's, so that what a file may hold is written once and is what the code uses.
"""

from __future__ import annotations

import ast
import json
import math
import re
from typing import Annotated, Any, Final, TypeVar

import msgspec

from moneygraph.store.message import Message

T = TypeVar("T")

#: Deeper than anything of ours, and far from what exhausts the stack of whoever walks it.
_DEEPEST: Final = 50
#: Beyond this a float no longer holds every whole number.
_MOST: Final = 1 << 53
#: How msgspec ends an error: ``Expected `int`, got `str` - at `$.exports[0].rows` ``.
_PLACED: Final = re.compile(
    r"(?P<what>.*?)(?: - at (?P<key>`key` in )?`\$(?P<place>.*)`)?", re.DOTALL
)

#: What else msgspec writes of a value, without its backticks, as templates of messages.
FORMS: Final = (
    "expected {expected}, got {got}",
    "expected {expected}",
    "object missing required field {field}",
    "object contains unknown field {field}",
    "invalid enum value {value}",
)
_FORMS: Final = [
    (re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+?)", form), re.IGNORECASE | re.DOTALL), form)
    for form in FORMS
]

#: What each pattern asks for, in words: msgspec's errors show the pattern.
_ASKED: Final[dict[str, Message]] = {}
_PATTERN: Final = re.compile(r"str matching regex (?P<quoted>.+)", re.DOTALL)


def matching(pattern: str, words: Message) -> msgspec.Meta:
    """Return what limits a text to a pattern; `words` follow "expected" in the error."""
    _ASKED[pattern] = words
    return msgspec.Meta(pattern=pattern)


def one_of(*words: str) -> msgspec.Meta:
    """Return what limits a text to some words."""
    return matching(rf"^(?:{'|'.join(words)})\Z", Message("one of {names}", names=words))


#: A text that can be kept and shown: without NUL and halves of surrogate pairs.
Text = Annotated[str, matching(r"^[^\0\ud800-\udfff]*\Z", Message("a text without NUL"))]
Sha256 = Annotated[str, matching(r"^[0-9a-f]{64}\Z", Message("the 64 digits of a SHA-256"))]
#: A whole number from 0.
Count = Annotated[int, msgspec.Meta(ge=0, le=_MOST)]
#: A number of either kind; what is written as a whole number stays one.
Number = (
    Annotated[int, msgspec.Meta(ge=-_MOST, le=_MOST)]
    | Annotated[float, msgspec.Meta(ge=-_MOST, le=_MOST)]
)


class Untrusted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An object of exactly the fields that a subclass names."""


class WrongShape(Exception):
    """What is wrong with a value, and where; `message` may hold what the stranger wrote."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


def read_json(data: bytes) -> Any:
    """Return the value of a JSON text in UTF-8; raises `ValueError` where it is not plain.

    What readers of JSON disagree about is refused: a key twice in one object, NaN, numbers too
    large for a float; and more than 50 levels.
    """
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_float=_finite,
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _check_depth(value, _DEEPEST)
    return value


def checked(value: Any, kind: type[T], whole: str) -> T:
    """Return a value that was read from JSON as a type; raises `WrongShape` naming the place.

    `whole` is what the value is called in the error. Nothing is converted from one type of JSON
    to another.
    """
    try:
        return msgspec.convert(value, kind, strict=True)
    except (msgspec.ValidationError, OverflowError) as error:  # overflow: msgspec before 0.22
        found = _PLACED.fullmatch(str(error))
        assert found is not None  # every text fits
        place = Message("{whole}{place}", whole=whole, place=found["place"] or "")
        what = _in_words(found["what"].replace("`", ""))
        raise WrongShape(
            Message("a key of {place}: {what}", place=place, what=what)
            if found["key"]
            else Message("{place}: {what}", place=place, what=what)
        ) from error


def _in_words(what: str) -> str:
    for pattern, form in _FORMS:
        found = pattern.fullmatch(what)
        if found is not None:
            return Message(form, **{name: _asked(one) for name, one in found.groupdict().items()})
    return what


def _asked(words: str) -> str:
    found = _PATTERN.fullmatch(words)
    return _ASKED[ast.literal_eval(found["quoted"])] if found else words


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number of JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("too large a number")
    return value


def _check_depth(value: Any, left: int) -> None:
    if not isinstance(value, dict | list):
        return
    if left == 0:
        raise ValueError("nested too deeply")
    for one in value.values() if isinstance(value, dict) else value:
        _check_depth(one, left - 1)
