"""One sentence that says why a row was found, from the indicators that fired.

The phrases stand in ``phrases/LANG.toml``, a list for each query, in the order in which they
are said; a user's own folder may hold ``phrases/LANG.toml`` for its own queries. A phrase is
said when every indicator it names has fired and its first was not said before. An indicator
that no phrase knows is said as "name: value". What a number means follows from the end of the
indicator's name: ``_share`` 0 to 1, ``_amount`` tiyn, ``_s`` seconds, else a count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from moneygraph.outputs.durations import duration
from moneygraph.outputs.numbers import count, percent, wide_amount
from moneygraph.outputs.texts import fill, phrases_of, places, texts_of
from moneygraph.printable import printable


def sentence(query: str, indicators: Mapping[str, Any], lang: str = "en") -> str:
    """Return the reasons as one sentence; empty when nothing fired."""
    values = {name: _value(name, value, lang) for name, value in indicators.items()}
    said: set[str] = set()
    parts = []
    for phrase, zero in _phrases(query, lang):
        named = places(phrase)
        fired = set(named) | set(zero) <= set(indicators)
        about = (*named, *zero)[0]
        if fired and about not in said and not any(indicators[name] for name in zero):
            parts.append(fill(phrase, values, lang, indicators))
            said.update(named, zero)
    parts += [f"{printable(name)}: {text}" for name, text in values.items() if name not in said]
    joined = ", ".join(parts)
    return f"{joined[:1].upper()}{joined[1:]}." if joined else ""


def _phrases(query: str, lang: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each phrase of a query and the indicators that must be zero for it."""
    for entry in phrases_of(query, lang).get("why", ()):
        if isinstance(entry, str):
            yield entry, ()
        else:
            yield entry["say"], (entry["zero"],)


def _value(name: str, value: Any, lang: str) -> str:
    if isinstance(value, str):
        return printable(value)
    if name.endswith("_share"):
        return percent(float(value))
    if name.endswith("_amount"):
        return wide_amount(int(value)).removesuffix(".00")
    if name.endswith("_s"):
        return duration(texts_of(lang), value)
    return count(int(value)) if value == int(value) else f"{value:.2f}"
