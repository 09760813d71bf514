"""The kinds of mess, by the names that ``manners.toml`` gives them."""

from __future__ import annotations

from collections.abc import Iterable

from moneygraph.demo.manners import MESS
from moneygraph.store.errors import CallError
from moneygraph.store.message import Message

KINDS = tuple(MESS)


def chosen(kinds: Iterable[str]) -> frozenset[str]:
    """Return kinds as a set; raises `CallError` for one that is unknown."""
    names = frozenset(kinds)
    for name in sorted(names - set(KINDS)):
        raise CallError(
            Message("{name} is no kind of mess", name=repr(name)),
            Message("Take one or more of: {names}.", names=KINDS),
        )
    return names
