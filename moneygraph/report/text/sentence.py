"""The sentence on why a row was found, from the indicators that fired and their points.

Its parts are in the query's card, for each indicator its own, in three languages, and so is their
`order`. Of an indicator the first part is taken of which all values are known, unless another
one named it before. An indicator without such a part is written as "name: value". What a
number means follows from the end of the indicator's name: ``_share`` 0 to 1, ``_amount`` tiyn,
``_s`` seconds, ``_times`` a multiple, else a count. Where a query weighs indicators, each sentence
ends with the points of those it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from moneygraph.report.text.numbers import count, percent, wide_amount
from moneygraph.report.text.texts import Texts, fill
from moneygraph.report.text.words import duration
from moneygraph.store.printable import printable

if TYPE_CHECKING:
    from moneygraph.detect.queries.card import Card, Sentence

#: The name of the points that every account starts with.
BEGUN = "begun"
#: A model may weigh every feature: so many are named, the others are summed up.
_FEATURES_NAMED = 6


def sentence(
    card: Card | None,
    indicators: Mapping[str, Any],
    texts: Texts,
    points: Mapping[str, float] | None = None,
) -> str:
    """Return the reasons as one sentence; empty when nothing fired."""
    values = {name: _value(name, value, texts) for name, value in indicators.items()}
    left = dict(points or {})
    named: set[str] = set()
    parts = []
    for name in card.order if card else ():
        chosen = None if card is None or name in named else _chosen(card, name, indicators, texts)
        if chosen is not None:
            weight = sum(left.pop(one, 0.0) for one in chosen.names)
            parts.append(fill(chosen.text, values, texts.lang, indicators) + _weight(weight))
            named.update(chosen.names)
    parts += [
        f"{printable(name)}: {text}{_weight(left.pop(name, 0.0))}"
        for name, text in values.items()
        if name not in named
    ]
    begun = left.pop(BEGUN, None)
    parts += [f"{printable(name)}{_weight(weight)}" for name, weight in left.items() if weight]
    if begun is not None:
        parts.append(texts("find.begun", points=_signed(begun)))
    joined = ", ".join(parts)
    return f"{joined[:1].upper()}{joined[1:]}." if joined else ""


def _chosen(card: Card, name: str, indicators: Mapping[str, Any], texts: Texts) -> Sentence | None:
    """Return the first sentence of an indicator all values of which are known."""
    for one in card.indicators[name].sentences[texts.lang]:
        if set(one.names) <= set(indicators) and not (one.zero and indicators[one.zero]):
            return one
    return None


def model_sentence(points: Mapping[str, float], texts: Texts) -> str:
    """Return the points of a model, the largest first, and those that every account starts with."""
    features = sorted((name for name in points if name != BEGUN), key=lambda one: -abs(points[one]))
    parts = [
        f"{printable(texts.feature(name))}{_weight(points[name])}"
        for name in features[:_FEATURES_NAMED]
        if round(points[name], 1)
    ]
    if rest := _weight(sum(points[name] for name in features[_FEATURES_NAMED:])):
        parts.append(texts("model.rest") + rest)
    if BEGUN in points:
        parts.append(texts("find.begun", points=_signed(points[BEGUN])))
    return f"{texts('model.says')}: {', '.join(parts)}."


def _weight(points: float) -> str:
    return f" ({_signed(points)})" if round(points, 1) else ""


def _signed(points: float) -> str:
    return f"{points:+.1f}".replace("-", "\N{MINUS SIGN}")


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
