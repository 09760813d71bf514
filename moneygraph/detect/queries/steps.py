"""Steps: what is computed before the SQL of a query that names it, with the query's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.detect.net import net_of_refunds
from moneygraph.detect.patterns import find_case_shapes, keep_shapes
from moneygraph.detect.queries.units import Value

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Step:
    """`search` reads the case and computes; `keep` makes temporary tables of that for the SQL.

    `takes` are its parameters and their units. `search` needs no more than the tables of a case.
    """

    search: Callable[..., Any]
    keep: Callable[..., None]
    takes: dict[str, str]


STEPS = {
    "patterns": Step(
        find_case_shapes,
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
    """Run a step's search, if a step is named, beside the work that is done in the block."""
    if name is None:
        yield None
        return
    with ThreadPoolExecutor(1) as beside, con.cursor() as other:
        yield beside.submit(_search, other, name, values)


def run_step(
    con: duckdb.DuckDBPyConnection,
    name: str,
    values: Mapping[str, Value],
    started: Future[Any] | None = None,
) -> None:
    """Run a step with those of the values that it takes, or keep what a `started` one sees."""
    STEPS[name].keep(con, started.result() if started is not None else _search(con, name, values))


def _search(con: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, Value]) -> Any:
    step = STEPS[name]
    with net_of_refunds(con):
        return step.search(con, **{param: values[param] for param in step.takes})
