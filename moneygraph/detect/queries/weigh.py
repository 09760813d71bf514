"""Composes what a card weighs into the text of a query, for SQL and for Cypher.

A query's SQL has a line ``-- card: measured -> scored`` among its ``with`` parts: in its place
comes what makes `scored` of the rows of `measured`. They are those rows with `score` and `card`, a
struct of the points (``p_NAME``) and of what is shown (``i_NAME``, null where it is not). Its
Cypher has a line ``// card`` where the columns of `measured` are variables; `score` and `card` are
variables after it, and so are, after a line ``// features: a``, the features of the node `a`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from moneygraph.detect.queries.card import Card, Indicator

#: What a model gives of an account, beside what the card gives.
_MODEL: Final = """left join (
        select account as model_account, score as model_score, points as model_points
        from model_score) on model_account = account"""
#: How many digits after the point a number of a card may have and still be added as a decimal.
_DECIMAL_DIGITS: Final = 8
_SQL_LINE: Final = re.compile(r"^-- card: (\w+) -> (\w+)$", re.MULTILINE)
_CYPHER_LINE: Final = re.compile(r"^// card$", re.MULTILINE)
_FEATURES_LINE: Final = re.compile(r"^// features: (\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class _Dialect:
    """What the two languages spell otherwise."""

    log: str
    smaller: str
    larger: str
    power: str
    struct: str
    field: str


_SQL: Final = _Dialect(
    "ln", "least({0}, {1})", "greatest({0}, {1})", "pow(10, {0})", "{{{0}}}", "{0}: {1}"
)
_SPARK: Final = replace(_SQL, struct="named_struct({0})", field="'{0}', {1}")
_CYPHER: Final = _Dialect(
    "log",
    "case when {1} < {0} then {1} else {0} end",
    "case when {1} > {0} then {1} else {0} end",
    "10.0 ^ ({0})",
    "{{{0}}}",
    "{0}: {1}",
)


def weighed_sql(sql: str, card: Card, *, by_model: bool, spark: bool = False) -> str:
    """Return the SQL with what the card weighs in place of its line; as it is without one.

    `by_model`: rows have an `account`, and `model_score` may hold a score for it instead. `spark`:
    a struct is written as Spark has it; all else is one text for both.
    """
    dialect = _SPARK if spark else _SQL
    found = _SQL_LINE.search(sql)
    if found is None:
        return sql
    source, name = found.groups()
    score, model = _score(card, dialect), ""
    if by_model:
        score, model = f"coalesce(model_score, {score})", _MODEL
    points, sums = _parts_before(name)
    parts = [
        _part(points, _columns(_points(card, dialect)), f"from {source}"),
        _part(sums, _columns(_sums(card, dialect)), f"from {points}"),
        _part(
            name,
            f"{score} as score, {_struct(card, dialect)} as card",
            f"from {sums} {model}",
        ),
    ]
    rest = sql[found.end() :]
    comma = "" if rest.lstrip().startswith("select") else ","
    return sql[: found.start()] + ",\n\n".join(parts) + comma + rest


def parts_weighing(sql: str) -> tuple[str, ...]:
    """Return the names of the parts, before the last, that `weighed_sql` makes of the card.

    Each sums up what the one before has; where an engine puts them into one another, which each
    does many times, that takes minutes to plan.
    """
    found = _SQL_LINE.search(sql)
    return () if found is None else _parts_before(found[2])


def _parts_before(name: str) -> tuple[str, str]:
    return f"{name}_points", f"{name}_sums"


def weighed_rows(sql: str, card: Card, columns: str, *, by_model: bool, spark: bool = False) -> str:
    """Return the SQL up to what its card weighs, and a select of those rows."""
    found = _SQL_LINE.search(sql)
    assert found is not None, "a card that weighs has a line"
    whole = weighed_sql(sql, card, by_model=by_model, spark=spark)
    parts = whole[: len(whole) - len(sql[found.end() :])].rstrip().removesuffix(",")
    return f"{parts}\nselect {columns} from {found[2]}"


def unweighed(sql: str, columns: str) -> str:
    """Return the SQL up to what its card would weigh, and a select of those rows."""
    found = _SQL_LINE.search(sql)
    assert found is not None, "a card that weighs has a line"
    return f"{sql[: found.start()].rstrip().removesuffix(',')}\nselect {columns} from {found[1]}"


def measured_from(sql: str, table: str) -> str:
    """Return the SQL with its card weighing the rows of a table in place of what it measures."""
    found = _SQL_LINE.search(sql)
    assert found is not None, "a card that weighs has a line"
    return f"{sql[: found.start()]}-- card: {table} -> {found[2]}{sql[found.end() :]}"


def fires(one: Indicator, least: float) -> str:
    """Return the condition, in SQL, that an indicator has at least a value and its `when`."""
    when = "" if one.when is None else f" and ({one.when})"
    return f"{_value(one)} >= {least}{when}"


def _part(name: str, columns: str, source: str) -> str:
    chosen = f"*,\n        {columns}" if columns else "*"
    return f"{name} as (\n    select {chosen}\n    {source})"


def wants_card(text: str, *, cypher: bool = False) -> str | None:
    """Return the line of a query that only a card can fill, None where there is none."""
    found = (_CYPHER_LINE if cypher else _SQL_LINE).search(text)
    return found[0] if found else None


def weighed_cypher(cypher: str, card: Card | None, features: Iterable[str]) -> str:
    """Return the Cypher with what the card weighs, and features as variables."""

    def properties(found: re.Match[str]) -> str:
        named = (f"{found[1]}.feature_{name} as {name}" for name in features)
        return f"with *, {', '.join(named)}"

    text = _FEATURES_LINE.sub(properties, cypher)
    if card is None:
        return text
    parts = [
        _columns(_points(card, _CYPHER)),
        _columns(_sums(card, _CYPHER)),
        f"{_score(card, _CYPHER)} as score, {_struct(card, _CYPHER)} as card",
    ]
    weighed = "\n".join(f"with *, {columns}" for columns in parts if columns)
    return _CYPHER_LINE.sub(lambda _: weighed, text)


def _columns(pairs: Iterable[tuple[str, str]]) -> str:
    return ",\n        ".join(f"{text} as {name}" for name, text in pairs)


def _points(card: Card, dialect: _Dialect) -> list[tuple[str, str]]:
    """Return the points of each indicator that does not hang on the others."""
    alone = [one for one in card.weighed if one.shape != "share"]
    return [(f"p_{one.name}", _case(one, _amount(one, card.unit, dialect))) for one in alone]


def _case(one: Indicator, amount: str) -> str:
    value = _value(one)
    conditions = [f"{value} is not null"]
    if one.least is not None:
        conditions.append(f"{value} >= {one.least}")
    if one.when is not None:
        conditions.append(f"({one.when})")
    return f"case when {' and '.join(conditions)} then {amount} else 0.0 end"


def _value(one: Indicator) -> str:
    """Return the column that is weighed; what is more than a name is in parentheses."""
    value = str(one.value)
    return value if re.fullmatch(r"\w+", value) else f"({value})"


def _capped(one: Indicator, dialect: _Dialect) -> str:
    value = _value(one)
    return value if one.cap is None else dialect.smaller.format(float(one.cap), value)


def _amount(one: Indicator, unit: str, dialect: _Dialect) -> str:
    amount = _set_amount(one, unit, dialect)
    if not any(points for _, points in one.here):
        return amount
    return dialect.larger.format("0.0", f"{amount} + {_stepped(one, one.here, unit)}")


def _stepped(one: Indicator, steps: tuple[tuple[float, float], ...], unit: str) -> str:
    cases = " ".join(
        f"when {_value(one)} >= {at} then {_number(points, unit)}" for at, points in steps[::-1]
    )
    return f"case {cases} else 0.0 end"


def _set_amount(one: Indicator, unit: str, dialect: _Dialect) -> str:
    """Return the points as the card sets them."""
    if one.steps:
        return _stepped(one, one.steps, unit)
    if not one.per:
        return _number(one.base, unit)
    value = _capped(one, dialect)
    if one.shape == "log":
        value = f"{dialect.log}(1 + {dialect.larger.format(0.0, value)})"
    if unit == "decibans":  # to a tenth; by floor, as the engines round ties each in its own way
        tenths = f"floor({_float(abs(one.per), times=10)} * {value} + 0.5) / 10"
        amount = tenths if one.per > 0 else f"-({tenths})"
    else:
        amount = f"{_number(one.per, unit)} * {value}"
    return f"{_number(one.base, unit)} + {amount}" if one.base else amount


def _float(number: float, *, times: int = 1) -> str:
    """Return a number, multiplied as the decimal that it was written as.

    The exponent makes it a float in SQL too, where a decimal would round otherwise than in Cypher.
    """
    return f"{(Decimal(str(number)) * times).normalize():f}e0"


def _number(points: float, unit: str) -> str:
    """Return points as they are added: decibans, or hundredths of the score as parts of it.

    These are decimals, which add up exactly, unless they have more digits than can be multiplied.
    """
    if unit == "decibans":
        return str(float(points))
    part = Decimal(str(float(points))).scaleb(-2)
    digits = len(f"{part:f}".partition(".")[2])
    return f"{part:f}" if digits <= _DECIMAL_DIGITS else f"{part:f}e0"


def _sums(card: Card, dialect: _Dialect) -> list[tuple[str, str]]:
    """Return the sum of all points, and those of the indicators that take a share of it."""
    begun = [_begun(card)] if card.unit == "decibans" else []
    others = " + ".join([*begun, *(name for name, _ in _points(card, _SQL))]) or "0.0"
    shares = [one for one in card.weighed if one.shape == "share"]
    pairs = [
        (f"p_{one.name}", _case(one, f"{_share(one, card)} * {_capped(one, dialect)} * ({others})"))
        for one in shares
    ]
    total = " + ".join([others, *(text for _, text in pairs)])
    if card.unit != "decibans":
        return [*pairs, ("points", total)]
    total = f"floor(100e0 * ({total}) + 0.5) / 100"
    return [*pairs, ("points", total), ("likelier", _float(card.likelier))]


def _begun(card: Card) -> str:
    begin = round(card.begin + card.likelier, 4)
    return f"begun + {begin}" if begin else "begun"


def _share(one: Indicator, card: Card) -> str:
    return _float(one.per) if card.unit == "decibans" else str(float(one.per))


def _score(card: Card, dialect: _Dialect) -> str:
    if card.unit == "decibans":
        return f"1 / (1 + {dialect.power.format('-points / 10')})"
    return "points"


def _struct(card: Card, dialect: _Dialect) -> str:
    shown = [
        (f"i_{name}", f"case when {_fires(one)} then {column} end")
        for one in card.indicators.values()
        for name, column in one.shown.items()
    ]
    begun = [("p_begun", _begun(card))] if card.unit == "decibans" else []
    times = "" if card.unit == "decibans" else "100 * "
    points = [(f"p_{one.name}", f"{times}p_{one.name}") for one in card.weighed]
    pairs = [dialect.field.format(name, text) for name, text in (*shown, *begun, *points)]
    return dialect.struct.format(",\n            ".join(pairs)) if pairs else "null"


def _fires(one: Indicator) -> str:
    """Return when an indicator is shown: where it has points, unless the card has `show_when`."""
    if one.show_when is not None:
        return one.show_when
    if one.has_points:
        return f"p_{one.name} <> 0"
    return one.when or "true"
