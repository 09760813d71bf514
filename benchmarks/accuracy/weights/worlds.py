"""What `droppers` measures in each labelled world: a row an account, a column an indicator."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy.canonical import LABELS, TRANSFERS
from benchmarks.accuracy.kinds import plant
from benchmarks.accuracy.planted import DROPPERS
from moneygraph.api import Case
from moneygraph.demo import write_demo
from moneygraph.detect.counted import counted
from moneygraph.detect.derived import ensure_findings
from moneygraph.detect.queries import Query, query_named
from moneygraph.detect.queries.background import TYPICAL, USUAL, typical_of
from moneygraph.detect.queries.card import Indicator
from moneygraph.detect.queries.execute import defaults_of
from moneygraph.detect.queries.weigh import unweighed
from moneygraph.store.sqltext import sql_text

Floats: TypeAlias = NDArray[np.float64]
#: Regions of our own: their generator, by the kind of region, and the seeds for fitting.
OURS: Final = "ours"
SEEDS: Final = (1, 2, 3)


@dataclass(frozen=True)
class World:
    """One labelled case: `label` is 1, 0 or NaN an account, `values` what indicators measure.

    An account without received money has no row; `missed` is how many labelled droppers have none.
    """

    name: str
    generator: str
    label: Floats
    values: dict[str, Floats]
    missed: int


def labelled(folders: list[Path], part: str) -> Iterator[World]:
    """Read the part of each data set in folders; see `split`."""
    for folder in folders:
        for labels in sorted(folder.glob(f"*/{part}/{LABELS}")):
            with labels.open(newline="", encoding="utf-8") as file:
                truth = {row["account"]: row["label"] != "0" for row in csv.DictReader(file)}
            name = labels.parent.parent.name
            with _case([labels.with_name(TRANSFERS)]) as case:
                yield measured(case, name, name, truth)


def regions(seeds: tuple[int, ...] = SEEDS) -> Iterator[World]:
    """Make regions with planted kinds, with rings, and without crime."""
    for seed in seeds:
        yield _planted(seed)
        yield _demo(seed, 3)
        yield _demo(seed, 0)


def _planted(seed: int) -> World:
    with tempfile.TemporaryDirectory() as folder:
        town = plant(Path(folder), seed, 1500)
        sought = {one.__name__ for one in DROPPERS}
        takes_part = {side for _, payer, payee, *_ in town.rows for side in (payer, payee)}
        with _case([Path(folder) / "planted.csv"], Path(folder) / "region" / "exports") as case:
            truth = {
                number: town.kind_of.get(number) in sought
                for number in _people(case)
                if number in town.kind_of or number not in takes_part
            }
            return measured(case, f"kinds {seed}", OURS, truth)


def _demo(seed: int, rings: int) -> World:
    with tempfile.TemporaryDirectory() as folder:
        write_demo(Path(folder), seed=seed, people=2000, rings=rings)
        with (Path(folder) / "truth" / "droppers.csv").open(newline="", encoding="utf-8") as file:
            sought = {row["account"] for row in csv.DictReader(file) if row["visible"] == "1"}
        files = [Path(folder) / one for one in ("complaints.csv", "links.csv")]
        with _case([], Path(folder) / "exports", *files) as case:
            truth = {number: number in sought for number in _people(case)}
            return measured(case, f"{'rings' if rings else 'calm'} {seed}", OURS, truth)


def _people(case: Case) -> list[str]:
    rows = case.con.execute("select number from account where kind = 'person'").fetchall()
    return [number for (number,) in rows]


@contextmanager
def _case(covering: list[Path], *exports: Path) -> Iterator[Case]:
    """Open a case of exports and of files that hold all of their accounts, and remove it after."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Case.open(Path(folder) / "case.duckdb", create=True) as case,
    ):
        if exports:
            case.load(*exports)
        for file in covering:
            case.load(file, covers="all")
        yield case


def measured(case: Case, name: str, generator: str, truth: dict[str, bool]) -> World:
    """Measure the indicators of each account of a case."""
    with case.file.scratch() as file:
        query = query_named(file.data, "droppers")
        ensure_findings(file, query)
        with counted(file.con, converted=query.is_converted):
            read = _read(file.con, query)
    numbers = read.pop("number").tolist()
    label = np.array([truth.get(one, np.nan) for one in numbers], np.float64)
    missed = sum(is_sought for one, is_sought in truth.items() if one not in set(numbers))
    values = {key: np.ma.filled(column.astype(float), np.nan) for key, column in read.items()}
    return World(name, generator, label, values, missed)


def _read(con: Any, query: Query) -> dict[str, Any]:
    assert query.card is not None
    usual = con.execute(sql_text(USUAL)).fetchone()
    params = {**defaults_of(query), TYPICAL: float(typical_of(*usual))}
    columns = [f"{_column(one)} as {one.name}" for one in query.card.weighed]
    sql = unweighed(query.text, ", ".join(["number", *columns]))
    (statement,) = con.extract_statements(sql)
    used = {key: params[key] for key in statement.named_parameters}
    return dict(con.execute(statement, used).fetchnumpy())


def _column(one: Indicator) -> str:
    when = one.when or "true"
    return f"case when {when} then cast({one.value} as double) end"
