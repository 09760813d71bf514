"""How much memory and how many threads are used: what is given, the container's, the machine's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from moneygraph.api import Case
from moneygraph.store import resources
from moneygraph.store.errors import CallError, MemoryShort
from moneygraph.store.resources import bounded, for_database, machine_memory, memory, size_of
from tests.cli.conftest import EXPORTS, Run, run

__all__ = ["run"]

MB = 1 << 20
SETTINGS = "select name, value from duckdb_settings() where name in ('memory_limit', 'threads')"
#: Holds all its rows in one list, which no disk can help with.
GREEDY = """-- title = "All in one"
-- finds = "nothing"
-- innocent = "always"
-- min_score = 0.5
-- [columns]
-- x = "count"
select x, [x] as transfers, 1.0 as score, 'so' as why from
    (select list(i::varchar || repeat('x', 40)) as every, 1 as x from range(6000000) as t(i))
where len(list_sort(every)) > 0
"""


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("64MB", 64 * MB),
        ("1.5 GiB", 1536 * MB),
        ("2g", 2048 * MB),
        ("1T", MB * MB),
        ("0,5GB", 512 * MB),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["8", "GB", "63MB", "-1GB", "1 2GB", "1e9GB", "", "٣GB"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(CallError, match="is no size of memory to work with"):
        size_of(text)


def test_a_machine_has_memory_and_most_of_it_is_used() -> None:
    assert 256 * MB < machine_memory() <= os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert memory() == int(machine_memory() * 0.8)


@pytest.mark.parametrize(
    ("own", "files", "limits"),
    [
        ("0::/a/b\n", {"a/b/memory.max": "max\n", "a/memory.max": "1000\n"}, [1000]),
        ("0::/\n", {"memory.max": "5000\n"}, [5000]),
        ("0::/a\n", {"a/memory.max": "7\n", "memory.max": "9\n"}, [7, 9]),
        (
            "4:memory:/box\n1:cpu,cpuacct:/box\n0::/\n",
            {"memory/box/memory.limit_in_bytes": "3000\n", "cpu/box/memory.limit_in_bytes": "1\n"},
            [3000],
        ),
        ("0::/gone\n", {}, []),
        ("nonsense", {"memory.max": "1"}, []),
    ],
)
def test_what_a_container_may_use(
    tmp_path: Path, own: str, files: dict[str, str], limits: list[int]
) -> None:
    (tmp_path / "cgroup").write_text(own)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert resources._limits(tmp_path, tmp_path / "cgroup") == limits
    assert resources._limits(tmp_path, tmp_path / "none") == []


def test_a_case_uses_what_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(resources_config(), "threads", raising=False)
    path = tmp_path / "c.duckdb"
    with bounded(memory="1GB", threads=3), Case.open(path, create=True) as case:
        found = dict(case.con.execute(SETTINGS).fetchall())
        assert found == {"memory_limit": "512.0 MiB", "threads": "3"}
    monkeypatch.setenv("MONEYGRAPH_MEMORY", "512MB")
    assert memory() == 512 * MB
    with bounded(memory="1GB"):
        assert memory() == 1024 * MB
    assert memory() == 512 * MB
    assert for_database()["threads"] == len(os.sched_getaffinity(0))


def resources_config() -> dict[str, object]:
    from moneygraph.store import opening

    return opening.CONFIG  # type: ignore[return-value]


def test_what_outgrows_it_says_what_to_give(run: Run, tmp_path: Path) -> None:
    assert run("load", EXPORTS / "halyk.csv").exit_code in (0, 1)
    queries = tmp_path / "own" / "queries"
    queries.mkdir(parents=True)
    (queries / "greedy.sql").write_text(GREEDY, encoding="utf-8")
    result = run("find", "greedy", "--folder", tmp_path / "own", "--memory", "100MB")
    assert result.exit_code == 2
    assert "this needs more memory than the 100 MB that it may use" in result.stderr
    assert (
        f"Give more with --memory SIZE: the machine has {machine_memory() >> 20} MB."
        in result.stderr
    )
    assert json.loads(run("status", "--json").stdout)["transfers"]
    assert issubclass(MemoryShort, Exception)


@pytest.mark.parametrize("words", [("--memory", "lots"), ("--memory", "1KB")])
def test_a_wrong_size_is_said(run: Run, words: tuple[str, str]) -> None:
    result = run(*words, "status")
    assert result.exit_code == 2 and "is no size of memory to work with" in result.stderr
