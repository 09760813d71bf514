"""The accounts that a report names: each is described once, and elsewhere is an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.store.sqltext import named_sql

if TYPE_CHECKING:
    import duckdb


class Register:
    """Gives accounts their indices, in the order in which they are first named."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    def of(self, number: str) -> int:
        """Return the index of an account, by its number in the case."""
        return self._index.setdefault(number, len(self._index))

    def known(self, number: str | None) -> int | None:
        """Return the index of an account that was named before, else None."""
        return None if number is None else self._index.get(number)

    @property
    def numbers(self) -> list[str]:
        """All numbers, by index."""
        return list(self._index)


def described(
    con: duckdb.DuckDBPyConnection,
    texts: Texts,
    register: Register,
    found: Mapping[str, Mapping[str, Any]],
    victims: Sequence[str],
) -> list[dict[str, Any]]:
    """Return what is known of each account of a register, by its index.

    `found` has what droppers' findings say of accounts: `score`, `ring`, `why`, `reasons`.
    """
    sql = named_sql("report/dossier/accounts.sql")
    numbers, robbed = register.numbers, set(victims)
    links: dict[str, list[dict[str, str]]] = {}
    for number, kind, value in con.execute(sql["links"], {"numbers": numbers}).fetchall():
        links.setdefault(number, []).append({"kind": kind, "value": value})
    nothing: dict[str, Any] = {"score": None, "ring": None, "why": None, "reasons": []}
    return [
        {
            "number": number,
            "bank": bank,
            "bank_name": texts.bank(bank) or None,
            "owner": owner,
            "name": name,
            "kind": kind,
            "label": account_number(texts, number, name),
            "held": held,
            "victim": number in robbed,
            **found.get(number, nothing),
            "links": links.get(number, []),
        }
        for number, bank, owner, name, kind, held in con.execute(
            sql["accounts"], {"numbers": numbers}
        ).fetchall()
    ]


def names_of(con: duckdb.DuckDBPyConnection, owners: Sequence[str]) -> dict[str, str]:
    """Return the commonest name of each owner that has one."""
    sql = named_sql("report/dossier/accounts.sql")["holders"]
    return dict(con.execute(sql, {"owners": list(owners)}).fetchall())
