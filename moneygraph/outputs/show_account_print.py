"""All that is held on an account or an owner, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.outputs.numbers import moment
from moneygraph.outputs.table import Head, print_table
from moneygraph.outputs.terminal import Terminal, data
from moneygraph.outputs.texts import Texts
from moneygraph.outputs.words import account_about, account_number, bank_name, days, spaced

_WIDE = 100


def print_account(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print an account: who holds it, covered days, sums, balances, its first transfers."""
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
    terminal.line()
    _transfers(terminal, texts, shown)


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


def _transfers(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    wide = terminal.width >= _WIDE
    heads = [Head(texts(f"show.{key}"), number=True) for key in ("id", "when", "in", "out")]
    heads.append(Head(texts("show.other"), whole=True))
    if wide:
        heads.append(Head(texts("trace.about")))
    rows = [_transfer(texts, one, wide) for one in shown["transfers"]]
    if rows:
        print_table(terminal, heads, rows)
    rest = shown["transfer_count"] - len(rows)
    if rest > 0:
        terminal.say(texts("show.more", n=rest), "dim")


def _transfer(texts: Texts, one: dict[str, Any], wide: bool) -> list[str]:
    amount = spaced(one["amount"])
    sums = [amount, ""] if one["direction"] == "in" else ["", amount]
    number = account_number(texts, one["other"], one["other_name"] if wide else None)
    row = [str(one["id"]), moment(one["ts"]), *sums, number]
    other = {key: one[f"other_{key}"] for key in ("name", "bank", "kind")}
    return [*row, account_about(texts, other)] if wide else row


def print_owner(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print an owner and the accounts with their sums."""
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
