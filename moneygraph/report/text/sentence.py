"""The sentence on why a row was found, and all its reasons with their points.

What an indicator says is in the query's card, in three languages: in full, and as a brief where
that is shorter or says several things at once. The sentence opens with the first brief of the
card's `order`, then come what speaks against most and the strongest reasons, while it has no more
than 35 words. The reasons say everything in full. An indicator without texts is written as
"name: value". What a number means follows from the end of the indicator's name: ``_share`` 0 to 1,
``_amount`` tiyn, ``_s`` seconds, ``_times`` a multiple, else a count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.text.forms import fill
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import duration
from moneygraph.store.printable import printable

if TYPE_CHECKING:
    from moneygraph.detect.queries.card import Card, Sentence

#: The name of the points that every account starts with.
BEGUN = "begun"
_MOST_WORDS: Final = 35
#: A reason is named from this part of the strongest one's points on; one against, from that.
_STRONG, _AGAINST = 0.1, 0.05
#: A multiple below ten is shown with tenths, 2 as 2.0, and words go with it as with any fraction.
_A_FRACTION: Final = 0.5


@dataclass(frozen=True)
class Reason:
    """What speaks for a finding, or against it: in words, and its points (None: none)."""

    says: str
    points: float | None


@dataclass(frozen=True)
class _Part:
    says: str
    points: float


def sentence(
    card: Card | None,
    indicators: Mapping[str, Any],
    texts: Texts,
    points: Mapping[str, float] | None = None,
    columns: Mapping[str, tuple[str, Any]] | None = None,
    besides: Sequence[str] = (),
) -> str:
    """Return the strongest reasons as one sentence; empty when nothing fired.

    `columns` are those of the query, each with its type. Without points, reasons are named in the
    card's order. `besides` are said too, before any other where there is room.
    """
    parts = list(_briefs(card, indicators, columns or {}, texts, points or {}))
    chosen = _chosen(parts, besides)
    joined = "; ".join(chosen)
    return f"{joined[:1].upper()}{joined[1:]}." if joined else ""


def reasons(
    card: Card | None,
    indicators: Mapping[str, Any],
    texts: Texts,
    points: Mapping[str, float] | None = None,
) -> list[Reason]:
    """Return all reasons in the card's order, then what every account starts with."""
    left = dict(points or {})
    found = []
    for says, names in _full(card, indicators, texts):
        weights = [left.pop(name) for name in names if name in left]
        found.append(Reason(says, sum(weights) if weights else None))
    begun = left.pop(BEGUN, None)
    found += [Reason(printable(name), weight) for name, weight in left.items() if round(weight, 1)]
    return [*found, Reason(texts("find.begun"), begun)] if begun is not None else found


def model_reasons(points: Mapping[str, float], texts: Texts) -> list[Reason]:
    """Return the points of a model, the largest first, and those that every account starts with."""
    features = sorted((name for name in points if name != BEGUN), key=lambda one: -abs(points[one]))
    found = [
        Reason(printable(texts.feature(name)), points[name])
        for name in features
        if round(points[name], 1)
    ]
    return [*found, Reason(texts("find.begun"), points[BEGUN])] if BEGUN in points else found


def _chosen(parts: list[_Part], besides: Sequence[str]) -> list[str]:
    """Return what the sentence has room for: the opening, what speaks against, the strongest."""
    if not parts:
        return []
    opening, rest = parts[0], parts[1:]
    strongest = max([0.0, *(part.points for part in parts)])
    against = sorted(
        (one for one in rest if one.points < -_AGAINST * strongest), key=lambda one: one.points
    )[:1]
    strong = sorted(
        (one for one in rest if one.points >= _STRONG * strongest), key=lambda one: -one.points
    )
    said: list[str] = []
    for says in [opening.says, *besides, *(part.says for part in [*against, *strong])]:
        if sum(len(one.split()) for one in [*said, says]) <= _MOST_WORDS:
            said.append(says)
    return [says for says in [*(part.says for part in parts), *besides] if says in said]


def _briefs(
    card: Card | None,
    indicators: Mapping[str, Any],
    columns: Mapping[str, tuple[str, Any]],
    texts: Texts,
    points: Mapping[str, float],
) -> Iterator[_Part]:
    """Yield what each indicator says briefly, with the points of all that this speaks for."""
    known = {name: value for name, (_, value) in columns.items()} | dict(indicators)
    values = {name: _typed(kind, value, texts) for name, (kind, value) in columns.items()}
    values |= {name: _value(name, value, texts, about=True) for name, value in indicators.items()}
    left, named = dict(points), set[str]()
    of_card = card.indicators if card else {}
    for name in card.order if card else ():
        one = of_card[name]
        if name in named or not set(one.shown or (name,)) & set(indicators):
            continue
        brief = one.brief.sentences[texts.lang] if one.brief else ()
        text = _fitting((*brief, *one.sentences[texts.lang]), known)
        if text is not None:
            speaks_for = {name, *text.names, *(one.brief.others if one.brief else ())}
            # points have two digits; so the sum is one number, in whatever order it is added up
            weight = round(sum(left.pop(other, 0.0) for other in speaks_for), 2)
            named |= speaks_for
            named.update(*(of_card[other].shown for other in speaks_for if other in of_card))
            yield _Part(fill(text.text, values, texts.lang, _as_shown(known)), weight)
    for name in indicators:
        if name not in named:
            yield _Part(f"{printable(name)}: {values[name]}", left.pop(name, 0.0))


def _full(
    card: Card | None, indicators: Mapping[str, Any], texts: Texts
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what the indicators say in full, each with the names of those that it tells of."""
    values = {name: _value(name, value, texts) for name, value in indicators.items()}
    named: set[str] = set()
    for name in card.order if card else ():
        text = _fitting(card.indicators[name].sentences[texts.lang], indicators) if card else None
        if name not in named and text is not None:
            named.update(text.names)
            yield fill(text.text, values, texts.lang, _as_shown(indicators)), (name, *text.names)
    for name, value in values.items():
        if name not in named:
            yield f"{printable(name)}: {value}", (name,)


def _fitting(sentences: tuple[Sentence, ...], values: Mapping[str, Any]) -> Sentence | None:
    return next((one for one in sentences if one.fits(values)), None)


def _typed(kind: str, value: Any, texts: Texts) -> str:
    """Return the value of a column, roughly."""
    match kind:
        case "money":
            return texts.about(int(value))
        case "share":
            return texts.percent(float(value))
        case "duration":
            return duration(texts, value)
    return texts.count(int(value))


def _value(name: str, value: Any, texts: Texts, *, about: bool = False) -> str:
    if isinstance(value, str):
        return printable(value)
    if name.endswith("_share"):
        return texts.percent(float(value))
    if name.endswith("_amount"):
        exact = texts.short_amount(int(value))
        return texts.about(int(value)) if about else exact
    if name.endswith("_times"):
        return texts.count(round(value)) if value >= 10 else texts.decimal(value, 1)
    if name.endswith("_s"):
        return duration(texts, value)
    return texts.count(int(value)) if value == int(value) else texts.decimal(value, 2)


def _as_shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that forms of words go with, of a multiple that which is shown."""
    return {
        name: _shown_multiple(value) if name.endswith("_times") and value is not None else value
        for name, value in values.items()
    }


def _shown_multiple(value: float) -> float:
    return round(value) if value >= 10 else _A_FRACTION
