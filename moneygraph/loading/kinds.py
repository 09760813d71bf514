"""The kind of a transfer from its codes and words, as ``tables/kinds.toml`` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygraph.loading.tables import has_word, kind_in, quoted, read_table, words_of
from moneygraph.schema import KINDS

if TYPE_CHECKING:
    import duckdb


def make_kind_macro(con: duckdb.DuckDBPyConnection) -> None:
    """Create the macro ``kind_of(knp, mcc, operation, purpose)``.

    Codes and texts in, a kind or null out; texts must have gone through ``spaced``.
    """
    table = read_table("kinds")
    steps = [_code_step("knp", table["knp"]), _code_step("mcc", table["mcc"])]
    steps += [_word_step("operation", "operation", table["words"])]
    steps += [_word_step("purpose", "purpose", table["words"])]
    decided = ", ".join(f"nullif({step}, 'transfer')" for step in steps)
    con.execute(
        f"create or replace temp macro kind_of(knp, mcc, operation, purpose) as coalesce({decided})"
    ).fetchall()


def _code_step(column: str, codes: dict[str, str]) -> str:
    cases = " ".join(
        f"when {column} = {quoted(code)} then {_kind(kind)}"
        for code, kind in codes.items()
        if code != "*"
    )
    rest = f"when {column} is not null then {_kind(codes['*'])}" if "*" in codes else ""
    return f"case {cases} {rest} end"


def _word_step(column: str, key: str, entries: list[dict[str, Any]]) -> str:
    cases = " ".join(
        f"when {has_word(column, words_of('kinds', entry, key))} then {_kind(entry.get('kind'))}"
        for entry in entries
    )
    return f"case {cases} end"


def _kind(kind: object) -> str:
    return quoted(kind_in("kinds", kind, KINDS))
