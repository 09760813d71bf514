"""Scores one row by a card without a database, as `weigh` lets the engines do it.

Where a finding is wanted within a millisecond a statement of SQL takes too long to plan. So the
expressions of a card, which are names, numbers, parameters, sums and comparisons, are compiled to
functions of Python once. Nothing is null but None, and what is asked of it is None, as in SQL; a
test compares the two on random rows. Numbers are added as floats where an engine may add decimals:
scores and points are rounded before they are compared (`run.finding_row`).
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from moneygraph.detect.queries.card import Card, Indicator
from moneygraph.store.errors import QueryError
from moneygraph.store.message import Message

Row: TypeAlias = dict[str, Any]
Expression: TypeAlias = Callable[[Row], Any]

_TOKEN: Final = re.compile(r"\s+|<>|<=|>=|[\w.]+|\$\w+|[-+*/()<>=]")
_WORDS: Final = {"null": "None", "true": "True", "false": "False", "<>": "!=", "=": "=="}
_COMPARE: Final[dict[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
_SUMS: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
}


class Scorer:
    """What a card weighs: `scored` adds `score` and `card` to the columns of a row."""

    def __init__(self, card: Card, params: Mapping[str, Any]) -> None:
        _check_alone(card)
        self._card = card
        self._params = params
        self._is_decibans = card.unit == "decibans"
        self._begin = card.begin
        self._points = [
            (f"p_{one.name}", self._points_of(one)) for one in card.weighed if one.shape != "share"
        ]
        self._shares = [
            (f"p_{one.name}", one.per, self._points_of(one))
            for one in card.weighed
            if one.shape == "share"
        ]
        self._shown = [
            (f"i_{name}", self._fires(one), self._compiled(column))
            for one in card.indicators.values()
            for name, column in one.shown.items()
        ]

    def scored(self, row: Row) -> Row:
        """Return a row of what the query measured with its score and the card's struct."""
        row = dict(row)
        others = row["begun"] + self._begin if self._is_decibans else 0.0
        for name, points in self._points:
            row[name] = points(row)
            others += row[name]
        row["_others"] = total = others
        for name, _, points in self._shares:
            row[name] = points(row)
            total += row[name]
        if self._is_decibans:
            total = math.floor(100 * total + 0.5) / 100
            score = 1 / (1 + 10 ** (-total / 10))
        else:
            score = total
        times = 1 if self._is_decibans else 100
        card = {name: value(row) for name, fires, value in self._shown if fires(row)}
        if self._is_decibans:
            card["p_begun"] = row["begun"] + self._begin
        card |= {name: times * row[name] for name, _ in self._points}
        card |= {name: times * row[name] for name, _, _ in self._shares}
        return row | {"score": score, "card": card}

    def _points_of(self, one: Indicator) -> Expression:
        value = self._compiled(str(one.value))
        when = self._compiled(one.when) if one.when is not None else (lambda _: True)
        amount, least = self._amount(one), one.least

        def points(row: Row) -> float:
            weighed = value(row)
            if weighed is None or (least is not None and weighed < least) or not when(row):
                return 0.0
            return amount(weighed, row)

        return points

    def _amount(self, one: Indicator) -> Callable[[Any, Row], float]:
        unit = 1.0 if self._is_decibans else 100.0
        steps, cap, base, per = one.steps[::-1], one.cap, one.base / unit, one.per / unit
        if steps:
            return lambda value, _: next((got / unit for at, got in steps if value >= at), 0.0)
        if one.shape == "share":
            share = one.per

            def shared(value: Any, row: Row) -> float:
                capped = value if cap is None else min(cap, value)
                return float(share * capped * row["_others"])

            return shared
        if not per:
            return lambda *_: base
        tenths = float(Decimal(str(abs(one.per))) * 10)

        def linear(value: Any, _: Row) -> float:
            value = value if cap is None else min(cap, value)
            if one.shape == "log":
                value = math.log(1 + max(0.0, value))
            if self._is_decibans:
                amount = math.floor(tenths * value + 0.5) / 10
                return float(base + (amount if per > 0 else -amount))
            return float(base + per * value)

        return linear

    def _fires(self, one: Indicator) -> Expression:
        if one.show_when is not None:
            return self._compiled(one.show_when)
        if one.has_points:
            name = f"p_{one.name}"
            return lambda row: row[name] != 0
        return self._compiled(one.when or "true")

    def _compiled(self, text: str) -> Expression:
        found = _TOKEN.findall(text)
        words = [_WORDS.get(one.lower(), one) for one in found]
        source = "".join(f"p_{one[1:]}__" if one.startswith("$") else one for one in words)
        try:
            if "".join(found) != text:
                raise SyntaxError
            return self._of(ast.parse(source.strip(), mode="eval").body)
        except (SyntaxError, KeyError) as error:
            raise QueryError(
                Message("a feed cannot compute '{text}' of the card {name}", text=text,
                        name=self._card.path.name),
                Message("Write columns, numbers, $parameters, + - * < > =, and, or, not, is null."),
            ) from error  # fmt: skip

    def _of(self, node: ast.expr) -> Expression:  # noqa: C901 - a case for each kind of expression
        match node:
            case ast.Constant(value=value):
                return lambda _: value
            case ast.Name(id=name):
                if name.startswith("p_") and name.endswith("__"):
                    given = self._params[name[2:-2]]
                    return lambda _: given
                return lambda row: row[name]
            case ast.BoolOp(op=op, values=values):
                parts = [self._of(one) for one in values]
                return _all(parts) if isinstance(op, ast.And) else _any(parts)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                inside = self._of(inner)
                return lambda row: None if (got := inside(row)) is None else not got
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                inside = self._of(inner)
                return lambda row: None if (got := inside(row)) is None else -got
            case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as op], comparators=[other]):
                is_none, wanted = self._of(left), isinstance(op, ast.Is)
                if not (isinstance(other, ast.Constant) and other.value is None):
                    raise SyntaxError
                return lambda row: (is_none(row) is None) == wanted
            case ast.Compare(left=left, ops=[op], comparators=[other]):
                return _of_two(_COMPARE[type(op)], self._of(left), self._of(other))
            case ast.BinOp(left=left, op=sign, right=right):
                return _of_two(_SUMS[type(sign)], self._of(left), self._of(right))
        raise SyntaxError


def _of_two(what: Callable[[Any, Any], Any], left: Expression, right: Expression) -> Expression:
    def result(row: Row) -> Any:
        one, other = left(row), right(row)
        return None if one is None or other is None else what(one, other)

    return result


def _all(parts: list[Expression]) -> Expression:
    def result(row: Row) -> Any:
        got = [part(row) for part in parts]
        return False if False in got else None if None in got else True

    return result


def _any(parts: list[Expression]) -> Expression:
    def result(row: Row) -> Any:
        got = [part(row) for part in parts]
        return True if True in got else None if None in got else False

    return result


def _check_alone(card: Card) -> None:
    """Raise `QueryError` for a card whose points depend on what else the case holds."""
    for one in card.weighed:
        if one.others:
            raise QueryError(
                Message(
                    "the card {name} has indicator.{indicator}.others, and a feed has no case to"
                    " compare with",
                    name=card.path.name,
                    indicator=one.name,
                ),
                Message("Leave it out for a feed."),
            )
