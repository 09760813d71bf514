"""Steps: what is computed before the SQL of a query that names it, with the query's own values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.finding.units import Value
from moneygraph.patterns import fill_shapes

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Step:
    """`fill` makes temporary tables for the SQL; `takes` are its parameters and their units."""

    fill: Callable[..., None]
    takes: dict[str, str]


STEPS = {
    "patterns": Step(
        fill_shapes,
        {
            "within": "duration",
            "stay": "duration",
            "past": "duration",
            "alike": "share",
            "alike_through": "share",
            "fan": "count",
        },
    ),
}


def run_step(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Value]) -> None:
    """Run a step with those of the values that it takes."""
    step = STEPS[name]
    given: dict[str, Any] = {param: values[param] for param in step.takes}
    step.fill(con, **given)
