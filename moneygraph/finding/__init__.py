"""Finds, reads and runs the query files in ``queries/``."""

from moneygraph.finding.query import Column, Param, Query, read_queries
from moneygraph.finding.run import Findings, find

__all__ = ["Column", "Findings", "Param", "Query", "find", "read_queries"]
