"""The composed SQL weighs what the card says: compared with a plain evaluation of random cards."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygraph.detect.queries.card import Card
from moneygraph.detect.queries.card_file import read_card
from moneygraph.detect.queries.weigh import weighed_sql
from tests.laws import laws

from .plain_card import ROWS, Row, Weighed, cards, indicators, weigh

SQL = """with measured as (
    select * from given),

-- card: measured -> scored

select * from scored order by no
"""


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(
            "create table given (no integer, begun double, a bigint, b hugeint, c double, d double)"
        )
        yield opened


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("card") / "random.card.toml"


def read(path: Path, text: str) -> Card:
    path.write_text(text, encoding="utf-8")
    return read_card(path)


def check(
    text: str,
    row: Row,
    score: Any,
    points: dict[str, Any],
    shown: dict[str, Any],
    *,
    in_order: bool = True,
) -> None:
    """Compare what an engine returned of a row with the plain evaluation; a map has no order."""
    plain: Weighed = weigh(text, row)
    assert points.keys() == plain.points.keys()
    assert not in_order or list(points) == list(plain.points)
    for name, value in plain.points.items():
        assert float(points[name]) == pytest.approx(value, rel=1e-9, abs=1e-7), name
    assert float(score) == pytest.approx(plain.score, rel=1e-6, abs=1e-9)
    assert shown.keys() == plain.shown.keys()
    for name, value in plain.shown.items():
        assert float(shown[name]) == pytest.approx(value, rel=1e-9), name


def named(prefix: str, card: dict[str, Any]) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value
        for name, value in card.items()
        if name.startswith(prefix) and value is not None
    }


@given(text=cards(), rows=st.lists(ROWS, min_size=1, max_size=8))
@laws(150)
def test_points_are_those_of_the_card(
    con: duckdb.DuckDBPyConnection, path: Path, text: str, rows: list[Row]
) -> None:
    card = read(path, text)
    con.execute("delete from given")
    con.executemany(
        "insert into given values ($no, $begun, $a, $b, $c, $d)",
        [row | {"no": no} for no, row in enumerate(rows)],
    )
    found = con.execute(weighed_sql(SQL, card, by_model=False))
    columns = [column[0] for column in found.description or ()]
    for row, values in zip(rows, found.fetchall(), strict=True):
        given_back = dict(zip(columns, values, strict=True))
        weighed = given_back["card"]
        check(text, row, given_back["score"], named("p_", weighed), named("i_", weighed))


@pytest.mark.parametrize(
    ("lines", "row", "points"),
    [
        ('value = "a"\nper = 0.029', {"a": 50}, 1.4),  # 14.499... tenths, as floats multiply
        ('value = "a"\nper = 0.123456789', {"a": 10**9}, 123456789.0),  # all of its digits
        ('value = "a - b"\nper = 2', {"a": 7, "b": 3}, 8.0),  # 2 * (a - b)
        ('value = "a - b"\nper = -2\ncap = 3', {"a": 7, "b": 3}, -6.0),
        ('value = "a"\nshape = "log"\nper = 2', {"a": -5}, 0.0),  # and no error of a logarithm
        ('value = "a"\nsteps = [[1, 5], [3, 2]]', {"a": 3}, 2.0),
        ('value = "a"\nsteps = [[-3, 5], [-1, 2]]', {"a": -2}, 5.0),
        ('value = "a"\nbase = 1\nper = 1\nfrom = -2', {"a": -3}, 0.0),
    ],
)
def test_points_of_one_indicator(
    con: duckdb.DuckDBPyConnection, path: Path, lines: str, row: Row, points: float
) -> None:
    text = f'unit = "decibans"\n[indicator.x]\n{lines}\n'
    con.execute("delete from given")
    con.execute("insert into given values (1, 0, $a, $b, null, null)", {"b": None} | row)
    sql = weighed_sql(SQL, read(path, text), by_model=False)
    [(found,)] = con.execute(f"select card.p_x from ({sql})").fetchall()
    assert float(found) == pytest.approx(points, abs=1e-12)
    assert weigh(text, {"begun": 0.0, "b": None} | row).points["x"] == pytest.approx(points)


@pytest.mark.parametrize("points", ["10.19", "10.1900000000001"])
@pytest.mark.parametrize("lines", ["steps = [[0, 7], [2, {}]]", "base = {}"])
def test_points_of_many_digits(
    con: duckdb.DuckDBPyConnection, path: Path, lines: str, points: str
) -> None:
    """A hundredth of 10.19 has 17 digits as a float, which no decimal can be multiplied with."""
    text = f'unit = "points"\n[indicator.x]\nvalue = "a"\n{lines.format(points)}\n'
    con.execute("delete from given")
    con.execute("insert into given values (1, 0, 3, null, null, null)")
    sql = weighed_sql(SQL, read(path, text), by_model=False)
    [(score, found)] = con.execute(f"select score, card.p_x from ({sql})").fetchall()
    assert (float(score), float(found)) == pytest.approx((float(points) / 100, float(points)))


@pytest.mark.parametrize("unit", ["points", "decibans"])
def test_a_card_that_weighs_nothing(con: duckdb.DuckDBPyConnection, path: Path, unit: str) -> None:
    con.execute("delete from given")
    con.execute("insert into given values (1, 0, 2, 3, null, null)")
    card = read(path, f'unit = "{unit}"\n[indicator.known_later]\n')
    sql = weighed_sql(SQL, card, by_model=False)
    [(score, found)] = con.execute(f"select score, card from ({sql})").fetchall()
    assert (float(score), found) == ((0, None) if unit == "points" else (0.5, {"p_begun": 0}))


#: The keys of a card that decide how points follow the value.
POINTS = ("shape", "base", "per", "cap", "steps")
DIRECTIONS = {
    1: [
        "base = 2",
        "per = 3",
        "base = 2\nper = 3",
        "steps = [[1, 2]]",
        "steps = [[1, 0], [2, 2]]",
    ],
    -1: [
        "base = -2",
        "per = -3\ncap = 2",
        "steps = [[1, -2], [5, -2]]",
        "steps = [[1, -1], [2, -2]]",
    ],
    0: [
        "",
        "base = 2\nper = -3",
        "base = -2\nper = 3",
        "steps = [[1, 2], [3, -1]]",
        "steps = [[1, 4], [3, 1]]",
        "steps = [[1, -1], [3, 5]]",
        "steps = [[1, 2], [3, 0]]",
    ],
}


@pytest.mark.parametrize(
    ("direction", "lines"), [(key, one) for key, some in DIRECTIONS.items() for one in some]
)
def test_an_indicator_has_a_direction_or_none(path: Path, direction: int, lines: str) -> None:
    card = read(path, f'unit = "points"\n[indicator.x]\nvalue = "a"\n{lines}\n')
    assert card.indicators["x"].direction == direction


@given(text=indicators("x"))
@laws(100)
def test_points_follow_the_direction(path: Path, text: str) -> None:
    """Over rising values, none of them negative, points go one way or there is no direction."""
    kept = [line for line in text.splitlines() if line.split()[0] in POINTS]
    text = "\n".join(['unit = "points"', "[indicator.x]", 'value = "a"', *kept, ""])
    one = read(path, text).indicators["x"]
    if not one.has_points or one.shape == "share":
        return
    points = [weigh(text, {"a": value}).points["x"] for value in range(110)]
    changes = {(after > before) - (after < before) for before, after in pairwise(points)} - {0}
    if one.direction:
        assert changes <= {one.direction}
    elif one.steps and one.steps[0][0] > 0:
        assert len(changes) != 1
