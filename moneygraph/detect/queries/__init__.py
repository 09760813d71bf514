"""Finds, reads and runs the query files in ``queries/``."""

from moneygraph.detect.queries.head import Column, Param
from moneygraph.detect.queries.profile import (
    Profile,
    Threshold,
    profile_named,
    read_profiles,
    thresholds_of,
    values_of,
)
from moneygraph.detect.queries.query import Query, query_named, read_queries, ready_queries
from moneygraph.detect.queries.run import Findings, find, findings_of

__all__ = [
    "Column",
    "Findings",
    "Param",
    "Profile",
    "Query",
    "Threshold",
    "find",
    "findings_of",
    "profile_named",
    "query_named",
    "read_profiles",
    "read_queries",
    "ready_queries",
    "thresholds_of",
    "values_of",
]
