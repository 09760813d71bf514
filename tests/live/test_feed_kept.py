"""A feed is kept on disk: killed at any moment it loses nothing and repeats nothing."""

from __future__ import annotations

import datetime
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from moneygraph import Feed
from moneygraph.live.feed import Answer
from moneygraph.store.errors import CallError, CaseError, CaseFull, CaseLocked, MoneygraphError

from ..small_case import at
from .driven import declare, open_feed, size_at, stream
from .streams import Standing, applied, easy_queries

#: How often the long test kills; read here, as tests run without our variables.
KILLS = int(os.environ.get("MONEYGRAPH_TEST_KILLS", "0"))
ONE = {"ts": at(0), "from_account": "A", "to_account": "B", "amount": 100}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return easy_queries(tmp_path_factory.mktemp("own"))


def _answers(out: Path) -> list[Answer]:
    """Read what a driven process wrote: `repr` of values, with moments."""
    code = {"datetime": datetime}
    lines = out.read_text(encoding="utf-8").splitlines()
    return [Answer(*eval(line, code)) for line in lines]


def _undisturbed(place: Path, folder: Path, seed: int, count: int) -> Standing:
    with open_feed(place / "undisturbed", folder) as feed:
        declare(feed)
        given, answers = stream(seed, count), list[Answer]()
        while (first := feed.position) < count:
            batch = given[first : first + size_at(first)]
            answers += (
                feed.take_batch(pd.DataFrame(batch)) if len(batch) > 1 else feed.take(batch[0])
            )
        return applied(answers)


def _killed(place: Path, folder: Path, kills: int, count: int) -> None:
    """Kill the process again and again, let it end, and compare with one that was left alone."""
    chance, seed = random.Random(kills), 7
    call = [sys.executable, "-m", "tests.live.driven", str(place / "feed"), str(place / "out"),
            str(folder), str(seed), str(count)]  # fmt: skip
    for done in range(kills):
        process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        _wait_until_it_works(process, place / "feed")
        if done % 2 == 0:  # in the middle of its work, and else also while it begins
            _wait_until_it_grows(process, place / "out")
        time.sleep(chance.random() * 0.2)
        process.kill()
        process.communicate()
        if process.returncode != -signal.SIGKILL:  # it had come to the end
            assert done >= min(kills, 2)
            break
    ended = subprocess.run(call, capture_output=True, timeout=1500, check=False)
    assert ended.stdout == b"DONE", ended.stderr.decode()
    answers = _answers(place / "out")
    assert [one.number for one in answers] == list(range(1, len(answers) + 1))
    assert applied(answers) == _undisturbed(place, folder, seed, count)


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _wait_until_it_works(process: subprocess.Popen[bytes], feed: Path) -> None:
    """Wait until a process has opened its feed: what comes before is the start of Python."""
    _wait(process, lambda: (feed / "lock").exists() and _is_locked(feed / "lock"))


def _wait_until_it_grows(process: subprocess.Popen[bytes], file: Path) -> None:
    before = _size(file)
    _wait(process, lambda: _size(file) > before)


def _wait(process: subprocess.Popen[bytes], is_so: Callable[[], bool]) -> None:
    """Wait until something is so, or the process ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None and not is_so():
        time.sleep(0.01)


def _is_locked(lock: Path) -> bool:
    import fcntl

    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        return False


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="files are locked in another way there")
def test_killed_a_few_times(tmp_path: Path, folder: Path) -> None:
    _killed(tmp_path, folder, kills=4, count=6000)


@pytest.mark.process
@pytest.mark.turns
@pytest.mark.skipif(not KILLS, reason="minutes; by hand, with MONEYGRAPH_TEST_KILLS=100")
def test_killed_many_times(tmp_path: Path, folder: Path) -> None:
    _killed(tmp_path, folder, kills=KILLS, count=KILLS * 120)


def test_an_entry_that_was_cut_off_was_not_taken(tmp_path: Path) -> None:
    with Feed.open(tmp_path / "feed") as feed:
        feed.take(ONE)
        feed.take(ONE)
    entries = tmp_path / "feed" / "entries.0"
    data = entries.read_bytes()
    for cut in (1, 5, 30):
        entries.write_bytes(data[:-cut])
        with Feed.open(tmp_path / "feed") as feed:
            assert feed.position == 1
    with Feed.open(tmp_path / "feed") as feed:
        feed.take(ONE)
        assert feed.position == 2


def test_what_was_changed_inside_is_refused(tmp_path: Path) -> None:
    with Feed.open(tmp_path / "feed") as feed:
        for _ in range(5):
            feed.take(ONE)
    entries = tmp_path / "feed" / "entries.0"
    data = bytearray(entries.read_bytes())
    data[len(data) // 2] ^= 1
    entries.write_bytes(bytes(data))
    with pytest.raises(CaseError, match="not as it was written"):
        Feed.open(tmp_path / "feed")
    with Feed.open(tmp_path / "other") as feed:
        feed.take(ONE)
        feed.keep()
    state = tmp_path / "other" / "state.1"
    state.write_bytes(state.read_bytes()[:-1])
    with pytest.raises(CaseError, match="not as it was written"):
        Feed.open(tmp_path / "other")


def test_files_are_private_and_do_not_pile_up(tmp_path: Path) -> None:
    with Feed.open(tmp_path / "feed") as feed:
        feed._least_entries = 500
        for _ in range(200):
            feed.take(ONE)
        names = sorted(one.name.partition(".")[0] for one in (tmp_path / "feed").iterdir())
        assert names == ["entries", "lock", "state"]
    for one in (tmp_path / "feed").iterdir():
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "feed").stat().st_mode) == 0o700


def test_one_process_at_a_time_and_one_setting(tmp_path: Path) -> None:
    with Feed.open(tmp_path / "feed"), pytest.raises(CaseLocked, match="holds the feed"):
        Feed.open(tmp_path / "feed")
    with pytest.raises(CallError, match="another version, queries, keep or most"):
        Feed.open(tmp_path / "feed", keep="3d")
    with pytest.raises(CallError, match="cannot be opened"):
        Feed.open(tmp_path / "nothing" / "feed")
    with pytest.raises(CallError, match="so few movements"):
        Feed.open(tmp_path / "few", most=2)


def test_a_query_of_ones_own_is_refused(tmp_path: Path) -> None:
    own = easy_queries(tmp_path / "own")
    query = own / "queries" / "mule-chains.sql"
    query.write_text(query.read_text(encoding="utf-8").replace("hops >= 2", "hops >= 3"))
    with pytest.raises(CallError, match="cannot run the query mule-chains"):
        Feed.open(tmp_path / "feed", folder=own)


def test_a_full_disk_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Feed.open(tmp_path / "feed") as feed:
        feed.take(ONE)
        write = os.write
        monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:5]))
        with pytest.raises(CaseFull, match="took no more"):
            feed.take(ONE)
        monkeypatch.undo()
        assert feed.position == 1
        feed.take(ONE)
    with Feed.open(tmp_path / "feed") as feed:
        assert feed.position == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 1.5},
        {"amount": -1},
        {"amount": None},
        {"amount": True},
        {"from_account": ""},
        {"to_account": 5},
        {"ts": "yesterday"},
        {"kind": "gift"},
        {"currency": "XYZ"},
        {"sum": 3},
        {"gives_back": {5: 1}},
    ],
)
def test_what_no_transfer_can_be_is_refused_and_nothing_taken(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    with Feed.open(tmp_path / "feed") as feed:
        with pytest.raises(CallError, match="transfer 1 cannot be taken for its"):
            feed.take(ONE | wrong)
        assert feed.position == 0


def test_money_that_is_no_tenge_is_noted(tmp_path: Path) -> None:
    with Feed.open(tmp_path / "feed") as feed:
        feed.take(ONE)
        assert feed.notes == []
        feed.take(ONE | {"to_amount": 1, "to_currency": "USD"})
        feed.take(ONE | {"from_account": "B", "to_account": "C", "currency": "USD"})
        noted = [("currency", "B", 1), ("currency", "C", 1)]
        assert [tuple(note) for note in feed.notes] == noted
    with Feed.open(tmp_path / "feed") as feed:
        assert [tuple(note) for note in feed.notes] == noted


def test_a_batch_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    columns = {name: [value] * 3 for name, value in ONE.items()}
    with Feed.open(tmp_path / "feed") as feed:
        with pytest.raises(MoneygraphError, match="transfer 2 cannot be taken for its amount"):
            feed.take_batch(columns | {"amount": [1, -1, 1]})
        with pytest.raises(MoneygraphError, match="for its amount"):
            feed.take_batch(columns | {"amount": [1.5, 2.5, 3.0]})
        assert feed.position == 0
        feed.take_batch(columns)
        assert feed.position == 3


def test_an_arrow_stream_is_a_batch(tmp_path: Path) -> None:
    import duckdb

    stream_of = duckdb.sql(
        "select timestamp '2025-03-01 12:00:00' as ts, 'A' as from_account, 'B' as to_account,"
        " 100::bigint as amount, map {1::bigint: 20::bigint} as gives_back from range(2)"
        " where false union all select timestamp '2025-03-01 12:00:00', 'A', 'B', 100, null"
    )
    with Feed.open(tmp_path / "feed") as feed:
        feed.take_batch(stream_of)
        assert feed.position == 1


def test_accounts_are_declared_before_their_first_transfer(tmp_path: Path) -> None:
    with Feed.open(tmp_path / "feed") as feed:
        feed.declare([{"number": "X", "kind": "exchange"}])
        feed.declare([{"number": "X", "kind": "exchange"}])
        (answer,) = feed.take(ONE | {"to_account": "X"})
        assert (answer.query, answer.change, answer.added) == ("crypto-exits", "new", (1,))
        for wrong in ({"number": "X"}, {"number": "A", "kind": "person"}):
            with pytest.raises(CallError, match="was declared otherwise, or has transfers"):
                feed.declare([wrong])
        for wrong in ({"number": ""}, {"number": "Q", "kind": "bank"}, {"number": "Q", "age": "5"}):
            with pytest.raises(CallError, match="cannot be taken"):
                feed.declare([wrong])
        feed.acknowledge(1)
        assert feed.answers() == []
        (later,) = feed.take(ONE | {"to_account": "X"})
        assert (later.number, later.change, later.row["senders"]) == (2, "revised", 1)
