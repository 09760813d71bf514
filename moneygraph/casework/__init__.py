"""What to do next: what can be frozen, whom to ask, which complaints belong together."""

from moneygraph.casework.bonds import Bond
from moneygraph.casework.freeze import Freeze, Held, find_freeze
from moneygraph.casework.passed_on import PassedOn, find_passed_on
from moneygraph.casework.requests import AccountRequest, Requests, find_requests
from moneygraph.casework.series import Series, SeriesFound, find_series

__all__ = [
    "AccountRequest",
    "Bond",
    "Freeze",
    "Held",
    "PassedOn",
    "Requests",
    "Series",
    "SeriesFound",
    "find_freeze",
    "find_passed_on",
    "find_requests",
    "find_series",
]
