"""One sentence that says why a row was found, from the indicators that fired and their points.

The phrases stand in ``phrases/LANG.toml``, a list for each query, in the order in which they
are said; a user's own folder may hold ``phrases/LANG.toml`` for its own queries. A phrase is
said when every indicator it names has fired and its first was not said before. An indicator
that no phrase knows is said as "name: value". What a number means follows from the end of the
indicator's name: ``_share`` 0 to 1, ``_amount`` tiyn, ``_s`` seconds, ``_times`` a multiple, else
a count. Where a query weighs indicators, each phrase ends with the points of those it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneygraph.report.text.numbers import count, duration, percent, wide_amount
from moneygraph.report.text.texts import Texts, fill, places
from moneygraph.store.printable import printable

#: The points with which everything that is judged begins.
BEGUN = "begun"
#: A model may weigh every feature it knows: so many are named, the others are told together.
_FEATURES_SAID = 6


def sentence(
    query: str,
    indicators: Mapping[str, Any],
    texts: Texts,
    points: Mapping[str, float] | None = None,
) -> str:
    """Return the reasons as one sentence; empty when nothing fired."""
    values = {name: _value(name, value, texts) for name, value in indicators.items()}
    left = dict(points or {})
    said: set[str] = set()
    parts = []
    for entry in texts.phrases(query).get("why", ()):
        phrase, zero = _parts(entry)
        named = places(phrase)
        fired = set(named) | set(zero) <= set(indicators)
        about = (*named, *zero)[0]
        if fired and about not in said and not any(indicators[name] for name in zero):
            weight = sum(left.pop(name, 0.0) for name in (*named, *zero))
            parts.append(fill(phrase, values, texts.lang, indicators) + _weight(weight))
            said.update(named, zero)
    parts += [
        f"{printable(name)}: {text}{_weight(left.pop(name, 0.0))}"
        for name, text in values.items()
        if name not in said
    ]
    begun = left.pop(BEGUN, None)
    parts += [f"{printable(name)}{_weight(weight)}" for name, weight in left.items() if weight]
    if begun is not None:
        parts.append(texts("find.begun", points=_signed(begun)))
    joined = ", ".join(parts)
    return f"{joined[:1].upper()}{joined[1:]}." if joined else ""


def model_sentence(points: Mapping[str, float], texts: Texts) -> str:
    """Return what a model gave points for, the weightiest first, and what it began with."""
    features = sorted((name for name in points if name != BEGUN), key=lambda one: -abs(points[one]))
    parts = [
        f"{printable(texts.word('feature', name))}{_weight(points[name])}"
        for name in features[:_FEATURES_SAID]
        if round(points[name], 1)
    ]
    if rest := _weight(sum(points[name] for name in features[_FEATURES_SAID:])):
        parts.append(texts("model.rest") + rest)
    if BEGUN in points:
        parts.append(texts("find.begun", points=_signed(points[BEGUN])))
    return f"{texts('model.says')}: {', '.join(parts)}."


def _weight(points: float) -> str:
    return f" ({_signed(points)})" if round(points, 1) else ""


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "\N{MINUS SIGN}")


def _parts(entry: Any) -> tuple[str, tuple[str, ...]]:
    """Return a phrase of a query and the indicators that must be zero for it."""
    return (entry, ()) if isinstance(entry, str) else (entry["say"], (entry["zero"],))


def _value(name: str, value: Any, texts: Texts) -> str:
    if isinstance(value, str):
        return printable(value)
    if name.endswith("_share"):
        return percent(float(value))
    if name.endswith("_amount"):
        return wide_amount(int(value)).removesuffix(".00")
    if name.endswith("_times"):
        return count(round(value)) if value >= 10 else f"{value:.1f}"
    if name.endswith("_s"):
        return duration(texts, value)
    return count(int(value)) if value == int(value) else f"{value:.2f}"
