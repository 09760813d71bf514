"""Names that are joined into groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Groups:
    """Groups of names; at first each name is alone. Joining is as good as linear."""

    def __init__(self, names: Iterable[str]) -> None:
        self._above = {name: name for name in names}

    def join(self, names: Sequence[str]) -> None:
        """Put names, and all that is joined with one of them, into one group."""
        for name in names[1:]:
            first, other = sorted((self._top(names[0]), self._top(name)))
            self._above[other] = first

    def are_one(self, names: Sequence[str]) -> bool:
        """Tell whether all of these names are in one group."""
        return len({self._top(name) for name in names}) == 1

    def alone(self) -> list[str]:
        """Return the names with which nothing is joined, as they were given."""
        return [group[0] for group in self._members().values() if len(group) == 1]

    def several(self) -> list[tuple[str, ...]]:
        """Return the groups of two names or more, each in order."""
        return [tuple(sorted(group)) for group in self._members().values() if len(group) > 1]

    def _members(self) -> dict[str, list[str]]:
        members: dict[str, list[str]] = {}
        for name in self._above:
            members.setdefault(self._top(name), []).append(name)
        return members

    def _top(self, name: str) -> str:
        while self._above[name] != name:
            self._above[name] = self._above[self._above[name]]
            name = self._above[name]
        return name
