"""From what labels name to accounts, owners and transfers as the case calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from moneygraph.errors import CallError
from moneygraph.masking import said_all
from moneygraph.printable import printable
from moneygraph.schema import ROW_BASE
from moneygraph.scoring.labels import Label, Labels
from moneygraph.sqltext import rows_of, sql_text
from moneygraph.trails.naming import exports_named

if TYPE_CHECKING:
    import duckdb

#: A number of an account, an owner, or the id of a transfer.
Thing = str | int
_LONGEST_ID: Final = 18


def things_of(con: duckdb.DuckDBPyConnection, labels: Labels) -> dict[int, list[Thing]]:
    """Return what each label names, by the label's place; one that names nothing is left out.

    In a masked case labels may be given as things are called, or by their pseudonyms.
    """
    found: dict[int, list[Thing]] = {}
    for place, thing in _FINDERS[labels.of](con, labels):
        found.setdefault(place, []).append(thing)
    return found


def _accounts(con: duckdb.DuckDBPyConnection, labels: Labels) -> Iterable[tuple[int, Thing]]:
    return _named(con, labels, ("number",), "accounts")


def _owners(con: duckdb.DuckDBPyConnection, labels: Labels) -> Iterable[tuple[int, Thing]]:
    return _named(con, labels, ("owner", "number"), "owners")


def _named(
    con: duckdb.DuckDBPyConnection, labels: Labels, kinds: tuple[str, ...], file: str
) -> Iterable[tuple[int, Thing]]:
    """Find what is named as it is written, in capitals without blanks, or by its pseudonym."""
    names = [
        (place, name)
        for place, row in enumerate(labels.rows)
        for name in dict.fromkeys((row.name, row.name.upper().replace(" ", "")))
    ]
    plain = [name for _, name in names]
    called = plain + [one for kind in kinds for one in said_all(con, kind, plain)]
    places = [place for place, _ in names] * (len(called) // max(len(plain), 1))
    return rows_of(con, sql_text(f"scoring/{file}.sql"), places, called)


def _transfers(con: duckdb.DuckDBPyConnection, labels: Labels) -> Iterable[tuple[int, Thing]]:
    ids: dict[int, int] = {}
    rows: dict[int, int] = {}
    exports: dict[str, int | None] = {}
    for place, row in enumerate(labels.rows):
        if _is_number(row.name):
            ids[place] = int(row.name)
            continue
        file, _, number = row.name.rpartition(":")
        if not (file and _is_number(number)):
            raise CallError(
                f"line {row.line} of {labels.file} names no transfer",
                "Write its id, or FILE:ROW of the export it stands in.",
            )
        if file not in exports:
            exports[file] = _export(con, labels, row, file)
        export = exports[file]
        if export is not None and int(number) < ROW_BASE:
            rows[place] = export * ROW_BASE + int(number)
    for name, named in (("transfers", ids), ("rows", rows)):
        sql = sql_text(f"scoring/{name}.sql")
        yield from rows_of(con, sql, list(named), list(named.values()))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID


def _export(con: duckdb.DuckDBPyConnection, labels: Labels, row: Label, file: str) -> int | None:
    """Return the export's id, None where the case has none of that name."""
    exports = exports_named(con, file)
    if len(exports) > 1:
        raise CallError(
            f"line {row.line} of {labels.file}: '{printable(file)}' could be any of"
            f" {len(exports)} exports",
            "Name it with its folder, or the transfer by its id.",
        )
    return exports[0][0] if exports else None


_FINDERS: Final[
    dict[str, Callable[[duckdb.DuckDBPyConnection, Labels], Iterable[tuple[int, Thing]]]]
] = {"account": _accounts, "owner": _owners, "transfer": _transfers}
