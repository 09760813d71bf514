"""Opens a case to answer from it while others read it, or where it cannot be written."""

from __future__ import annotations

from pathlib import Path

from moneygraph.detect.derived import has_findings
from moneygraph.store.damage import failures_named
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CaseLocked
from moneygraph.store.file import CaseFile
from moneygraph.store.opening import can_write, connect
from moneygraph.store.overlay import open_overlay


def open_to_look(path: Path, data: DataFiles, *, masked: bool) -> CaseFile:
    """Open a case of which only what was loaded is asked for; raises what `connect` raises."""
    if masked:
        from moneygraph.detect.masked import open_masked

        return open_masked(path, data, keep=True, answers=False)
    return CaseFile(connect(path, read_only=True), path, data, is_read_only=True)


def open_to_read(path: Path, data: DataFiles, *, masked: bool, keep: bool) -> CaseFile:
    """Open a case in which all that answers depend on is made, or can be; or its masked twin.

    Where it lacks some of that, it is opened for writing, if it is to be kept (`keep`) and nobody
    else has the case open; else it is made in memory. Raises what `connect` raises.
    """
    with failures_named(path):
        if masked:
            from moneygraph.detect.masked import open_masked

            return open_masked(path, data, keep=keep)
        con = connect(path, read_only=True)
        case = CaseFile(con, path, data, is_read_only=True)
        try:
            is_ready = has_findings(case)
        except BaseException:
            con.close()
            raise
        if is_ready:
            return case
        con.close()
        if keep and can_write(path):
            try:
                return CaseFile(connect(path, wait=0), path, data)
            except CaseLocked:
                pass  # by others who read it, or for longer than we wait
        return CaseFile(open_overlay(path), path, data, is_read_only=True)
