"""What speaks for two rows being the two sides of one transfer, in points.

A pair's score is the sum of its points in hundredths, at most 1. The points are the same where
pairs are made, by SQL over all of them, and where one is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from moneygraph.store.sqltext import rows_of, sql_text

if TYPE_CHECKING:
    import duckdb

#: Tests in SQL over a pair of rows `d` and `c`, the debit first: the first that holds counts, with
#: its name and points. What speaks against a pair is below 0.
_Step: TypeAlias = tuple[str, str, int]
_APART: Final = "abs(epoch(c.moment) - epoch(d.moment))"
_BY_DAY: Final = "(d.day_only or c.day_only)"
_AMOUNT: Final[list[_Step]] = [
    ("d.currency <> c.currency", "converted at a plausible rate", 10),
    ("d.amount <> c.amount", "same amount less a fee", 10),
    ("true", "same amount", 30),
]
_TIME: Final[list[_Step]] = [
    (f"{_BY_DAY} and c.moment::date = d.moment::date", "same day", 18),
    (f"not {_BY_DAY} and {_APART} <= 120", "within two minutes", 30),
    (f"not {_BY_DAY} and {_APART} <= 900", "within a quarter of an hour", 25),
    ("is_hours", "whole hours apart", -5),
    ("c.moment < d.moment", "credited before it was debited", -15),
    ("true", "credited later", -10),
]


def _party(side: str, name: str) -> list[_Step]:
    return [
        (f"d.{side}_account = c.{side}_account", f"same account of the {name}", 20),
        (f"d.{side}_owner = c.{side}_owner", f"same IIN of the {name}", 18),
        ("true", f"nothing against the {name}", 8),
    ]


EVIDENCE: Final[list[list[_Step]]] = [
    _AMOUNT,
    _party("from", "payer"),
    _party("to", "payee"),
    _TIME,
    [("d.reference = c.reference", "same reference", 10)],
]


def score_sql() -> str:
    """Return SQL of the score of a pair of rows, 0 to 1.

    Both rows have moment, day_only, amount, currency, reference, from_account, to_account,
    from_owner and to_owner, null where not known; `is_hours` is whether clocks are to blame.
    """
    sums = " + ".join(_case(steps, points=True) for steps in EVIDENCE)
    return f"least(100, {sums}) / 100.0"


def evidence(
    con: duckdb.DuckDBPyConnection, debit_row: int, credit_row: int, *, is_hours: bool
) -> list[tuple[str, int]]:
    """Return what counts for a pair of rows of the case: names and points, as `score_sql` has it.

    `is_hours` is whether clocks are to blame for the time between them.
    """
    names = ", ".join(_case(steps, points=False) for steps in EVIDENCE)
    sql = sql_text("ingest/pairing/evidence.sql").replace("-- the names", names)
    (found,) = rows_of(con, sql, debit_row, credit_row, is_hours)
    points = {name: worth for steps in EVIDENCE for _, name, worth in steps}
    return [(name, points[name]) for name in found if name is not None]


def _case(steps: list[_Step], *, points: bool) -> str:
    tests = " ".join(
        f"when {test} then {worth if points else repr(name)}" for test, name, worth in steps
    )
    return f"case {tests} {'else 0' if points else ''} end"
