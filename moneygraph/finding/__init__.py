"""Finds, reads and runs the query files in ``queries/``."""

from moneygraph.finding.findings import Findings, findings_of
from moneygraph.finding.query import Column, Param, Query, read_queries, ready_queries
from moneygraph.finding.run import find

__all__ = [
    "Column",
    "Findings",
    "Param",
    "Query",
    "find",
    "findings_of",
    "read_queries",
    "ready_queries",
]
