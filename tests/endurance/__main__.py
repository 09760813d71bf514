"""Starts whole runs: see the package."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.endurance import drive, faults, inputs, kills, originals
from tests.neo4j_server.server import started

KINDS = {"inputs": tuple(inputs.KINDS), "kills": tuple(kills.CALLS), "faults": faults.KINDS}


#: Kinds that are tried on a made-up region's case, which takes some seconds.
_NEED_A_CASE = {kind for kind in inputs.KINDS if not kind.startswith(("load ", "read "))}
_NEED_A_CASE |= {"read labels", "read models", "read records"}
_NEED_A_CASE |= set(kills.CALLS) - {"load into a new case", "load more", "clock"}


def main() -> int:
    """Run what is asked for, tell how far it is, and return 1 where there were faults."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance")
    parser.add_argument("what", choices=KINDS)
    parser.add_argument("--kind", action="append", help="of those of the package; again for more")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first trial")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    if args.what == "faults" and not faults.preloaded():
        return faults.start_preloaded()
    began = time.monotonic()
    kinds = args.kind or [kind for kind in KINDS[args.what] if kind != "push"]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if "push" in kinds:  # with one job, as a server has one graph
            server = stack.enter_context(started(Path(folder) / "server"))
            os.environ.update(server.environment)
        trial = trial_of(args.what, Path(folder), args.seed, kinds, args.first)
        outcome = drive.run_trials(trial, args.count, args.jobs, _Told(args.seed, args.first))
    print(f"{dict(outcome.tried)}, {len(outcome.faults)} faults, {time.monotonic() - began:.0f} s")
    return bool(outcome.faults)


class _Told:
    """Prints each fault when it is found, and twice a minute how much was tried."""

    def __init__(self, seed: int, first: int) -> None:
        self._seed, self._first = seed, first
        self._faults: set[int] = set()
        self._last = time.monotonic()

    def __call__(self, outcome: drive.Outcome) -> None:
        for number in sorted(outcome.faults.keys() - self._faults):
            self._faults.add(number)
            place = f"trial {self._first + number} of seed {self._seed}"
            print(f"--- {place}\n{outcome.faults[number]}", flush=True)
        if time.monotonic() - self._last > 30:
            self._last = time.monotonic()
            print(dict(outcome.tried), flush=True)


def trial_of(what: str, folder: Path, seed: int, kinds: list[str], first: int = 0) -> drive.Trial:
    """Return the trial of a run, each kind in turn; what it needs is made in a folder."""
    whole = folder / kills.CASE
    if _NEED_A_CASE.intersection(kinds):
        whole = drive.in_a_process(originals.whole_case, folder)
    known = {}
    if what != "inputs":
        make = kills.prepared if what == "kills" else faults.counted
        known = {kind: drive.in_a_process(make, folder, whole, kind) for kind in kinds}

    def trial(here: Path, number: int) -> Counter[str]:
        kind = kinds[(first + number) % len(kinds)]
        chosen = Random(f"{seed} {first + number}")
        if what == "kills":
            kills.kill_once(known[kind], here, chosen)
            return Counter({kind: 1})
        if what == "faults":
            turn = (first + number) // len(kinds)
            faults.fail_once(known[kind], here, turn, chosen)
            return Counter({kind: 1})
        here.mkdir()
        bench = inputs.Bench.in_folder(here, whole)
        return Counter({kind: inputs.KINDS[kind](bench, chosen)})

    return trial


if __name__ == "__main__":
    sys.exit(main())
