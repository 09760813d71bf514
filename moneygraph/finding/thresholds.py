"""The thresholds a query is asked with, each with where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygraph.errors import QueryError
from moneygraph.finding.query import Param, Query
from moneygraph.finding.units import Value, read_value, write_value

if TYPE_CHECKING:
    from moneygraph.finding.profile import Profile


@dataclass(frozen=True)
class Threshold:
    """A parameter's value; `origin` is "default", "call" or the name of a profile."""

    value: Value
    origin: str


def thresholds_of(
    query: Query, given: Mapping[str, str], profile: Profile | None = None
) -> dict[str, Threshold]:
    """Return a query's parameters: what was given as text, else the profile's, else defaults.

    Raises `QueryError` where one that must be given is not.
    """
    set_by = profile.values(query.name) if profile else {}
    found = {}
    for name, param in query.params.items():
        if name in given:
            found[name] = Threshold(read_value(name, given[name], param.unit), "call")
        elif profile is not None and name in set_by:
            found[name] = Threshold(set_by[name], profile.name)
        elif param.default is not None:
            found[name] = Threshold(param.default, "default")
        else:
            raise _missing(query, param)
    return found


def values_of(thresholds: Mapping[str, Threshold]) -> dict[str, Value]:
    """Return the values alone."""
    return {name: one.value for name, one in thresholds.items()}


def fired(
    query: Query, thresholds: Mapping[str, Threshold], indicators: Mapping[str, object]
) -> dict[str, tuple[str, str]]:
    """Return the thresholds a finding passed: as typed, and where each comes from.

    Those that belong to one indicator count where it fired; every finding passed the others.
    """
    return {
        name: (write_value(one.value, query.params[name].unit), one.origin)
        for name, one in thresholds.items()
        if query.params[name].indicator in (None, *indicators)
    }


def _missing(query: Query, param: Param) -> QueryError:
    option = param.name.replace("_", "-")
    return QueryError(
        f"the query {query.name} needs --{option}",
        f"Give it as --{option} VALUE: {param.about}.",
    )
