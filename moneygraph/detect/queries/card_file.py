"""Reads the card of a query (see `card`) and checks all that can be checked without a case."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Set
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from moneygraph.detect.checked import Entries, is_number
from moneygraph.detect.queries.card import (
    LANGUAGES,
    PLACEHOLDER,
    SHAPES,
    UNITS,
    Brief,
    Card,
    Indicator,
    Sentence,
)
from moneygraph.store.errors import QueryError
from moneygraph.store.message import Message

#: Languages of what the head of the query holds in English.
_OTHERS: Final = ("ru", "kk")
_TOP: Final = {"unit", "begin", "order", *_OTHERS, "param", "indicator"}
_KEYS: Final = {
    *("value", "shape", "base", "per", "cap", "from", "steps", "others", "weight", "when"),
    *("show", "shows"),
    *("show_when", "innocent", "brief", *LANGUAGES),
}
_TEXTS: Final = {"title", "finds", "innocent"}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
#: What SQL and Cypher read alike: names, numbers, parameters, sums and comparisons; no comments.
_EXPRESSION: Final = re.compile(r"(?!.*(?:--|//|/\*))[\w\s.$<>=()+*/-]+", re.DOTALL)
#: What must not be written beside a key that takes its place.
_INSTEAD: Final = {
    "steps": {"shape", "base", "per", "cap"},
    "shows": {"show"},
}


def read_card(path: Path) -> Card:
    """Read one card; raises `QueryError` naming the file, the table and the remedy."""
    try:
        return _card(path, path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise wrong_card(
            path, Message("cannot be read: {why}", why=error), Message("Mend it as TOML.")
        ) from error


@lru_cache(maxsize=256)  # every call on a case reads all cards, and they seldom change
def _card(path: Path, text: str) -> Card:
    top = Entries(tomllib.loads(text), "", lambda what, remedy: wrong_card(path, what, remedy))
    top.check_keys(_TOP)
    if top.values.get("unit") not in UNITS:
        raise top.fail(
            Message("has no unit that is known"), Message("Write one of: {names}.", names=UNITS)
        )
    indicators = {name: _indicator(name, entry) for name, entry in top.tables("indicator")}
    order = top.texts("order")
    card = Card(
        path,
        str(top.values["unit"]),
        indicators,
        order + tuple(name for name in indicators if name not in order),
        {lang: _texts(top.table(lang), _TEXTS) for lang in LANGUAGES},
        {name: _texts(entry, set(_OTHERS)) for name, entry in top.tables("param")},
        text,
        top.number("begin", 0),
    )
    _check_names(card, top)
    _check_compared(card, top)
    return card


def _indicator(name: str, entry: Entries) -> Indicator:
    entry.check_keys(_KEYS)
    if not _NAME.fullmatch(name) or name == "begun":
        raise entry.fail(
            Message("has {name}", name=entry.name),
            Message(
                "Name it in small letters, digits and _; `begun` is the name of what a score"
                " begins with."
            ),
        )
    _check_together(entry)
    shape = entry.values.get("shape", "linear")
    if shape not in SHAPES:
        raise entry.fail(
            Message("gives {name} an unknown shape", name=entry.name),
            Message("Shapes are: {names}.", names=SHAPES),
        )
    if shape == "share" and "base" in entry.values:
        raise entry.fail(
            Message("gives {name} a base beside the shape share", name=entry.name),
            Message("Leave out base: a share is per * value of what all the others add up to."),
        )
    return Indicator(
        name,
        _expression(entry, "value"),
        shape,
        base=entry.number("base", 0),
        per=entry.number("per", 0),
        cap=entry.number("cap"),
        least=entry.number("from"),
        steps=_steps(entry),
        others=_others(entry),
        weight=entry.number("weight", 1),
        when=_expression(entry, "when"),
        shown=_shown(name, entry),
        show_when=_expression(entry, "show_when"),
        innocent=entry.text("innocent") or "",
        sentences={lang: _sentences(entry, lang) for lang in LANGUAGES},
        brief=_brief(entry.table("brief")) if "brief" in entry.values else None,
    )


def _brief(entry: Entries) -> Brief:
    entry.check_keys({"for", *LANGUAGES})
    return Brief({lang: _sentences(entry, lang) for lang in LANGUAGES}, entry.texts("for"))


def _check_together(entry: Entries) -> None:
    """Check that no key is there without the one that it needs, or beside one in its place."""
    weighing = next((key for key in ("base", "per", "steps") if key in entry.values), None)
    if weighing and "value" not in entry.values:
        raise entry.fail(
            Message("gives {name} points and no value", name=entry.name),
            Message("Name the column it weighs: value."),
        )
    for key in ("shape", "cap", "from", "others"):
        if key in entry.values and not weighing:
            raise entry.fail(
                Message("has {key}, and {name} has no points", key=entry.at(key), name=entry.name),
                Message("Write base, per or steps, or leave out {key}.", key=key),
            )
    for key, others in _INSTEAD.items():
        for other in sorted(others & set(entry.values) if key in entry.values else ()):
            raise entry.fail(
                Message("has {other} beside {key}", other=entry.at(other), key=entry.at(key)),
                Message("Leave out one: {key} or {other}.", key=key, other=other),
            )


def _shown(name: str, entry: Entries) -> dict[str, str]:
    """Return the column of each value that the answer gives; none where the query gives it."""
    if "shows" in entry.values:
        names = entry.texts("shows")
        for one in names:
            if not _NAME.fullmatch(one):
                raise entry.fail(
                    Message(
                        "has '{one}' in {key}, which is no column", one=one, key=entry.at("shows")
                    ),
                    Message("Name columns in small letters, digits and _."),
                )
        return {one: one for one in names}
    column = _expression(entry, "show") or _expression(entry, "value")
    return {} if column is None else {name: column}


def _expression(entry: Entries, key: str) -> str | None:
    text = entry.text(key)
    if text is not None and not _EXPRESSION.fullmatch(text):
        raise entry.fail(
            Message("has {key} that not every engine reads", key=entry.at(key)),
            Message("Write columns, numbers, $parameters, + - * /, < > =, and, or, not, is null."),
        )
    return text


def _steps(entry: Entries) -> tuple[tuple[float, float], ...]:
    remedy = Message("Write a value and the points from it on, as [[2, 6], [4, 12]].")
    return _pairs(entry, "steps", remedy)


def _others(entry: Entries) -> tuple[tuple[float, float], ...]:
    """Return which share of ordinary accounts shows at least each value."""
    remedy = Message(
        "Write a value and the share of accounts with as much, as [[2, 0.1], [4, 0.02]]."
    )
    others = _pairs(entry, "others", remedy)
    shares = [share for _, share in others]
    if not all(0 < share <= 1 for share in shares) or shares != sorted(shares, reverse=True):
        raise entry.fail(
            Message("has {key}, whose shares do not fall from 1 to 0", key=entry.at("others")),
            remedy,
        )
    return others


def _pairs(entry: Entries, key: str, remedy: Message) -> tuple[tuple[float, float], ...]:
    """Return pairs of numbers whose first ones rise."""
    pairs = entry.values.get(key, [])
    is_pairs = isinstance(pairs, list) and all(
        isinstance(one, list) and len(one) == 2 and all(map(is_number, one)) for one in pairs
    )
    if not is_pairs or not all(one[0] < after[0] for one, after in pairwise(pairs)):
        raise entry.fail(
            Message("has {key}, which are no pairs of numbers in rising order", key=entry.at(key)),
            remedy,
        )
    return tuple((value, other) for value, other in pairs)


def _sentences(entry: Entries, lang: str) -> tuple[Sentence, ...]:
    written = entry.values.get(lang, [])
    if not isinstance(written, list):
        raise entry.fail(
            Message("has {key}, which is no list", key=entry.at(lang)),
            Message('Write it as ["a sentence"].'),
        )
    return tuple(_sentence(entry, lang, one) for one in written)


def _sentence(entry: Entries, lang: str, written: object) -> Sentence:
    one = written if isinstance(written, dict) else {"say": written}
    text, zero, least = one.get("say"), one.get("zero"), one.get("least", {})
    if (
        not isinstance(text, str)
        or not (zero is None or isinstance(zero, str))
        or not (isinstance(least, dict) and all(map(is_number, least.values())))
        or not set(one) <= {"say", "zero", "least"}
    ):
        raise entry.fail(
            Message("has a sentence in {key} that is no text", key=entry.at(lang)),
            Message(
                'Write a text in quotes, or {{ zero = "NAME", least = {{ NAME = 0.5 }},'
                ' say = "a sentence" }} without what is not needed.'
            ),
        )
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise entry.fail(
            Message(
                "has a sentence in {key} with a brace that is no placeholder: {text}",
                key=entry.at(lang),
                text=text,
            ),
            Message("Write {{NAME}}, {{NAME|}} or {{NAME|one|many}}."),
        )
    return Sentence(text, zero, least)


def _texts(entry: Entries, known: Set[str]) -> dict[str, str]:
    entry.check_keys(known)
    return {key: entry.needed_text(key) for key in entry.values}


def _check_compared(card: Card, top: Entries) -> None:
    """Check that what a background changes only ever adds, in decibans, as `begin` does."""
    if card.begin and card.unit != "decibans":
        raise top.fail(
            Message("has begin, and its points are no decibans"), Message("Leave out begin.")
        )
    for one in card.indicators.values():
        if one.others and (card.unit != "decibans" or one.direction != 1):
            raise top.fail(
                Message("has indicator.{name}.others, which cannot be compared", name=one.name),
                Message("Leave it out, or give it decibans that only add."),
            )


def _check_names(card: Card, top: Entries) -> None:
    """Check that `order` and the sentences name what there is, and that no name is there twice."""
    for name in card.order:
        if name not in card.indicators:
            raise top.fail(
                Message("has '{name}' in order", name=name),
                Message("Write [indicator.{name}], or leave it out.", name=name),
            )
    for name in card.names:
        if card.names.count(name) > 1:
            raise top.fail(
                Message("shows '{name}' twice", name=name),
                Message("Let one indicator alone show it: by its name or in shows."),
            )
    for one in card.indicators.values():
        for lang, sentences in one.sentences.items():
            for name in (name for sentence in sentences for name in sentence.names):
                if name not in card.names:
                    raise top.fail(
                        Message(
                            "has {{{name}}} in a sentence of indicator.{indicator}.{lang}",
                            name=name,
                            indicator=one.name,
                            lang=lang,
                        ),
                        Message("There are: {names}.", names=card.names),
                    )
    _check_others(card, top)


def _check_others(card: Card, top: Entries) -> None:
    """Check that briefs speak for indicators there are."""
    for one in card.indicators.values():
        for name in one.brief.others if one.brief else ():
            if name not in card.indicators:
                raise top.fail(
                    Message("has '{name}' in {key}", name=name, key=f"indicator.{one.name}.brief"),
                    Message("There are: {names}.", names=tuple(card.indicators)),
                )


def wrong_card(path: Path, what: Message, remedy: Message) -> QueryError:
    """Return the error that a card is wrong."""
    return QueryError(Message("the card {name} {what}", name=path.name, what=what), remedy)
