"""Run as a program: writes what a file holds into a folder, in bounded memory and time.

    python -m moneygraph.ingest.convert KIND FILE FOLDER MEMORY SECONDS TEXT

It uses at most MEMORY bytes and SECONDS of processor time, writes at most TEXT characters of
tables, as a text that is held once can stand in a million cells, and prints JSON:
``{"sheets": [{"name", "index", "file", "merges"}]}``, where `merges` is a table of the cells that
are merged downwards, null where there are none; ``{"parts": ...}`` for a message; or
``{"error": REASON}``.
"""

from __future__ import annotations

import errno
import importlib
import json
import sys
from pathlib import Path
from typing import Any

from moneygraph.ingest.convert.tables import RefusedError, Tables, TooMuchError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(kind: str, file: str, folder: str, memory: str, seconds: str, text: str) -> dict[str, Any]:
    """Convert the file and return what is to be printed."""
    _limit(int(memory), int(seconds))
    tables = Tables(Path(folder), int(text))
    try:
        converter = importlib.import_module(f"moneygraph.ingest.convert.{kind}")
        told: dict[str, Any] | None = converter.convert(Path(file), tables)
    except TooMuchError:
        return {"error": "bomb"}
    except RefusedError as error:
        return {"error": str(error)}
    except ImportError:
        return {"error": "no packages"}
    except (OSError, MemoryError) as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            return {"error": "full"}
        raise
    except BaseException:  # a panic of a library is no Exception
        return {"error": "broken"}
    return told or {"sheets": tables.sheets}


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, hard))


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
