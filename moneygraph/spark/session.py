"""Opens a session with a Spark master, or says in one sentence why there is none.

What Spark and Java print goes to a file of the user's alone, as standard output is for answers.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING, Final, TypeVar, cast
from urllib.parse import urlsplit

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message
from moneygraph.store.resources import memory, threads
from moneygraph.store.sandbox import private_folder

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_Made = TypeVar("_Made")
#: The oldest PySpark that runs what we ask, and the oldest Java that runs it.
_LEAST: Final = (4, 1)
_LEAST_JAVA: Final = 17
#: How long a master may take to take a connection, and the cluster to do a first piece of work.
CONNECT_S: Final = 5.0
WORK_S: Final = 90.0
_PORTS: Final = {"spark": 7077, "sc": 15002, "https": 443}
_INSTALL: Final = Message("Install it: pip install 'moneygraph[spark]'.")
_JAVA: Final = Message("Install Java 17 or later, or let JAVA_HOME name its folder.")
#: What queries and our own SQL rely on, of any session.
_SETTINGS: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.cteRecursionLevelLimit": "10000",
    "spark.sql.cteRecursionRowLimit": "-1",
}


@contextmanager
def spark_session(master: str, connect_s: float = CONNECT_S) -> Iterator[SparkSession]:
    """Open a session with a master: ``local[2]``, ``spark://HOST:7077``, ``sc://HOST``, ``yarn``.

    It is stopped at the end of the block; in a process that has Spark already it is one more
    session of that, and nothing is stopped. Raises `CallError` where PySpark or Java is missing or
    too old, and where the master does not answer (within `connect_s` seconds) or gives no worker.
    """
    _check_package()
    is_remote = master.startswith("sc://")
    if is_remote:
        _check_connect()
    else:
        _check_java()
    _check_answers(master, connect_s)
    with private_folder(None, "moneygraph-spark-") as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
        warnings.filterwarnings("ignore", category=FutureWarning, message="PySpark does not")
        is_shared = not is_remote and _has_spark()
        session = _bounded(lambda: _started(master, folder), master)
        try:
            _bounded(lambda: _works(session), master)
            yield session
        finally:
            if not is_shared:
                session.stop()


def _has_spark() -> bool:
    from pyspark import SparkContext

    return SparkContext._active_spark_context is not None


def _check_package() -> None:
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).disabled = True  # they print what is also raised
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pyspark.sql
    except ImportError as error:
        raise CallError(Message("PySpark is not installed"), _INSTALL) from error
    numbers = [int(one) for one in re.findall(r"\d+", pyspark.__version__)[:2]]
    if tuple(numbers) < _LEAST:
        raise CallError(
            Message("PySpark {version} is too old", version=pyspark.__version__), _INSTALL
        )


def _check_connect() -> None:
    """Refuse where PySpark came without what it speaks to a distant session with."""
    try:
        import grpc  # noqa: F401
        import grpc_status  # noqa: F401
    except ImportError as error:
        raise CallError(
            Message("PySpark is installed without Spark Connect, which sc:// needs"), _INSTALL
        ) from error


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = Path(home) / "bin" / "java" if home else shutil.which("java")
    if java is None:
        raise CallError(Message("Spark runs on Java, and there is none here"), _JAVA)
    if home and not os.access(java, os.X_OK):
        raise CallError(
            Message("there is no Java in {home}, which JAVA_HOME names", home=home), _JAVA
        )
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    if found is None or int(found[1]) < _LEAST_JAVA:
        shown = told.splitlines()[0] if told else ""
        raise CallError(Message("Spark does not run on this Java: {version}", version=shown), _JAVA)


def _check_answers(master: str, connect_s: float) -> None:
    """Refuse a master at an address where nobody takes a connection; Spark tries for a minute."""
    scheme, _, rest = master.removeprefix("k8s://").partition("://")
    if scheme not in _PORTS:
        return
    for place in rest.partition("/")[0].partition(";")[0].split(","):
        try:
            parts = urlsplit(f"//{place}")
            address = (parts.hostname or "", parts.port or _PORTS[scheme])
        except ValueError as error:
            raise CallError(
                Message("{master} is no address of a Spark master", master=master), _MASTER
            ) from error
        try:
            socket.create_connection(address, connect_s).close()
            return
        except OSError:
            continue
    raise CallError(Message("the Spark master {master} does not answer", master=master), _MASTER)


_MASTER: Final = Message(
    "Start it, or name another with --master: local[2] is this machine, spark://HOST:7077 a"
    " cluster."
)


def _started(master: str, folder: Path) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("moneygraph")
    if master.startswith("sc://"):
        builder = builder.remote(master)
    else:
        builder = builder.master(master)
        for name, value in _own_settings(master, folder).items():
            builder = builder.config(name, value)
    with _printed_to(folder / "spark.log"):
        if not master.startswith("sc://") and _has_spark():
            return builder.getOrCreate().newSession()
        return builder.getOrCreate()


def _own_settings(master: str, folder: Path) -> dict[str, str]:
    """Return what a session on this machine is started with."""
    settings = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    if master.startswith("local"):
        own = "127.0.0.1"  # else Spark asks the network for this machine's name
        os.environ.setdefault("SPARK_LOCAL_IP", own)
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        cores = threads()
        settings |= {
            "spark.driver.host": own,
            "spark.driver.bindAddress": own,
            "spark.local.dir": str(folder),
            "spark.sql.warehouse.dir": str(folder / "warehouse"),
            "spark.sql.shuffle.partitions": str(2 * cores),
            "spark.driver.memory": f"{max(1024, memory() // 2 >> 20)}m",  # workers need the rest
        }
    return settings


def _works(session: SparkSession) -> None:
    """Do a first piece of work: a cluster without a free worker would wait for ever."""
    for name, value in _SETTINGS.items():
        session.conf.set(name, value)
    session.range(1).count()


def _bounded(work: Callable[[], _Made], master: str) -> _Made:
    """Do what a master must answer, in a thread, as Spark waits for minutes or for ever."""
    made: Queue[tuple[_Made | None, BaseException | None]] = Queue()

    def run() -> None:
        try:
            made.put((work(), None))
        except BaseException as error:
            made.put((None, error))

    Thread(target=run, daemon=True).start()
    try:
        result, error = made.get(timeout=WORK_S)
    except Empty:
        raise CallError(
            Message(
                "the Spark master {master} gave no worker within {n} seconds",
                master=master,
                n=round(WORK_S),
            ),
            Message("Start workers, or wait until some are free."),
        ) from None
    if error is None:
        return cast(_Made, result)
    if not isinstance(error, Exception):
        raise error
    raise CallError(
        Message("Spark does not start: {why}", why=_first_line(error)), _MASTER
    ) from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


@contextmanager
def _printed_to(log: Path) -> Iterator[None]:
    """Let what is started in the block, Java, print to a file of its own."""
    kept = [(number, os.dup(number)) for number in (1, 2)]
    with log.open("ab") as file:
        try:
            for number, _ in kept:
                os.dup2(file.fileno(), number)
            yield
        finally:
            for number, copy in kept:
                os.dup2(copy, number)
                os.close(copy)
