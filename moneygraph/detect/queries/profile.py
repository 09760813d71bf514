"""Thresholds: the parameters of a query, each with its origin, and profiles that set them.

A profile is one TOML file of published thresholds. It holds `title`, `about` and a table
``[QUERY.PARAM]`` for each number: its `value`, as it is typed after ``--KEY``, its `unit`, the
`source` it was taken from, and a `note` on how it was adapted. Where a value has no source,
`source` is a remark on that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygraph.detect.queries.head import Param
from moneygraph.detect.queries.query import Query, read_queries
from moneygraph.detect.queries.units import Value, read_value, write_value
from moneygraph.store.data import DataFiles
from moneygraph.store.errors import ProfileError, QueryError
from moneygraph.store.message import Message


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
        Message("the query {name} needs --{option}", name=query.name, option=option),
        Message("Give it as --{option} VALUE; `moneygraph queries` explains it.", option=option),
    )


_TEXTS = ("title", "about")
_FIELDS = {"value", "unit", "source", "note"}
#: Where a threshold can come from beside a profile; no profile may be called so.
ORIGINS = ("default", "call")


@dataclass(frozen=True)
class Setting:
    """One number of a profile: seconds, tiyn or a plain number, by `unit`; `typed` as written."""

    query: str
    param: str
    value: Value
    typed: str
    unit: str
    source: str
    note: str


@dataclass(frozen=True)
class Profile:
    """One file of ``profiles/``; `settings` in the order of the file."""

    name: str
    title: str
    about: str
    settings: tuple[Setting, ...]
    path: Path

    def values(self, query: str) -> dict[str, Value]:
        """Return what it sets of one query, by parameter."""
        return {one.param: one.value for one in self.settings if one.query == query}


def read_profiles(data: DataFiles) -> dict[str, Profile]:
    """Return every profile by name: ours and the user's own."""
    queries = read_queries(data)
    files = data.files("profiles", ".toml")
    return {name: read_profile(path, queries) for name, path in files.items()}


def profile_named(data: DataFiles, name: str) -> Profile:
    """Return one profile; raises `ProfileError` naming those there are."""
    files = data.files("profiles", ".toml")
    if name not in files:
        raise ProfileError(
            Message("there is no profile '{name}'", name=name),
            Message("There are: {names}.", names=files),
        )
    return read_profile(files[name], read_queries(data))


def read_profile(path: Path, queries: Mapping[str, Query]) -> Profile:
    """Read one profile file; raises `ProfileError` naming the file, the key and the remedy."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise ProfileError(
            Message("the profile {name} cannot be read: {why}", name=path.name, why=str(error)),
            Message("Mend it as TOML."),
        ) from error
    if path.stem in ORIGINS:
        raise ProfileError(
            Message("no profile can be called '{stem}'", stem=path.stem),
            Message("Give the file another name."),
        )
    texts = [_text(path, data, key, key) for key in _TEXTS]
    settings = tuple(
        _setting(path, queries, query, param, entry)
        for query, params in data.items()
        if query not in _TEXTS
        for param, entry in _table(path, query, params).items()
    )
    return Profile(path.stem, texts[0], texts[1], settings, path)


def _setting(
    path: Path, queries: Mapping[str, Query], query: str, param: str, entry: Any
) -> Setting:
    name = f"{query}.{param}"
    if query not in queries:
        raise _wrong(
            path,
            Message("names the unknown query {query}", query=query),
            Message("There are: {names}.", names=queries),
        )
    params = queries[query].params
    if param not in params:
        raise _wrong(
            path,
            Message("names the unknown parameter {name}", name=name),
            Message("{query} has: {names}.", query=query, names=params or Message("none")),
        )
    fields = _table(path, name, entry)
    strange = sorted(set(fields) - _FIELDS)
    if strange:
        raise _wrong(
            path,
            Message("has {name}.{key}", name=name, key=strange[0]),
            Message("A threshold has: {names}.", names=sorted(_FIELDS)),
        )
    typed, unit, source, note = (
        _text(path, fields, key, f"{name}.{key}") for key in ("value", "unit", "source", "note")
    )
    if unit != params[param].unit:
        raise _wrong(
            path,
            Message("gives {name} in '{unit}'", name=name, unit=unit),
            Message("The query takes it in '{unit}'.", unit=params[param].unit),
        )
    try:
        value = read_value(param, typed, unit)
    except QueryError as error:
        raise _wrong(
            path, Message("gives {name} as '{typed}'", name=name, typed=typed), error.remedy
        ) from error
    return Setting(query, param, value, typed, unit, source, note)


def _table(path: Path, name: str, entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise _wrong(
            path,
            Message("has {name}, which is no table", name=name),
            Message("Write [QUERY.PARAM] above it."),
        )
    return entry


def _text(path: Path, table: Mapping[str, Any], key: str, name: str) -> str:
    text = table.get(key)
    if not isinstance(text, str) or not text.strip():
        raise _wrong(
            path, Message("lacks {name}", name=name), Message('Write it in quotes, such as "10".')
        )
    return text.strip()


def _wrong(path: Path, what: Message, remedy: Message) -> ProfileError:
    return ProfileError(Message("the profile {name} {what}", name=path.name, what=what), remedy)
