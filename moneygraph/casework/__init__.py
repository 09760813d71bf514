"""What to do next: what can be frozen, whom to ask, which complaints belong together."""

from moneygraph.casework.freeze import Freeze, Held, find_freeze
from moneygraph.casework.requests import Asking, Requests, find_requests
from moneygraph.casework.series import Series, SeriesFound, find_series
from moneygraph.casework.ties import Tie

__all__ = [
    "Asking",
    "Freeze",
    "Held",
    "Requests",
    "Series",
    "SeriesFound",
    "Tie",
    "find_freeze",
    "find_requests",
    "find_series",
]
