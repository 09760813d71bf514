"""Finds, reads and runs the query files in ``queries/``."""

from moneygraph.finding.findings import Findings, findings_of
from moneygraph.finding.profile import Profile, profile_named, read_profiles
from moneygraph.finding.query import Column, Param, Query, read_queries, ready_queries
from moneygraph.finding.run import find
from moneygraph.finding.thresholds import Threshold, thresholds_of, values_of

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
    "read_profiles",
    "read_queries",
    "ready_queries",
    "thresholds_of",
    "values_of",
]
