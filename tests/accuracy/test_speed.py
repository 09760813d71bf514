"""What `make bench` runs beside commands: the parts that only it would call wrongly."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.__main__ import _HOPS, _PEER, _PEER_OF_TWO, fresh, run
from benchmarks.made import make_csv, make_two_banks
from moneygraph.api import Case


def test_hops_are_matched_in_a_process_of_their_own(tmp_path: Path) -> None:
    make_csv(tmp_path / "made.csv", 2_000)
    with Case.open(tmp_path / "case.duckdb", create=True) as case:
        case.load(tmp_path / "made.csv")
    assert json.loads(run("-c", _HOPS, str(tmp_path / "case.duckdb"))[2])["hops"] > 0


def test_the_peer_reads_what_is_loaded(tmp_path: Path) -> None:
    make_csv(tmp_path / "made.csv", 2_000)
    run("-c", _PEER, str(tmp_path / "made.csv"), fresh(tmp_path / "peer.duckdb"))
    paths = make_two_banks(tmp_path, 2_000)
    run("-c", _PEER_OF_TWO, *map(str, paths), fresh(tmp_path / "peer.duckdb"))
