"""What a card weighs, worked out in plain Python from its TOML, by the words of its reference page.

Nothing of `moneygraph.detect.queries` is used: it is what the composed SQL and Cypher are compared
with. Expressions are those of `EXPRESSIONS` and `CONDITIONS`, with their meaning beside them.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]
Value = Callable[[Row], Any]


def _known(names: str, value: Value) -> Value:
    """Return a value that is null where one of its columns is."""
    return lambda row: None if any(row[name] is None for name in names) else value(row)


#: What can be weighed of a row with the columns a and b (counts), c and d (numbers).
EXPRESSIONS: dict[str, Value] = {
    "a": _known("a", lambda row: row["a"]),
    "b": _known("b", lambda row: row["b"]),
    "c": _known("c", lambda row: row["c"]),
    "d": _known("d", lambda row: row["d"]),
    "a - b": _known("ab", lambda row: row["a"] - row["b"]),
    "c + 2 * d": _known("cd", lambda row: row["c"] + 2 * row["d"]),
    "a / 4.0": _known("a", lambda row: row["a"] / 4.0),
}
#: True, false or null.
CONDITIONS: dict[str, Value] = {
    "a > 0": _known("a", lambda row: row["a"] > 0),
    "b is not null": lambda row: row["b"] is not None,
    "c < d": _known("cd", lambda row: row["c"] < row["d"]),
    "a is null or a <= 3": lambda row: row["a"] is None or row["a"] <= 3,
}


@dataclass(frozen=True)
class Weighed:
    """The points by indicator, with `begun` where the score begins with it, and what is shown."""

    score: float
    points: dict[str, float]
    shown: dict[str, Any]


def weigh(text: str, row: Row) -> Weighed:
    """Weigh a row by the text of a card."""
    card = tomllib.loads(text)
    is_decibans = card["unit"] == "decibans"
    weighing = {
        name: one
        for name, one in card["indicator"].items()
        if any(one.get(key) for key in ("base", "per", "steps"))
    }
    alone = {name: one for name, one in weighing.items() if one.get("shape") != "share"}
    points = {name: _points(one, row, is_decibans) for name, one in alone.items()}
    others = sum(points.values(), row["begun"] if is_decibans else 0.0)
    for name, one in weighing.items():
        if name not in alone:
            points[name] = one["per"] * _capped(one, row) * others if _applies(one, row) else 0.0
    total = others + sum(points[name] for name in weighing if name not in alone)
    if is_decibans:
        total = math.floor(total * 100 + 0.5) / 100
        score = 1 / (1 + 10 ** min(300, -total / 10))
    else:
        score = total / 100
    begun = {"begun": row["begun"]} if is_decibans else {}
    return Weighed(
        score,
        begun | {name: points[name] for name in weighing},
        _shown(card["indicator"], points, row),
    )


def _applies(one: dict[str, Any], row: Row) -> bool:
    value = EXPRESSIONS[one["value"]](row)
    if value is None or value < one.get("from", -math.inf):
        return False
    return "when" not in one or CONDITIONS[one["when"]](row) is True


def _capped(one: dict[str, Any], row: Row) -> float:
    return float(min(EXPRESSIONS[one["value"]](row), one.get("cap", math.inf)))


def _points(one: dict[str, Any], row: Row, is_decibans: bool) -> float:
    if not _applies(one, row):
        return 0.0
    value = _capped(one, row)
    if "steps" in one:
        return float(max((step for step in one["steps"] if value >= step[0]), default=[0, 0])[1])
    if one.get("shape") == "log":
        value = math.log(1 + max(0.0, value))
    base, per = one.get("base", 0), one.get("per", 0)
    if is_decibans:
        tenths = math.floor(float(Decimal(str(abs(per))) * 10) * value + 0.5)
        return float(base + (tenths if per > 0 else -tenths) / 10)
    return float(base + per * value)


def _shown(indicators: dict[str, Any], points: dict[str, float], row: Row) -> dict[str, Any]:
    shown = {}
    for name, one in indicators.items():
        if "show_when" in one:
            fires = CONDITIONS[one["show_when"]](row) is True
        elif name in points:
            fires = points[name] != 0
        else:
            fires = "when" not in one or CONDITIONS[one["when"]](row) is True
        value = EXPRESSIONS[one.get("show", one["value"])](row)
        if fires and value is not None:
            shown[name] = value
    return shown


#: Numbers as people write them, to three digits, and small ones.
NUMBERS = st.one_of(
    st.integers(-40, 40),
    st.integers(-9999, 9999).map(lambda n: n / 1000),
    st.sampled_from([0.0001234567, 12.3456789, 1e-7, 100000]),
)
ROWS = st.fixed_dictionaries(
    {
        "begun": st.integers(-400, 0).map(lambda n: n / 10),
        **dict.fromkeys("ab", st.none() | st.integers(-5, 60) | st.integers(0, 10**12)),
        **dict.fromkeys("cd", st.none() | st.integers(-3000, 60000).map(lambda n: n / 1000)),
    }
)


@st.composite
def indicators(draw: st.DrawFn, name: str) -> str:
    """Return the text of an indicator of any shape."""
    lines = [f"[indicator.{name}]", f'value = "{draw(st.sampled_from(sorted(EXPRESSIONS)))}"']
    shape = draw(st.sampled_from(["none", "base", "linear", "log", "share", "steps"]))
    if shape == "steps":
        at = draw(st.lists(st.integers(-10, 100), unique=True, min_size=1, max_size=4).map(sorted))
        lines.append(f"steps = {[[one, draw(NUMBERS)] for one in at]}")
    elif shape != "none":
        if shape in ("log", "share"):
            lines.append(f'shape = "{shape}"')
        if shape == "base" or (shape != "share" and draw(st.booleans())):
            lines.append(f"base = {draw(NUMBERS)}")
        if shape != "base":
            lines.append(f"per = {draw(NUMBERS)}")
            if draw(st.booleans()):
                lines.append(f"cap = {draw(NUMBERS)}")
    if shape != "none" and draw(st.booleans()):
        lines.append(f"from = {draw(NUMBERS)}")
    for key, choices in (("when", CONDITIONS), ("show_when", CONDITIONS), ("show", EXPRESSIONS)):
        if draw(st.booleans()):
            lines.append(f'{key} = "{draw(st.sampled_from(sorted(choices)))}"')
    return "\n".join(lines)


@st.composite
def cards(draw: st.DrawFn) -> str:
    """Return the text of a card with up to six indicators."""
    names = draw(st.permutations("uvwxyz"))[: draw(st.integers(1, 6))]
    unit = draw(st.sampled_from(["decibans", "points"]))
    parts = [f'unit = "{unit}"', *(draw(indicators(name)) for name in names)]
    return "\n".join(parts) + "\n"
