"""What is said to people and programs: terminal text in three languages, and JSON.

A module `x_json` makes plain values for `json_text`, a module `x_print` writes to a terminal.
"""

from __future__ import annotations

from moneygraph.outputs.sentence import sentence

__all__ = ["sentence"]
