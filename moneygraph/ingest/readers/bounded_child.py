"""Run as a program: runs another program with bounded memory and processor time.

    python bounded_child.py MEMORY SECONDS PROGRAM ARGUMENT...

PROGRAM is a Python file, which uses at most MEMORY bytes and SECONDS of processor time; it sees the
arguments as its own. Nothing of the package is imported, so that it starts at once.
"""

from __future__ import annotations

import runpy
import sys


def limit(memory: int, seconds: int) -> None:
    """Bound this process; does nothing on Windows, which has no such limits."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


if __name__ == "__main__":
    limit(int(sys.argv[1]), int(sys.argv[2]))
    sys.argv = sys.argv[3:]
    runpy.run_path(sys.argv[0], run_name="__main__")
