"""Layouts of statements of accounts: own account, counterparty, and which way money went.

A row says of its own account whether money left it or came to it. So own account and counterparty
are payer and payee, or payee and payer, by the direction: a word in a column, two columns for
debits and credits, or else the sign of the amount.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from moneygraph.ingest.loading.vocabulary import Vocabulary
from moneygraph.store.sqltext import rows_of

if TYPE_CHECKING:
    import duckdb

    from moneygraph.ingest.loading.recognise import Recognised

#: SQL of a field's cell, by the field's name.
Column = Callable[[str], str]
_WHATS: Final = ("account", "name", "id", "bank")
#: Fields of a payer and a payee that own account and counterparty are put into.
TURNED: Final = frozenset(f"{side}_{what}" for side in ("from", "to") for what in _WHATS)
_DIRECTIONS: Final = """
create or replace temp table raw_direction as
select unnest($1::varchar[]) as raw, unnest($2::varchar[]) as meant
"""


def source_of(staged: str, sheet: Recognised, column: Column, read: str) -> tuple[str, Column]:
    """Return what the cells of a sheet are read from, and how its fields are.

    `read` is the macro that reads amounts. In a statement of an account ``own_side`` of what is
    read from is D where money left the own account, C where it came, null where that is not known.
    """
    if not sheet.loader.is_own:
        return staged, column
    join = ""
    if "direction" in sheet.columns:
        side = "raw_direction.meant"
        join = f" left join raw_direction on raw_direction.raw = {column('direction')}"
    elif "amount_debit" in sheet.columns:
        debit, credit = column("amount_debit"), column("amount_credit")
        side = (
            f"case when coalesce({read}({debit}), 0) <> 0 then 'D'"
            f" when {credit} is not null then 'C' end"
        )
    else:
        amount = f"{read}(coalesce({column('amount')}, {column('amount_kzt')}))"
        side = f"case when {amount} < 0 then 'D' when {amount} > 0 then 'C' end"
    return f"(select {staged}.*, {side} as own_side from {staged}{join})", _by_side(column)


def is_by_sign(sheet: Recognised) -> bool:
    """Tell whether nothing but the sign of an amount shows which way money went."""
    return sheet.loader.is_own and not {"direction", "amount_debit"} & set(sheet.columns)


def _by_side(column: Column) -> Column:
    def turned(name: str) -> str:
        if name not in TURNED:
            return column(name)
        side, _, what = name.partition("_")
        own, other = ("D", "C") if side == "from" else ("C", "D")
        return (
            f"case own_side when '{own}' then {column(f'own_{what}')}"
            f" when '{other}' then {column(f'counterparty_{what}')} end"
        )

    return turned


def fields_of(sheet: Recognised) -> set[str]:
    """Return the fields that the rows of a sheet have, those of payer and payee by these names."""
    found = set(sheet.columns)
    for what in _WHATS:
        if found & {f"own_{what}", f"counterparty_{what}"}:
            found |= {f"from_{what}", f"to_{what}"}
    return found


def fill_directions(
    con: duckdb.DuckDBPyConnection, staged: str, sheet: Recognised, words: Vocabulary
) -> None:
    """Fill ``raw_direction`` (raw, meant) with the texts of a sheet's column of directions."""
    if "direction" not in sheet.columns:
        return
    cell = f"trimmed(c{sheet.columns['direction']})"
    texts = [text for (text,) in rows_of(con, f"select distinct {cell} from {staged}") if text]
    con.execute(_DIRECTIONS, [texts, [words.direction(text) for text in texts]]).fetchall()
