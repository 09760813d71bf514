"""Trails: where money went, or came from, over the hops of a rule or carried through time."""

from __future__ import annotations

from moneygraph.trails.carried import follow_carried
from moneygraph.trails.trace import follow, trace, traced_amounts
from moneygraph.trails.trail import Bound, End, Hop, Party, RulesTrace, Touched, Trace

__all__ = [
    "Bound",
    "End",
    "Hop",
    "Party",
    "RulesTrace",
    "Touched",
    "Trace",
    "follow",
    "follow_carried",
    "trace",
    "traced_amounts",
]
