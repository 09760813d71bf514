"""`moneygraph watch` as a process, with files that land as they do: slowly, renamed, broken."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.process, pytest.mark.turns]

LOADED_S = 120.0  # a loaded machine; no test asserts how long anything takes


def export(day: int, exchange: str, rows: int = 5) -> str:
    lines = [
        f"2026-03-{day:02d}T10:{row:02d}:00,P{row},{exchange},{1000 + row}.00,Binance {exchange}"
        for row in range(rows)
    ]
    return "\n".join(["ts,from_account,to_account,amount,to_name", *lines, ""])


class Watch:
    """A process that watches, and what it wrote."""

    def __init__(self, place: Path, *more: str) -> None:
        self.inbox, self.case = place / "inbox", place / "case.duckdb"
        self.inbox.mkdir(exist_ok=True)
        call = [sys.executable, "-m", "moneygraph", "--case", str(self.case), "watch",
                str(self.inbox), "crypto-exits", "--json", *more]  # fmt: skip
        self.process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.events: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def wait_for(self, kind: str, count: int) -> list[dict[str, Any]]:
        until = time.monotonic() + LOADED_S
        while time.monotonic() < until:
            found = [one for one in self.events if one["event"] == kind]
            if len(found) >= count:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise AssertionError((self.events, self.end(signal.SIGKILL)))

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        self.process.send_signal(how)
        return self.finish()

    def finish(self) -> tuple[int, str]:
        """Wait until it ends; return its exit status and what it wrote for a person."""
        code = self.process.wait(LOADED_S)
        self._reader.join(LOADED_S)
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        with self.process.stdout, self.process.stderr as errors:
            return code, errors.read().decode()

    @property
    def accounts(self) -> list[str]:
        return [one["account"] for one in self.events if one["event"] == "finding"]


def test_files_that_land_in_many_ways(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    with (watch.inbox / "slow.csv").open("w", encoding="utf-8") as slow:  # written bit by bit
        for line in export(1, "X1").splitlines(keepends=True):
            slow.write(line)
            slow.flush()
            time.sleep(0.05)
    assert watch.wait_for("finding", 1)[0]["senders"] == 5
    (watch.inbox / "bad.csv").write_text("no,such,columns\n1,2,3\n", encoding="utf-8")
    refused = watch.wait_for("file", 2)[1]
    assert refused["error"] and refused["transfers"] == 0
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.csv", export(2, "X2"))
    half = whole.read_bytes()[:-40]
    (watch.inbox / "b.zip").write_bytes(half)
    time.sleep(1)
    assert len(watch.wait_for("file", 2)) == 2  # what has no end is not taken
    whole.rename(watch.inbox / "b.zip")
    watch.wait_for("finding", 2)
    assert watch.accounts == ["X1", "X2"]
    code, errors = watch.end()
    assert code == 130
    assert errors.splitlines()[-1].startswith("stopped; what was told is kept")


def test_what_was_told_is_not_told_again(tmp_path: Path) -> None:
    watch = Watch(tmp_path)
    (watch.inbox / "a.csv").write_text(export(1, "X1"), encoding="utf-8")
    watch.wait_for("finding", 1)
    watch.end(signal.SIGKILL)
    (watch.inbox / "b.csv").write_text(export(2, "X1") + export(2, "X2")[42:], encoding="utf-8")
    again = Watch(tmp_path)
    again.wait_for("file", 1)
    again.wait_for("finding", 1)
    again.end()
    # it may have been killed between writing a line and keeping that it did: then it says so
    found = [one for one in again.events if one["event"] == "finding" and not one["again"]]
    assert [one["account"] for one in found] == ["X2"]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    told: list[str] = []
    for turn in range(4):
        watch = Watch(tmp_path)
        name = watch.inbox / f"{turn}.csv"
        name.write_text(export(turn + 1, f"X{turn + 1}"), encoding="utf-8")
        time.sleep(1.5 + turn)
        watch.end(signal.SIGKILL)
        told += [one["account"] for one in watch.events
                 if one["event"] == "finding" and not one["again"]]  # fmt: skip
    last = Watch(tmp_path, "--once")
    assert last.finish()[0] == 0
    told += [one["account"] for one in last.events
             if one["event"] == "finding" and not one["again"]]  # fmt: skip
    assert sorted(told) == [f"X{turn + 1}" for turn in range(4)]


def test_once_for_a_timer(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.csv").write_text(export(1, "X1"), encoding="utf-8")
    (tmp_path / "inbox" / "bad.csv").write_text("no,such,columns\n1,2,3\n", encoding="utf-8")
    first = Watch(tmp_path, "--once")
    assert first.finish()[0] == 1  # something was refused
    assert first.accounts == ["X1"]
    (tmp_path / "inbox" / "bad.csv").unlink()
    second = Watch(tmp_path, "--once")
    assert second.finish()[0] == 0
    assert second.events == []
