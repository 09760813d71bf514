"""Takes values out of TOML that people write: each is checked, and an error names its key."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, TypeGuard

from moneygraph.store.errors import MoneygraphError
from moneygraph.store.message import Message

#: Makes an error of what is wrong, as "has no unit", and of the remedy.
Fail = Callable[[Message, Message], MoneygraphError]


@dataclass(frozen=True)
class Entries:
    """A table of a file of TOML; `name` is its dotted key there, empty for the whole file.

    Each method returns what is under a key, `default` where there is no such key, and raises
    what `fail` makes where it is of another type.
    """

    values: Mapping[str, Any]
    name: str
    fail: Fail

    def at(self, key: str) -> str:
        """Return the dotted name of a key, as errors give it."""
        return f"{self.name}.{key}" if self.name else key

    def check_keys(self, known: Set[str]) -> None:
        """Raise the error of the first key that is not known."""
        for key in sorted(set(self.values) - known):
            raise self.fail(
                Message("has the unknown key {key}", key=self.at(key)),
                Message("There can be: {names}.", names=sorted(known)),
            )

    def text(self, key: str, default: str | None = None) -> str | None:
        """Return a text that is not blank."""
        value = self.values.get(key, default)
        if value is not default and not (isinstance(value, str) and value.strip()):
            raise self.fail(
                Message("has {key}, which is no text", key=self.at(key)),
                Message("Write a text in quotes."),
            )
        return value

    def needed_text(self, key: str) -> str:
        """Return a text that must be there."""
        value = self.text(key)
        if value is None:
            raise self.fail(
                Message("has no {key}", key=self.at(key)), Message('Write {key} = "...".', key=key)
            )
        return value

    def number(self, key: str, default: float | None = None) -> Any:
        """Return a number that is finite, an int or a float."""
        value = self.values.get(key, default)
        if value is not default and not is_number(value):
            raise self.fail(
                Message("has {key}, which is no number", key=self.at(key)),
                Message("Write it without quotes, as 2 or 0.5."),
            )
        return value

    def flag(self, key: str) -> bool:
        """Return true or false, false where there is no such key."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(
                Message("has {key}, which is neither true nor false", key=self.at(key)),
                Message("Write true or false, without quotes."),
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that differ, empty where there is no such key."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.fail(
                Message("has {key}, which is no list of texts", key=self.at(key)),
                Message('Write it as ["one", "another"].'),
            )
        for one in value:
            if value.count(one) > 1:
                raise self.fail(
                    Message("has '{one}' twice in {key}", one=one, key=self.at(key)),
                    Message("Write it once."),
                )
        return tuple(value)

    def table(self, key: str) -> Entries:
        """Return a table, an empty one where there is no such key."""
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(
                Message("has {key}, which is no table", key=self.at(key)),
                Message("Write [{key}] above it.", key=self.at(key)),
            )
        return Entries(value, self.at(key), self.fail)

    def tables(self, key: str) -> Iterator[tuple[str, Entries]]:
        """Yield the tables of a table by name."""
        named = self.table(key)
        return ((name, named.table(name)) for name in named.values)


def is_number(value: Any) -> TypeGuard[float]:
    """Tell whether a value of TOML is a finite number; true and false are none."""
    return type(value) in (int, float) and math.isfinite(value)
