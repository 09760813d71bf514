"""Trails: where money went, or came from, over the hops of one rule."""

from __future__ import annotations

from moneygraph.trails.trace import trace, traced_amounts
from moneygraph.trails.trail import End, Hop, Party, Touched, Trace

__all__ = ["End", "Hop", "Party", "Touched", "Trace", "trace", "traced_amounts"]
