"""What the library does before a case is opened masked: makes all that its answers stand on.

It is made from the case itself, so that it is kept, and is the same with a mask and without.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from moneygraph.case.file import connect

if TYPE_CHECKING:
    import duckdb


def open_masked(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the masked twin of a case; `read_only` says that its answers stand on nothing made.

    The case is written only where it lacks its key or what answers stand on.
    """
    from moneygraph.masking.twin import open_twin

    with connect(path, read_only=True) as con:
        ready = _is_ready(con, read_only)
    if not ready:
        with connect(path) as con:
            _make_ready(con, read_only)
    return open_twin(path)


def _is_ready(con: duckdb.DuckDBPyConnection, read_only: bool) -> bool:
    from moneygraph.finding.prepare import has_findings
    from moneygraph.masking.key import has_key

    return has_key(con) and (read_only or has_findings(con))


def _make_ready(con: duckdb.DuckDBPyConnection, read_only: bool) -> None:
    from moneygraph.finding.prepare import ensure_findings
    from moneygraph.masking.key import has_key, make_key

    if not has_key(con):
        make_key(con)
    if not read_only:
        ensure_findings(con)
