"""The command line: thin commands that parse, call the library and print.

Nothing heavy is imported here; each command imports what it needs when it runs.
"""

from __future__ import annotations

from moneygraph.cli.root import main

__all__ = ["main"]
