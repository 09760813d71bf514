"""A scorecard: what a query weighs, and how it says so; one table one indicator.

``queries/NAME.card.toml`` beside ``NAME.sql`` holds `unit`, `order` (of the parts of a sentence),
``[ru]`` and ``[kk]`` with the head's texts, ``[param.NAME]`` with what a parameter is, and a table
``[indicator.NAME]`` for each indicator:

- `value`: the column of the query that is weighed, null where there is none;
- `shape`, `base`, `per`, `cap`, `from`, `steps`: its points. ``linear``: base + per * value, value
  no larger than `cap`; ``log``: base + per * ln(1 + value); `steps`: pairs of a value and the
  points from it on; ``share``: per * value of what all others add up to. Nothing below `from`;
- `when`: a condition without which there are no points;
- `show`: what the answer gives and the sentence says, where that is not `value`; `shows`: several
  columns of the same names; `show_when`: when, where that is not when there are points;
- `innocent`: what is innocent about it;
- `en`, `ru`, `kk`: its sentences: the first one of which all values are known is used.

An indicator without points is evidence that is only shown; one without `value` is a column
``i_NAME`` of the query. The unit ``decibans``: points are added to `begun`, a column of the query,
and the score is 1 / (1 + 10^(-sum / 10)). ``points``: they are hundredths of the score.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from moneygraph.store.errors import QueryError
from moneygraph.store.printable import printable

UNITS: Final = ("decibans", "points")
SHAPES: Final = ("linear", "log", "share")
LANGUAGES: Final = ("en", "ru", "kk")
_KEYS: Final = {
    *("value", "shape", "base", "per", "cap", "from", "steps", "when", "show", "shows"),
    *("show_when", "innocent", *LANGUAGES),
}
_TEXTS: Final = {"title", "finds", "innocent"}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
#: What SQL and Cypher read alike: names, numbers, parameters, sums and comparisons.
_EXPRESSION: Final = re.compile(r"[\w\s.$<>=()+*/-]*")
_PLACE: Final = re.compile(r"\{(\w+)(?:\|[^{}|]*)*\}")


@dataclass(frozen=True)
class Sentence:
    """A text with places for values; where `zero` names an indicator, it is for that being 0."""

    text: str
    zero: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The indicators that must be known for it."""
        places = _PLACE.findall(self.text)
        return (*places, self.zero) if self.zero else tuple(places)


@dataclass(frozen=True)
class Indicator:
    """One table of a card; see the module."""

    name: str
    value: str | None = None
    shape: str = "linear"
    base: float = 0
    per: float = 0
    cap: float | None = None
    least: float | None = None
    steps: tuple[tuple[float, float], ...] = ()
    when: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    show_when: str | None = None
    innocent: str = ""
    sentences: Mapping[str, tuple[Sentence, ...]] = field(default_factory=dict)

    @property
    def has_points(self) -> bool:
        """Whether it weighs anything."""
        return bool(self.base or self.per or self.steps)

    @property
    def direction(self) -> int:
        """1 where it adds, -1 where it takes away, 0 where it weighs nothing."""
        points = [one for _, one in self.steps] or [self.per or self.base]
        return (points[-1] > 0) - (points[-1] < 0)


@dataclass(frozen=True)
class Card:
    """A card: indicators in the order of answers, `order` is that of sentences.

    `texts` are the head's by language, `params` what a parameter is, by name and language.
    """

    path: Path
    unit: str
    indicators: dict[str, Indicator]
    order: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    params: Mapping[str, Mapping[str, str]]
    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """All that an answer may show, in its order."""
        return tuple(name for one in self.indicators.values() for name in one.shown or (one.name,))

    @property
    def weighed(self) -> list[Indicator]:
        """The indicators that have points."""
        return [one for one in self.indicators.values() if one.has_points]


def read_card(path: Path) -> Card:
    """Read one card; raises `QueryError` naming the file, the table and the remedy."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise _wrong(path, f"cannot be read: {error}", "Mend it as TOML.") from error
    _check_keys(path, "it", data, {"unit", "order", "ru", "kk", "param", "indicator"})
    if data.get("unit") not in UNITS:
        raise _wrong(path, "has no unit", f"Write one of: {', '.join(UNITS)}.")
    tables = _table(path, "indicator", data.get("indicator", {}))
    indicators = {name: _indicator(path, name, entry) for name, entry in tables.items()}
    order = tuple(data.get("order", ()))
    card = Card(
        path,
        data["unit"],
        indicators,
        order + tuple(name for name in indicators if name not in order),
        {lang: _texts(path, lang, data.get(lang, {}), _TEXTS) for lang in LANGUAGES},
        {
            name: _texts(path, f"param.{name}", entry, set(LANGUAGES))
            for name, entry in _table(path, "param", data.get("param", {})).items()
        },
        text,
    )
    _check_names(card)
    return card


def _indicator(path: Path, name: str, entry: Any) -> Indicator:
    place = f"indicator.{name}"
    table = _table(path, place, entry)
    _check_keys(path, place, table, _KEYS)
    if not _NAME.fullmatch(name):
        raise _wrong(path, f"has {place}", "Name it in small letters, digits and _.")
    for key in ("value", "when", "show", "show_when"):
        _check_expression(path, f"{place}.{key}", table.get(key, ""))
    shape = table.get("shape", "linear")
    if shape not in SHAPES:
        raise _wrong(path, f"gives {place} an unknown shape", f"Shapes are: {', '.join(SHAPES)}.")
    if any(key in table for key in ("base", "per", "steps")) and "value" not in table:
        raise _wrong(path, f"gives {place} points and no value", "Name the column it weighs.")
    return Indicator(
        name,
        table.get("value"),
        shape,
        base=_number(path, place, table, "base", 0),
        per=_number(path, place, table, "per", 0),
        cap=_number(path, place, table, "cap", None),
        least=_number(path, place, table, "from", None),
        steps=_steps(path, place, table.get("steps", [])),
        when=table.get("when"),
        shown=_shown(name, table),
        show_when=table.get("show_when"),
        innocent=table.get("innocent", ""),
        sentences={lang: _sentences(path, place, table.get(lang, [])) for lang in LANGUAGES},
    )


def _shown(name: str, table: Mapping[str, Any]) -> dict[str, str]:
    """Return the column of each value that the answer gives; none where the query gives it."""
    if "shows" in table:
        return {one: one for one in table["shows"]}
    column = table.get("show", table.get("value"))
    return {} if column is None else {name: column}


def _sentences(path: Path, place: str, entries: Any) -> tuple[Sentence, ...]:
    def one(entry: Any) -> Sentence:
        if isinstance(entry, str):
            return Sentence(entry)
        if isinstance(entry, dict) and set(entry) == {"zero", "say"}:
            return Sentence(str(entry["say"]), str(entry["zero"]))
        raise _wrong(path, f"has a sentence of {place} that is none", "Write a text in quotes.")

    if not isinstance(entries, list):
        raise _wrong(path, f"has sentences of {place} that are no list", "Write them in [ ].")
    return tuple(map(one, entries))


def _steps(path: Path, place: str, entries: Any) -> tuple[tuple[float, float], ...]:
    is_pairs = isinstance(entries, list) and all(
        isinstance(one, list) and len(one) == 2 and all(type(n) in (int, float) for n in one)
        for one in entries
    )
    if not is_pairs or sorted(entries) != entries:
        raise _wrong(
            path, f"has steps of {place} that are none", "Write pairs, such as [[2, 6], [4, 12]]."
        )
    return tuple((one[0], one[1]) for one in entries)


def _number(path: Path, place: str, table: Mapping[str, Any], key: str, none: Any) -> Any:
    value = table.get(key, none)
    if value is not none and type(value) not in (int, float):
        raise _wrong(path, f"has {place}.{key}, which is no number", "Write it without quotes.")
    return value


def _table(path: Path, place: str, entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise _wrong(path, f"has {place}, which is no table", f"Write [{place}] above it.")
    return entry


def _texts(path: Path, place: str, entry: Any, known: set[str]) -> dict[str, str]:
    table = _table(path, place, entry)
    _check_keys(path, place, table, known)
    return {key: str(text) for key, text in table.items()}


def _check_keys(path: Path, place: str, table: Mapping[str, Any], known: set[str]) -> None:
    strange = sorted(set(table) - known)
    if strange:
        raise _wrong(
            path, f"has '{strange[0]}' in {place}", f"There can be: {', '.join(sorted(known))}."
        )


def _check_expression(path: Path, place: str, text: Any) -> None:
    if not isinstance(text, str) or not _EXPRESSION.fullmatch(text):
        raise _wrong(
            path,
            f"has {place} that not every engine reads",
            "Write columns, numbers, $parameters, + - * /, < > =, and, or, not, is null.",
        )


def _check_names(card: Card) -> None:
    """Check that `order` and the sentences name what there is."""
    unknown = [name for name in card.order if name not in card.indicators]
    if unknown:
        raise _wrong(card.path, f"orders '{unknown[0]}'", "Write an [indicator] of that name.")
    for one in card.indicators.values():
        for sentence in (one for some in one.sentences.values() for one in some):
            strange = [name for name in sentence.names if name not in card.names]
            if strange:
                raise _wrong(
                    card.path,
                    f"has a sentence of {one.name} with {{{strange[0]}}}",
                    f"There are: {', '.join(card.names)}.",
                )


def _wrong(path: Path, what: str, remedy: str) -> QueryError:
    return QueryError(f"the card {path.name} {printable(what)}", remedy)
