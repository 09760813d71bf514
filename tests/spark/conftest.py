"""One Spark session with two local workers for all tests; skipped where there is no Spark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from moneygraph.api import Case
from moneygraph.spark import session
from moneygraph.spark.cluster import Cluster
from moneygraph.spark.engine import SparkEngine
from moneygraph.spark.source import read_source
from moneygraph.store.data import OURS
from tests.cli.conftest import loaded, loaded_case, run
from tests.export.neo4j.conftest import demo_case

__all__ = ["demo_case", "loaded", "loaded_case", "run"]

#: Where this is set nothing may be skipped.
IS_NEEDED = bool(os.environ.get("MONEYGRAPH_CI"))
_SMALL = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
}
_LARGE = {
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.shuffle.partitions": "4",
}
EngineOf = Callable[[Path], SparkEngine]


def why_none() -> str | None:
    """Return what is missing here, if anything is."""
    try:
        import pyarrow  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError:
        return "PySpark is not installed: make .venv/.spark"
    return None if shutil.which("java") else "there is no Java"


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Give a session with two workers in this machine."""
    why = why_none()
    if why and IS_NEEDED:
        pytest.fail(why)
    if why:
        pytest.skip(why)
    # a few thousand rows: compiling for them, and planning anew on the way, took most of the time
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        with session.spark_session("local[2]") as one:
            set_small(one)
            yield one


def set_small(session: Any) -> None:
    """Let a session neither compile nor plan anew on the way: not worth it for few rows."""
    _set(session, _SMALL)


def set_large(session: Any) -> None:
    """Let a session compile, as for many transfers it is worth it."""
    _set(session, _LARGE)


def _set(session: Any, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        session.conf.set(name, value)


@pytest.fixture
def engine_of(spark: Any) -> Iterator[EngineOf]:
    """Make engines over what is in a folder, in the one session."""
    made: list[Cluster] = []

    def make(folder: Path) -> SparkEngine:
        made.append(Cluster(spark, read_source(spark, str(folder)), OURS))
        return SparkEngine(made[-1])

    yield make
    for one in made:
        one.kept.forget()


@pytest.fixture(scope="session")
def exported(demo_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a region's case as `moneygraph export --format parquet` writes it."""
    folder = tmp_path_factory.mktemp("parquet") / "region"
    with Case.open(demo_case) as case:
        case.export("parquet", folder)
    return folder
