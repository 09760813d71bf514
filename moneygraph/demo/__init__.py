"""Writes a made-up region: bank exports to load, and the truth to score a finder by.

Nothing in it is real but the names of the banks and their layouts.
"""

from __future__ import annotations

from moneygraph.demo.write import DemoSummary, write_demo

__all__ = ["DemoSummary", "write_demo"]
