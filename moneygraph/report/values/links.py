"""What accounts share with others, as plain values and as lines in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from moneygraph.report.terminal.terminal import Terminal, data
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.report.values.records import records

if TYPE_CHECKING:
    import duckdb

#: What more accounts than this share (a bank's own phone, a public address) links none of them.
MOST_SHARED: Final = 20
_SHOWN = 5


def links_of(con: duckdb.DuckDBPyConnection, accounts: Sequence[int]) -> list[dict[str, Any]]:
    """Return each value of these accounts, and the other accounts that have it.

    ``shared_by`` counts the accounts, its own too; where they are more than `MOST_SHARED`,
    ``accounts`` is null: it is no link.
    """
    return records(con, "links", accounts=list(accounts), most=MOST_SHARED)


def print_links(terminal: Terminal, texts: Texts, links: list[dict[str, Any]]) -> None:
    """Print links, a line each."""
    if not links:
        return
    terminal.line()
    terminal.say(texts("show.links"), "bold")
    for link in links:
        said = f"{data(link['kind'])} {data(link['value'])}"
        terminal.pair(said, _others(texts, link))


def _others(texts: Texts, link: dict[str, Any]) -> str:
    if link["accounts"] is None:
        return texts("show.no_link", n=link["shared_by"])
    shown = [_account(texts, one) for one in link["accounts"][:_SHOWN]]
    rest = len(link["accounts"]) - len(shown)
    if rest:
        shown.append(texts("show.more_accounts", n=rest))
    return "; ".join(shown) or texts("show.link_alone")


def _account(texts: Texts, account: dict[str, Any]) -> str:
    number = account_number(texts, account["number"], account["name"])
    return ", ".join(part for part in (number, data(account["name"])) if part)
