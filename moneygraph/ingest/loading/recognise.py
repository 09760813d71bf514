"""Finds the header of a sheet and the one loader that fits it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from moneygraph.ingest.loading.loader import Loader, fold
from moneygraph.store.errors import AmbiguousLoader, NoLoader
from moneygraph.store.message import Message

HEADER_WITHIN = 50
_LEAST_CELLS = 3
#: The texts of a header, cell after cell.
Header = tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """A sheet's loader, how many rows its head takes, and which column is which field.

    `has_line`: the staged table has a column `line`, the text of the whole row. `reworded` are
    headers that were taken for a field by their words.
    """

    loader: Loader
    head_rows: int
    columns: dict[str, int]
    width: int
    header: Header
    unused: tuple[str, ...]
    has_line: bool = False
    reworded: tuple[tuple[str, str], ...] = ()


def recognise(head: Sequence[Sequence[str]], loaders: dict[str, Loader], place: str) -> Recognised:
    """Return the only loader whose columns are in one of the first rows.

    Raises `NoLoader` naming the closest loader and what it misses, `AmbiguousLoader`
    naming those that fit.
    """
    for row, last, header in headers(head):
        fits = [fit(loader, header, last + 1) for loader in loaders.values()]
        found = [fit for fit in fits if fit is not None]
        if len(found) > 1:
            names = sorted(fit.loader.name for fit in found)
            raise AmbiguousLoader(
                Message(
                    "{place}: the header in row {row} fits more than one loader: {names}",
                    place=place,
                    row=row + 1,
                    names=names,
                ),
                Message("Choose one with --loader NAME."),
            )
        if found:
            return found[0]
    raise _unknown(head, loaders, place)


def headers(head: Sequence[Sequence[str]]) -> Iterator[tuple[int, int, Header]]:
    """Yield (first row, last row, header): each row alone and merged with the one below."""
    for row, cells in enumerate(head[:HEADER_WITHIN]):
        if sum(bool(cell.strip()) for cell in cells) < _LEAST_CELLS:
            continue
        yield row, row, _numbered(cells)
        if row + 1 < len(head):
            yield row, row + 1, _numbered(_merged(cells, head[row + 1]))


def _merged(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Join a two-row header: a merged cell above also covers the empty ones to its right."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    joined, group = [], ""
    for top, bottom in zip(above, below, strict=True):
        group = top.strip() or (group if bottom.strip() else "")
        joined.append(f"{group} {bottom}".strip())
    return joined


def _numbered(cells: Sequence[str]) -> Header:
    """Tell columns of the same name apart: the second "Account" becomes "Account#2"."""
    seen: dict[str, int] = {}
    out = []
    for cell in cells:
        key = fold(cell)
        seen[key] = seen.get(key, 0) + 1
        out.append(f"{cell}#{seen[key]}" if key and seen[key] > 1 else cell)
    return tuple(out)


def fit(loader: Loader, header: Header, head_rows: int) -> Recognised | None:
    """Return how a loader reads a sheet with this header, None where it does not fit."""
    folded = [fold(cell) for cell in header]
    if loader.absent_headers & set(folded):
        return None
    columns: dict[str, int] = {}
    unused = []
    for index, cell in enumerate(folded):
        fields = loader.aliases.get(cell, ())
        for name in fields:
            columns.setdefault(name, index)
        if cell and not fields and cell not in loader.ignored_headers:
            unused.append(header[index])
    if "time_of_day" in columns and "ts" not in columns:  # then it is all that there is
        columns["ts"] = columns.pop("time_of_day")
    if not set(loader.required) <= set(columns):
        return None
    return Recognised(loader, head_rows, columns, len(header), header, tuple(unused))


def _unknown(head: Sequence[Sequence[str]], loaders: dict[str, Loader], place: str) -> NoLoader:
    best: tuple[int, str, list[str]] | None = None
    for _, _, header in headers(head):
        present = {fold(cell) for cell in header}
        for loader in loaders.values():
            known = {name for cell in present for name in loader.aliases.get(cell, ())}
            missing = [name for name in loader.required if name not in known]
            hits = len(loader.required) - len(missing)
            if hits and (best is None or hits > best[0]):
                best = (hits, loader.name, [loader.columns[name][0] for name in missing])
    if best is None:
        return NoLoader(
            Message(
                "{place}: no header that a loader knows in the first {rows} rows",
                place=place,
                rows=HEADER_WITHIN,
            ),
            Message("See `moneygraph loaders`, or write a loader: one TOML file."),
        )
    columns = [f"'{name}'" for name in best[2]]
    return NoLoader(
        Message(
            "{place}: no loader knows this header; the closest is '{loader}', missing: {columns}",
            place=place,
            loader=best[1],
            columns=columns or Message("none, but a column it excludes stands there"),
        ),
        Message(
            "See `moneygraph loaders show {loader}`; copy it to your own folder and change it.",
            loader=best[1],
        ),
    )
