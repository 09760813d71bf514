"""Balances below zero: accounts whose bank lends what they lack, as a card's limit."""

from __future__ import annotations

from moneygraph.store.sqltext import sql_text


def low_sql() -> str:
    """Return SQL of the balances below zero that are stated: account, currency, lowest, known.

    ``known`` is the balance before the first movement, 0 where none is stated.
    """
    return sql_text("flow/matching/low.sql").format(
        lowest=sql_text("flow/matching/lowest.sql"), known=sql_text("flow/matching/openings.sql")
    )
