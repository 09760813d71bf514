"""Fields of an element of ISO 20022, each at the first of several paths that the element has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

#: Texts of elements by their paths; an element that is repeated has several.
Values = dict[str, list[str]]
#: Combinations of paths that are kept.
_MOST: Final = 4096

Firsts = list[tuple[str, str]]
Everies = list[tuple[str, list[str]]]


class Read:
    """What an element has: the text of each field, and all texts of those that can have several."""

    __slots__ = ("every", "one")

    def __init__(self, one: dict[str, str], every: dict[str, list[str]]) -> None:
        self.one = one
        self.every = every

    def get(self, name: str) -> str:
        """Return the text of a field, "" where the element has none."""
        return self.one.get(name, "")

    def all(self, name: str) -> Sequence[str]:
        """Return all texts of a field."""
        return self.every.get(name, ())


class Ways:
    """Where fields stand: the first of some paths that an element has counts, or all of them.

    Which these are is the same for all elements that have the same paths.
    """

    def __init__(
        self, one: Mapping[str, Sequence[str]], every: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._one, self._every = one, every or {}
        self._known: dict[tuple[str, ...], tuple[Firsts, Everies]] = {}

    def read(self, values: Values) -> Read:
        """Return the fields of an element."""
        paths = tuple(values)
        known = self._known.get(paths)
        if known is None:
            known = self.ways_of(paths)
            if len(self._known) < _MOST:
                self._known[paths] = known
        firsts, everies = known
        return Read(
            {name: values[path][0] for name, path in firsts},
            {name: [text for path in ways for text in values[path]] for name, ways in everies},
        )

    def ways_of(self, paths: Sequence[str]) -> tuple[Firsts, Everies]:
        """Return the path of each field that stands at one of these, and all paths of others."""
        has = frozenset(paths)

        def present(ways: Sequence[str]) -> list[str]:
            return [path for path in ways if path in has]

        return (
            [(name, found[0]) for name, ways in self._one.items() if (found := present(ways))],
            [(name, found) for name, ways in self._every.items() if (found := present(ways))],
        )
