"""Steps: what is computed before the SQL of a query that names it, with the query's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.detect.patterns import keep_shapes, look_for_shapes
from moneygraph.detect.queries.units import Value

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Step:
    """`look` reads the case and computes; `keep` makes temporary tables of that for the SQL.

    `takes` are its parameters and their units. `look` needs no more than the tables of a case.
    """

    look: Callable[..., Any]
    keep: Callable[..., None]
    takes: dict[str, str]


STEPS = {
    "patterns": Step(
        look_for_shapes,
        keep_shapes,
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


@contextmanager
def step_beside(
    con: duckdb.DuckDBPyConnection, name: str | None, values: Mapping[str, Value]
) -> Iterator[Future[Any] | None]:
    """Look with a step, if one is named, beside the work that is done in the block."""
    if name is None:
        yield None
        return
    with ThreadPoolExecutor(1) as beside, con.cursor() as other:
        yield beside.submit(_look, other, name, values)


def run_step(
    con: duckdb.DuckDBPyConnection,
    name: str,
    values: Mapping[str, Value],
    begun: Future[Any] | None = None,
) -> None:
    """Run a step with those of the values that it takes, or keep what a `begun` one sees."""
    STEPS[name].keep(con, begun.result() if begun is not None else _look(con, name, values))


def _look(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Value]) -> Any:
    step = STEPS[name]
    return step.look(con, **{param: values[param] for param in step.takes})
