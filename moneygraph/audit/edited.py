"""Which of the files that were changed since a record was made its answer depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from moneygraph.detect.queries import read_queries
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import MoneygraphError


def edited_files(
    command: str,
    parameters: Mapping[str, Any],
    others: Iterable[Mapping[str, Any]],
    data: DataFiles,
) -> list[str]:
    """Return them by ``FOLDER/FILE``: tables, loaders that were used, and queries with their cards.

    `command` and `parameters` are the record's call, `others` what is not as it was. An answer
    depends on the queries that were asked (a report asks all), and on those from which a case
    derives what all of them read.
    A profile is not among the files, as its values are in the record.
    """
    queries = None if command == "report" else _queries(parameters, data)
    loaders = {f"loaders/{one['name']}.toml" for one in others if one["what"] == "loader"}
    files = {str(one["name"]) for one in others if one["what"] in ("file", "own file")}
    return sorted(loaders | {name for name in files if _matters(PurePath(name), queries)})


def _queries(parameters: Mapping[str, Any], data: DataFiles) -> set[str] | None:
    """Return the names of the queries that an answer depends on, None where they cannot be read."""
    asked = set(parameters.get("queries", ()))
    try:
        return asked | {name for name, one in read_queries(data).items() if one.derives}
    except MoneygraphError:
        return None


def _matters(path: PurePath, queries: set[str] | None) -> bool:
    if path.parts[:1] == ("queries",):
        return queries is None or path.name.partition(".")[0] in queries
    return path.parts[:1] == ("tables",)
