"""A missing Java, package or master is one clear sentence, and soon."""

from __future__ import annotations

import socket
import sys
import time
from pathlib import Path

import pytest

from moneygraph.spark import session
from moneygraph.store.errors import CallError
from tests.cli.conftest import Run

from .conftest import IS_NEEDED, why_none

ON_SPARK = ("find", "droppers", "--engine", "spark", "--from", "nothing", "--master")


@pytest.fixture
def package() -> None:
    why = why_none()
    if why and IS_NEEDED:
        pytest.fail(why)
    if why and "PySpark" in why:
        pytest.skip(why)


def test_no_package(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    result = run(*ON_SPARK, "local[2]")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "error: PySpark is not installed",
        "Install it: pip install 'moneygraph[spark]'.",
    ]


@pytest.mark.usefixtures("package")
def test_no_spark_connect(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "grpc", None)
    result = run(*ON_SPARK, "sc://127.0.0.1:1")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        "error: PySpark is installed without Spark Connect, which sc:// needs",
        "Install it: pip install 'moneygraph[spark]'.",
    ]


@pytest.mark.usefixtures("package")
def test_no_java(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    result = run(*ON_SPARK, "local[2]")
    assert result.exit_code == 2
    assert f"there is no Java in {tmp_path}, which JAVA_HOME names" in result.stderr.replace(
        "\n  ", " "
    )
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run(*ON_SPARK, "local[2]", "--lang", "ru")
    assert result.exit_code == 2 and "Java" in result.stderr
    with pytest.raises(CallError, match="Spark runs on Java, and there is none here"):
        session._check_java()
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019' >&2\n")
    java.chmod(0o700)
    with pytest.raises(CallError, match=r"does not run on this Java: openjdk version .11\.0\.2"):
        session._check_java()


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize(
    "master", ["spark://127.0.0.1:1", "sc://127.0.0.1:1", "k8s://https://127.0.0.1:1"]
)
def test_nobody_answers(run: Run, master: str) -> None:
    begun = time.monotonic()
    result = run(*ON_SPARK, master)
    assert result.exit_code == 2 and time.monotonic() - begun < session.CONNECT_S + 5
    assert f"the Spark master {master} does not answer" in result.stderr
    with pytest.raises(CallError, match="is no address"):
        session._check_answers("spark://a:port", 1)


@pytest.mark.usefixtures("package")
def test_a_master_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something takes the connection and says nothing."""
    monkeypatch.setattr(session, "WORK_S", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"sc://127.0.0.1:{silent.getsockname()[1]}"
        with (
            pytest.raises(CallError, match=r"gave no worker within 2 seconds|does not start"),
            session.spark_session(address),
        ):
            pass


def test_options_of_spark_alone(run: Run, tmp_path: Path) -> None:
    for call, error in (
        (("--out", "x"), "--out is for Spark"),
        (("--engine", "spark"), "--engine spark needs --master"),
        (("--engine", "spark", "--master", "local"), "--engine spark needs --from"),
        ((*ON_SPARK[2:], "local", "--out", tmp_path / "a" / "b"), "there is no folder"),
        ((*ON_SPARK[2:], "local", "--into", tmp_path), "is there already"),
        ((*ON_SPARK[2:], "local", "--uri", "bolt://x"), "--uri and --username name a Neo4j"),
        ((*ON_SPARK[2:], "local", "--mask"), "it cannot mask them"),
        ((*ON_SPARK[2:], "local", "--manifest", tmp_path / "m.json"), "--manifest cannot record"),
    ):
        result = run("find", "droppers", *call)
        assert (result.exit_code, result.stdout) == (2, ""), call
        assert error in result.stderr.replace("\n  ", " "), call
