"""Trails: where money went, or came from, over the hops of a rule or by taint."""

from __future__ import annotations

from moneygraph.flow.trails.tainted import follow_tainted
from moneygraph.flow.trails.trace import follow, trace, traced_amounts
from moneygraph.flow.trails.trail import Bound, End, Hop, Party, RulesTrace, Touched, Trace

__all__ = [
    "Bound",
    "End",
    "Hop",
    "Party",
    "RulesTrace",
    "Touched",
    "Trace",
    "follow",
    "follow_tainted",
    "trace",
    "traced_amounts",
]
