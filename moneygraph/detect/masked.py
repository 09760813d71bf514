"""Opens the masked twin of a case, with all that answers depend on made beforehand."""

from __future__ import annotations

import atexit
import hashlib
import shutil
from pathlib import Path

from moneygraph.detect.derived import ensure_findings, has_findings
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import CallError, CaseLocked
from moneygraph.store.file import CaseFile
from moneygraph.store.masking import has_key, make_key, open_twin
from moneygraph.store.message import Message, reason
from moneygraph.store.opening import can_write, connect
from moneygraph.store.sandbox import temporary


def open_masked(path: Path, data: DataFiles, *, keep: bool, answers: bool = True) -> CaseFile:
    """Open the masked twin of a case; without `answers`, none of them needs derived data.

    What answers depend on is made from the case itself first, so that it is the same with a mask
    and without. It is kept, with the key, if it is to be (`keep`), the case can be written and
    nobody else has it open; else it is made in a copy. Raises what `connect` raises, and
    `CallError` where no copy can be made.
    """
    with connect(path, read_only=True) as con:
        is_ready = has_key(con) and (not answers or has_findings(CaseFile(con, path, data)))
    if is_ready:
        return CaseFile(open_twin(path, data), path, data)
    if keep and can_write(path):
        try:
            _make(path, data, answers=answers)
            return CaseFile(open_twin(path, data), path, data)
        except CaseLocked:
            pass  # by others who read it, or for longer than we wait
    copy = _copied(path)
    with copy.open("rb") as file:
        key = hashlib.file_digest(file, "sha256").hexdigest()
    _make(copy, data, answers=answers, key=key)
    return CaseFile(open_twin(copy, data), path, data)


def _make(path: Path, data: DataFiles, *, answers: bool, key: str | None = None) -> None:
    with connect(path, wait=0) as con, CaseFile(con, path, data).scratch() as file:
        if not has_key(file.con):
            make_key(file.con, key)
        if answers:
            ensure_findings(file)


def _copied(path: Path) -> Path:
    """Copy a case among temporary files, for as long as this process lives.

    Its key is then made of its bytes, so that pseudonyms stay the same from call to call, and
    nobody can work them out who has not the case.
    """
    try:
        folder = temporary("moneygraph-mask-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for name in (path.name, f"{path.name}.wal"):
            if path.with_name(name).exists():
                shutil.copyfile(path.with_name(name), folder / name)
                (folder / name).chmod(0o600)
    except OSError as error:
        raise CallError(
            Message("no copy of the case can be made to mask it: {why}", why=reason(error)),
            Message("Free space for temporary files, or let the case be written once."),
        ) from error
    return folder / path.name
