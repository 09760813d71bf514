"""Loaders: one TOML file in ``loaders/`` maps the columns of a statement file.

A file is checked as it is read; a key or a value that no loader has is an error.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from moneygraph.store.data import DataFiles, text_sha256
from moneygraph.store.errors import LoaderError
from moneygraph.store.message import Message
from moneygraph.store.schema import CURRENCIES
from moneygraph.store.words import fold as fold

#: Parts of a date in the notation of ``strptime``.
_DATE_PARTS = re.compile(r"%-?[aAbBcdfgGHIjmMnpSuUVwWxXyYzZ%]")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_dates(value: object) -> bool:
    return _are_texts(value) and not any("%" in _DATE_PARTS.sub("", one) for one in _list(value))


def _is_time(value: object) -> bool:
    try:
        return _is_text(value) and bool(datetime.fromisoformat(str(value)))
    except ValueError:
        return False


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


HOLDS = ("transfers", "complaints", "links")
#: The keys under [layout]: what a value must be, and a check of it.
_SETTINGS: dict[str, tuple[Message, Callable[[object], bool]]] = {
    "holds": (Message("one of {names}", names=HOLDS), lambda value: value in HOLDS),
    "required": (Message("a list of fields"), _are_texts),
    "ignored": (Message("a list of headers"), _are_texts),
    "absent": (Message("a list of headers"), _are_texts),
    "swapped": (Message("a list of operations"), _are_texts),
    "dates": (Message('a list of formats like "%d.%m.%Y %H:%M"'), _are_dates),
    "currency": (Message('a code like "KZT"'), lambda value: value in CURRENCIES),
    "negative": (Message('"refuse" or "debit"'), lambda value: value in ("refuse", "debit")),
    "positive": (Message('"credit"'), lambda value: value in ("", "credit")),
    "covers": (Message('"all" or "none"'), lambda value: value in ("", "all", "none")),
    "hours_since": (Message('a day like "2020-01-01"'), _is_time),
    "zones": (Message('"ignore"'), lambda value: value in ("", "ignore")),
    "direction_in": (Message('"sheet" or "title"'), lambda value: value in ("sheet", "title")),
    "bank_in_number": (Message("true or false"), lambda value: isinstance(value, bool)),
    "reworded": (Message("true or false"), lambda value: isinstance(value, bool)),
}


def check_loader(path: Path, data: dict[str, Any], fields: Mapping[str, Collection[str]]) -> None:
    """Raise `LoaderError` naming the file, the first thing wrong in it and what is right.

    `fields` are those to which a column can be mapped, by what a statement file holds.
    """
    for wrong, remedy in _faults(data, fields):
        raise LoaderError(Message("the loader {file} {wrong}", file=str(path), wrong=wrong), remedy)


def _faults(
    data: dict[str, Any], fields: Mapping[str, Collection[str]]
) -> Iterator[tuple[Message, Message]]:
    if not _is_text(data.get("title")):
        yield (
            Message("has no title"),
            Message('Begin it with a line like: title = "My bank".'),
        )
    bank = data.get("bank", "000")
    if not _is_text(bank) or not re.fullmatch(r"\d{3}", bank):
        yield (
            Message("has a bank that is no code"),
            Message('Write three digits in quotes: bank = "722".'),
        )
    columns, settings = data.get("columns"), data.get("layout")
    if isinstance(columns, dict) and isinstance(settings, dict):
        yield from _wrong_values(columns, settings)
        holds, required = settings.get("holds", HOLDS[0]), set(_list(settings.get("required")))
        yield from _wrong_fields(set(columns), required, set(fields[holds]))
        if holds == HOLDS[0] and "ts" not in required:
            yield (
                Message("does not require ts"),
                Message("List it under required: no row is read without a time."),
            )
    else:
        yield (
            Message("has no [columns] or no [layout]"),
            Message("Compare it with the output of `moneygraph loaders show canonical`."),
        )


def _wrong_values(
    columns: dict[str, Any], settings: dict[str, Any]
) -> Iterator[tuple[Message, Message]]:
    for name, texts in columns.items():
        if not texts or not _are_texts(texts):
            yield (
                Message("maps {name} to something else than a list of headers", name=name),
                Message('Write them in brackets: {name} = ["Header"].', name=name),
            )
    for name, value in settings.items():
        if name not in _SETTINGS:
            yield (
                Message("has an unknown setting {name}", name=name),
                Message("Settings are: {names}.", names=_SETTINGS),
            )
        elif not _SETTINGS[name][1](value):
            yield (
                Message("has {name} = {value}", name=name, value=repr(value)),
                Message("It must be {what}.", what=_SETTINGS[name][0]),
            )


def _wrong_fields(
    mapped: set[str], required: set[str], fields: set[str]
) -> Iterator[tuple[Message, Message]]:
    for unknown in sorted((mapped | required) - fields):
        yield (
            Message("has an unknown field {name}", name=unknown),
            Message("Fields are: {names}.", names=sorted(fields)),
        )
    own, other = (sorted(one for one in mapped if one.startswith(two)) for two in (_OWN, _PARTIES))
    if own and other:
        yield (
            Message("maps {name} and {other}", name=own[0], other=other[0]),
            Message("A layout has payer and payee, or own account and counterparty."),
        )
    for missing in sorted(required - mapped):
        yield (
            Message("requires {name} and maps no column to it", name=missing),
            Message("Add it under [columns]."),
        )


#: Every field a column can be mapped to, by what a statement file holds.
_TRANSFERS = (
    *("ts", "time_of_day", "from_account", "to_account"),
    *("amount", "amount_credit", "amount_debit"),
    *("amount_kzt", "currency", "to_amount", "to_currency", "kind", "operation", "purpose"),
    *("knp", "mcc", "reference", "from_name", "from_id", "from_bank"),
    *("to_name", "to_id", "to_bank", "balance", "from_balance", "to_balance", "status"),
    *("own_account", "own_name", "own_id", "own_bank", "direction"),
    *("counterparty_account", "counterparty_name", "counterparty_id", "counterparty_bank"),
)
#: Fields of a statement of an account, in place of those of payer and payee.
_OWN = ("own_", "counterparty_", "direction")
_PARTIES = ("from_", "to_account", "to_name", "to_id", "to_bank", "to_balance")
FIELDS = {
    "transfers": _TRANSFERS,
    "complaints": (
        *("number", "registered", "victim", "account", "amount", "currency", "ts"),
        *("transfer", "group", "region"),
    ),
    "links": ("account", "kind", "value"),
}


@dataclass(frozen=True)
class Loader:
    """How columns of statement files map to transfers, complaints or links; see ``loaders/``."""

    name: str
    title: str
    about: str
    columns: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    holds: str = "transfers"
    ignored: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    bank: str | None = None
    dates: tuple[str, ...] = ()
    currency: str = "KZT"
    negative: str = "refuse"
    positive: str = ""
    covers: str = ""
    hours_since: str | None = None
    swapped: tuple[str, ...] = ()
    zones: str = ""
    bank_in_number: bool = False
    direction_in: str = ""
    reworded: bool = False
    path: Path = field(default=Path(), compare=False)
    sha256: str = field(default="", compare=False)

    @cached_property
    def is_own(self) -> bool:
        """Whether rows speak of an account of the statement and its counterparty; see `own`."""
        return any(name.startswith(_OWN) for name in self.columns)

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """Folded header text -> the fields that read this column."""
        found: dict[str, tuple[str, ...]] = {}
        for name, texts in self.columns.items():
            for text in texts:
                found[fold(text)] = (*found.get(fold(text), ()), name)
        return found

    @cached_property
    def ignored_headers(self) -> frozenset[str]:
        """Folded header texts that are known and hold nothing that is kept."""
        return frozenset(map(fold, self.ignored))

    @cached_property
    def absent_headers(self) -> frozenset[str]:
        """Folded header texts whose presence means that this loader does not fit."""
        return frozenset(map(fold, self.absent))


def read_loader(path: Path) -> Loader:
    """Read one loader; raises `LoaderError` naming the file and what is wrong in it."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _read_once(path, changed)


@lru_cache(maxsize=64)
def _read_once(path: Path, _changed: int) -> Loader:
    try:
        text = path.read_text(encoding="utf-8")
        data: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeError, OSError) as error:
        raise LoaderError(
            Message("the loader {file} cannot be read: {why}", file=str(path), why=str(error)),
            Message("Compare it with the output of `moneygraph loaders show canonical`."),
        ) from error
    check_loader(path, data, FIELDS)
    about = "\n".join(line[1:].strip() for line in text.splitlines() if line[:1] == "#")
    rest: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in data["layout"].items()
    }
    return Loader(
        name=path.stem,
        title=data["title"],
        about=about,
        bank=data.get("bank"),
        columns={name: tuple(texts) for name, texts in data["columns"].items()},
        path=path,
        sha256=text_sha256(text),
        **rest,
    )


def read_loaders(data: DataFiles) -> dict[str, Loader]:
    """Return every loader by name: ours and the user's own, but for those that are wrong."""
    return data.whole("loaders", ".toml", _read)


def chosen_loaders(data: DataFiles, name: str | None) -> dict[str, Loader]:
    """Return every loader, or the one that is named; raises as `loader_named` does."""
    return read_loaders(data) if name is None else {name: loader_named(data, name)}


def header_fields(loaders: Mapping[str, Loader]) -> dict[str, frozenset[str]]:
    """Return the fields that loaders read from each folded header, none for one that is ignored."""
    found: dict[str, frozenset[str]] = {}
    for loader in loaders.values():
        for header, names in loader.aliases.items():
            found[header] = found.get(header, frozenset()) | set(names)
        for header in loader.ignored_headers:
            found.setdefault(header, frozenset())
    return found


def loader_named(data: DataFiles, name: str) -> Loader:
    """Return one loader; raises `CallError` for an unknown one, `LoaderError` for a wrong one."""
    unknown = Message("there is no loader '{name}'", name=name)
    return data.one("loaders", ".toml", name, _read, unknown)


def _read(_: str, path: Path) -> Loader:
    return read_loader(path)
