"""Opens the masked twin of a case, with all that answers depend on made beforehand."""

from __future__ import annotations

from pathlib import Path

from moneygraph.detect.derived import ensure_findings, has_findings
from moneygraph.store.data import DataFiles
from moneygraph.store.file import CaseFile
from moneygraph.store.masking import has_key, make_key, open_twin
from moneygraph.store.opening import connect


def open_masked(path: Path, data: DataFiles, *, read_only: bool) -> CaseFile:
    """Open the masked twin of a case; with `read_only`, none of its answers needs derived data.

    What answers depend on is made from the case itself first, so that it is kept, and is the same
    with a mask and without. The case is written only where it lacks that, or its key. Raises what
    `connect` raises.
    """
    with connect(path, read_only=True) as con:
        file = CaseFile(con, path, data)
        is_ready = has_key(con) and (read_only or has_findings(file))
    if not is_ready:
        with connect(path) as con, CaseFile(con, path, data).scratch() as file:
            if not has_key(file.con):
                make_key(file.con)
            if not read_only:
                ensure_findings(file)
    return CaseFile(open_twin(path, data), path, data)
