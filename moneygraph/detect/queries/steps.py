"""Steps: what is computed before the SQL of a query that names it, with the query's own values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moneygraph.detect.counted import counted
from moneygraph.detect.network import judge_network, keep_network
from moneygraph.detect.patterns import find_case_shapes, keep_shapes
from moneygraph.detect.queries.units import Value

if TYPE_CHECKING:
    import duckdb

    from moneygraph.store.data import DataFiles


@dataclass(frozen=True)
class Step:
    """`search` reads the case and computes; `keep` makes temporary tables of that for the SQL.

    `takes` are its parameters and their units. `weighs`: the queries whose weighed rows it reads;
    a step without any needs no more than the tables of a case, and can run while what queries
    depend on is made. `is_converted`: it counts in one currency, as a query does that says so.
    """

    search: Callable[..., Any]
    keep: Callable[..., None]
    takes: dict[str, str]
    weighs: tuple[str, ...] = ()
    is_converted: bool = False


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
    "network": Step(
        judge_network,
        keep_network,
        {"least_alone": "share", "min_amount": "money", "link_most": "count"},
        weighs=("droppers", "victims"),
        is_converted=True,
    ),
}


@contextmanager
def step_beside(
    con: duckdb.DuckDBPyConnection, data: DataFiles, name: str | None, values: Mapping[str, Value]
) -> Iterator[Future[Any] | None]:
    """Run a step's search, if one is named that weighs nothing, beside the work in the block."""
    if name is None or STEPS[name].weighs:
        yield None
        return
    with ThreadPoolExecutor(1) as beside, con.cursor() as other:
        yield beside.submit(_search, other, data, name, values)


def run_step(
    con: duckdb.DuckDBPyConnection,
    data: DataFiles,
    name: str,
    values: Mapping[str, Value],
    started: Future[Any] | None = None,
) -> None:
    """Run a step with those of the values that it takes, or keep what a `started` one sees."""
    found = started.result() if started is not None else _search(con, data, name, values)
    STEPS[name].keep(con, found)


def _search(
    con: duckdb.DuckDBPyConnection, data: DataFiles, name: str, values: Mapping[str, Value]
) -> Any:
    step = STEPS[name]
    with counted(con, converted=step.is_converted):
        return step.search(con, data, **{param: values[param] for param in step.takes})
