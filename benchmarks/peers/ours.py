"""Our answers. Compiled code is loaded before the question, as what peers import is.

A process pays for that once, about a second; it is in `ready`.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from benchmarks.peers.watch import Task, Watch

_TURNS: Final = 5


def load(task: Task) -> dict[str, Any]:
    """Load the transfers into the case that the other answers copy."""
    from moneygraph.api import Case

    watch = Watch()
    _warm()
    ready = watch.lap()
    with Case.open(task.loaded, create=True) as case:
        report = case.load(task.source)
    return {"ready": ready, "answer": watch.lap(), "found": report.transfers}


def findings(task: Task) -> dict[str, Any]:
    """Return what all queries find, with the hops and features that they need."""
    return _found(task, None)


def chains(task: Task) -> dict[str, Any]:
    """Return the chains of passing accounts with their amounts, with the hops that they need."""
    return _found(task, "mule-chains")


def _found(task: Task, query: str | None) -> dict[str, Any]:
    from moneygraph.api import Case
    from moneygraph.detect.find import find_every

    watch = Watch()
    _warm()
    with Case.open(_copied(task)) as case:
        ready = watch.lap()
        if query is None:
            with case.file.scratch() as file:
                found = sum(len(one.rows) for one in find_every(file))
        else:
            found = len(case.find(query).rows)
        return {"ready": ready, "answer": watch.lap(), "found": found}


def reach(task: Task) -> dict[str, Any]:
    """Return all that the money of one account can have reached, over any number of payments."""
    from moneygraph.api import Case

    return _traced(Case, task, task.account, "poison")


def trace_payment(task: Task) -> dict[str, Any]:
    """Return where the first payment of the first chain went, to the last tiyn."""
    return _traced_chain(task, "transfer")


def trace_account(task: Task) -> dict[str, Any]:
    """Return where all went that the first account of the first chain ever paid."""
    return _traced_chain(task, "account")


def trace_busiest(task: Task) -> dict[str, Any]:
    """Return where all went that the account with most payments ever paid."""
    from moneygraph.api import Case

    return _traced(Case, task, task.account, "lifo")


def _traced_chain(task: Task, start: str) -> dict[str, Any]:
    from moneygraph.api import Case

    path = _copied(task)
    with Case.open(path) as case:
        rows = case.find("mule-chains").rows
        if not rows:
            raise RuntimeError("there are no chains")
        first = f"transfer:{rows[0]['transfers'][0]}"
        return _timed(case, rows[0]["accounts"][0] if start == "account" else first, "lifo")


def _traced(case_type: Any, task: Task, account: str, rule: str) -> dict[str, Any]:
    with case_type.open(_copied(task)) as case:
        return _timed(case, account, rule)


def _timed(case: Any, start: str, rule: str) -> dict[str, Any]:
    watch = Watch()
    case.trace(start, rule=rule)  # makes what a trace needs
    ready, answers = watch.lap(), []
    for _ in range(_TURNS):
        found = case.trace(start, rule=rule)
        answers.append(watch.lap())
    return {"ready": ready, "answer": sorted(answers)[_TURNS // 2], "found": len(found.ends)}


def _warm() -> None:
    """Answer once of next to nothing, so that all compiled code is loaded."""
    from benchmarks.made import make_csv
    from moneygraph.api import Case
    from moneygraph.detect.find import find_every

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "few.csv"
        make_csv(source, 500, heavy=True)
        with Case.open(Path(folder) / "few.duckdb", create=True) as case:
            case.load(source)
            with case.file.scratch() as file:
                find_every(file)


def _copied(task: Task) -> Any:
    return shutil.copy(task.loaded, task.folder / "case.duckdb")
