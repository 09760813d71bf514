"""Headers in other words than a loader has them: each is taken for the field that its words mean.

Only layouts that say so (``reworded = true``) are tried, once no loader has the header as it is,
and only where all that they require is there and times and sums can be read. Which header was taken
for what is kept, and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from moneygraph.ingest.loading.guess import HeaderWords, columns_of, fits, is_data
from moneygraph.ingest.loading.loader import Loader, fold
from moneygraph.ingest.loading.recognise import Header, Recognised, fit, headers, recognise
from moneygraph.store.errors import NoLoader

#: Fields that decide what a table is: a layout that lacks one that a header means does not fit.
_DECIDING: Final = ("amount", "direction", "own_", "counterparty_", "from_", "to_")
#: So many of the first cells must be readable.
_READABLE: Final = 0.5


def recognise_any(
    rows: Sequence[Sequence[str]],
    loaders: dict[str, Loader],
    place: str,
    words: HeaderWords,
) -> Recognised:
    """Return what `recognise` does, or else how a sheet is read by the words of its header."""
    try:
        return recognise(rows, loaders, place)
    except NoLoader:
        found = reworded(rows, loaders, words)
        if found is None:
            raise
        return found


def reworded(
    rows: Sequence[Sequence[str]], loaders: Mapping[str, Loader], words: HeaderWords
) -> Recognised | None:
    """Return how a layout reads a sheet by the words of its header, None where none surely does."""
    open_to = [loader for loader in loaders.values() if loader.reworded]
    for row, last, header in headers(rows):
        if any(map(is_data, [*rows[row], *rows[last]])):
            continue
        tried = [_fit(loader, header, last, rows, words) for loader in open_to]
        if found := [one for one in tried if one]:
            return max(found, key=lambda one: (len(one.loader.required), one.loader.name))
    return None


def _fit(
    loader: Loader,
    header: Header,
    last: int,
    rows: Sequence[Sequence[str]],
    words: HeaderWords,
) -> Recognised | None:
    known = {cell: fields[0] for cell, fields in loader.aliases.items()}
    if _are_several(header, known, words):
        return None
    columns = columns_of(header, rows[last + 1 :], known, words)
    taken = [(one.header, one.field) for one in columns if one.field]
    if any(_decides(field) and field not in loader.columns for _, field in taken):
        return None
    if any(one.cells and fits(one) < _READABLE for one in columns if _is_read(one.field or "")):
        return None
    new = tuple(
        (cell, field)
        for cell, field in taken
        if field in loader.columns and fold(cell) not in loader.aliases
    )
    if not new:
        return None
    found = fit(_with(loader, new), header, last + 1)
    return replace(found, reworded=new) if found else None


def _are_several(header: Header, known: Mapping[str, str], words: HeaderWords) -> bool:
    """Tell whether several headers mean one field that decides: which it is, nobody knows."""
    exact = {known[fold(cell)] for cell in header if fold(cell) in known}
    meant = [words.field_of(cell) for cell in header if cell.strip() and fold(cell) not in known]
    deciding = [field for field in meant if field and _decides(field)]
    return len(set(deciding)) < len(deciding) or bool(exact.intersection(deciding))


def _decides(field: str) -> bool:
    return field.startswith(_DECIDING)


def _is_read(field: str) -> bool:
    return field == "ts" or field.startswith("amount")


def _with(loader: Loader, new: Iterable[tuple[str, str]]) -> Loader:
    """Return a loader that has these headers too, in place of others of their fields."""
    columns = dict(loader.columns)
    for cell, field in new:
        columns[field] = (*columns[field], cell)
    return replace(loader, columns=columns)
