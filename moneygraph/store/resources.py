"""How much memory and how many threads this process may use: what is given, or what there is."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

#: What is left to others where nothing is given.
_OURS: Final = 0.8
#: The database's part of what is ours; what it cannot hold it spills to a folder beside the case.
#: The other part is for arrays that compiled loops run over.
_DATABASE: Final = 0.5
#: Less than this the database cannot work with at all.
LEAST: Final = 64 << 20
_FALLBACK: Final = 4 << 30
_SIZE: Final = re.compile(r"\s*(\d{1,9})(?:[.,](\d))?\s*([KMGT])i?B?\s*", re.IGNORECASE | re.ASCII)
_UNITS: Final = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_CONTROL_GROUPS: Final = Path("/sys/fs/cgroup")
#: What stands in a process's list of control groups before the path of its own: of version 2, and
#: of version 1's for memory.
_OWN_GROUP: Final = re.compile(r"^\d+:(?:|(?:[\w,=-]*,)?memory(?:,[\w,=-]*)?):(/.*)$", re.MULTILINE)

_given: dict[str, int] = {}


def size_of(text: str) -> int:
    """Return a size such as ``8GB``, in bytes of which a kilobyte has 1024.

    Raises `CallError` for what is no size, or less than the database can work with.

    >>> size_of("512MB"), size_of("1.5 GiB")
    (536870912, 1610612736)
    """
    found = _SIZE.fullmatch(text)
    unit = _UNITS[found[3].upper()] if found else 0
    size = int(found[1]) * unit + int(found[2] or 0) * unit // 10 if found else 0
    if size < LEAST:
        raise CallError(
            Message("{text} is no size of memory to work with", text=repr(text)),
            Message("Write it like 8GB or 512MB; at least {least}.", least="64MB"),
        )
    return size


@contextmanager
def bounded(*, memory: str | None = None, threads: int | None = None) -> Iterator[None]:
    """Bound what cases that are opened in a block may use; None leaves it as it is.

    Raises `CallError` for a size that is none.
    """
    before = dict(_given)
    _given.update({"memory": size_of(memory)} if memory else {})
    _given.update({"threads": threads} if threads else {})
    try:
        yield
    finally:
        _given.clear()
        _given.update(before)


def memory() -> int:
    """Return how many bytes this process may use: as `bounded`, or by MONEYGRAPH_MEMORY."""
    named = os.environ.get("MONEYGRAPH_MEMORY")
    return _given.get("memory") or (size_of(named) if named else int(machine_memory() * _OURS))


def threads() -> int:
    """Return how many threads this process may run at once."""
    return _given.get("threads") or len(_processors())


def _processors() -> set[int] | range:
    if sys.platform == "linux":
        return os.sched_getaffinity(0)
    return range(os.cpu_count() or 1)


def for_database() -> dict[str, str | int]:
    """Return what a database is told: its part of the memory, and the threads."""
    return {"memory_limit": f"{int(memory() * _DATABASE) >> 10}KiB", "threads": threads()}


def for_arrays() -> int:
    """Return how many bytes of the memory are for arrays that compiled loops run over."""
    return memory() - int(memory() * _DATABASE)


def machine_memory() -> int:
    """Return the bytes of memory that the machine has, or the container that this runs in."""
    return min([_physical(), *_limits(_CONTROL_GROUPS, Path("/proc/self/cgroup"))])


def _physical() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return _windows_memory()


def _windows_memory() -> int:
    if sys.platform != "win32":
        return _FALLBACK
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            ("total", ctypes.c_ulonglong),
            ("rest", ctypes.c_ulonglong * 6),
        )

    status = Status(length=ctypes.sizeof(Status))
    found = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total) if found else _FALLBACK


def _limits(groups: Path, own: Path) -> list[int]:
    """Return the limits of the control groups that a process is in, and of those around them."""
    limits: list[int] = []
    with suppress(OSError, UnicodeDecodeError):
        for path in _OWN_GROUP.findall(own.read_text(encoding="utf-8")):
            for parent in (Path(path), *Path(path).parents):
                inside = str(parent).lstrip("/")
                limits += _limit(groups / inside / "memory.max")
                limits += _limit(groups / "memory" / inside / "memory.limit_in_bytes")
    return limits


def _limit(file: Path) -> list[int]:
    with suppress(OSError, ValueError):
        limit = int(file.read_text(encoding="utf-8"))  # "max" is no number: there is none
        return [limit] if limit > 0 else []
    return []
