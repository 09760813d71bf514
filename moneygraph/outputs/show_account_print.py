"""All that is held on an account or an owner, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.outputs.links import print_links
from moneygraph.outputs.statements_print import print_statement, print_victims
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts
from moneygraph.outputs.words import (
    account_about,
    account_number,
    bank_name,
    days,
    place_words,
    spaced,
)


def print_account(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print an account: who holds it, covered days, sums, its statements, its links."""
    terminal.say(texts("show.account", number=account_number(texts, shown["number"])), "bold")
    _known(terminal, texts, shown)
    for cover in shown["covered"]:
        span = days(cover["first_day"], cover["last_day"])
        sheet = f" [{data(cover['sheet'])}]" if cover["sheet"] else ""
        terminal.pair(texts("show.covered"), f"{span} ({data(cover['file'])}{sheet})")
    if not shown["covered"]:
        terminal.say(texts("show.not_covered"), "yellow", indent=2)
    _sums(terminal, texts, shown["sums"])
    for balance in shown["balances"]:
        amount = f"{spaced(balance['amount'])} {data(balance['currency'])}"
        terminal.pair(texts("show.balance"), f"{amount} ({balance['day']})")
    for statement in shown["statements"]:
        print_statement(terminal, texts, statement)
    print_links(terminal, texts, shown["links"])


def _known(terminal: Terminal, texts: Texts, account: dict[str, Any]) -> None:
    values = {
        "bank": bank_name(account["bank"]),
        "owner": data(account.get("owner")),
        "name": data(account["name"]),
        "kind": texts.word("account_kind", account["kind"]),
    }
    for key, value in values.items():
        if value:
            terminal.pair(texts.word("column", key), value)


def _sums(terminal: Terminal, texts: Texts, sums: list[dict[str, Any]], indent: int = 2) -> None:
    for one in sums:
        for way, times in (("received", "credits"), ("sent", "debits")):
            amount = f"{spaced(one[way])} {data(one['currency'])}"
            said = texts("show.sum", amount=amount, n=one[times])
            terminal.pair(texts(f"show.{way}"), said, indent)


def print_owner(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print an owner, the accounts with what stands on them, complaints and links."""
    names = ", ".join(map(data, shown["names"]))
    terminal.say(texts("show.owner", owner=data(shown["owner"])), "bold")
    if names:
        terminal.pair(texts.word("column", "name"), names)
    for account in shown["accounts"]:
        terminal.line()
        said = (
            account_number(texts, account["number"], account["name"]),
            account_about(texts, account),
        )
        terminal.say(", ".join(part for part in said if part), indent=2, hang=2)
        span = days(account["covered_from"], account["covered_to"])
        if span:
            terminal.pair(texts("show.covered"), span, indent=4)
        else:
            terminal.say(texts("show.not_covered"), "yellow", indent=4)
        _sums(terminal, texts, account["sums"], indent=4)
        _stands(terminal, texts, account)
    _complaints(terminal, texts, shown["complaints"])
    print_links(terminal, texts, shown["links"])


def _stands(terminal: Terminal, texts: Texts, account: dict[str, Any]) -> None:
    """Print what stands on an owner's account now, and whose stolen money is in it."""
    for balance in account["balances"]:
        amount = f"{spaced(balance['amount'])} {data(balance['currency'])}"
        said = amount if balance["known"] else texts("show.closing_inferred", amount=amount)
        terminal.pair(texts("show.closing"), said, indent=4)
    for stolen in account["stolen"]:
        amount = f"{spaced(stolen['amount'])} {data(stolen['currency'])}"
        terminal.pair(texts("show.stolen_on_it"), amount, indent=4)
        print_victims(terminal, texts, stolen, indent=6)


def _complaints(terminal: Terminal, texts: Texts, complaints: list[dict[str, Any]]) -> None:
    if complaints:
        terminal.line()
        terminal.say(texts("show.complaints_of"), "bold")
    for one in complaints:
        terminal.pair(f"{data(one['complaint'])} ({place_words(one)})", _found(texts, one))


def _found(texts: Texts, complaint: dict[str, Any]) -> str:
    if complaint["transfer"] is None:
        return texts(f"claim.{(complaint['reason'] or '').replace('-', '_')}")
    amount = f"{spaced(complaint['claimed'])} {data(complaint['currency'])}"
    return texts("show.claimed", transfer=str(complaint["transfer"]), amount=amount)
