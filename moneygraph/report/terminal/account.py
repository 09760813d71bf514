"""All that is held on an account or an owner, with account statements, in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.report.terminal.status import print_lacking
from moneygraph.report.terminal.terminal import Head, Terminal, print_table
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import (
    account_about,
    account_number,
    place_words,
)
from moneygraph.store.printable import safe

_WIDE = 100
_VICTIMS_SHOWN = 10
_DIFFERS = " ≠"


def print_statement(terminal: Terminal, texts: Texts, statement: dict[str, Any]) -> None:
    """Print a statement: the rows that are given, its balances, and whose money is on it."""
    currency = safe(statement["currency"])
    terminal.line()
    terminal.paragraph(
        texts("show.statement", currency=currency, n=statement["movements"]), "bold", hang=2
    )
    amount = f"{texts.grouped(statement['opening'])} {currency}"
    known = statement["opening_known"]
    opening = amount if known else texts("show.opening_inferred", amount=amount)
    terminal.pair(texts("show.opening"), opening)
    if "rows" in statement:
        _rows(terminal, texts, statement)
    terminal.pair(texts("show.closing"), f"{texts.grouped(statement['closing'])} {currency}")
    _differing(terminal, texts, statement)
    if statement["stolen"]:
        stolen = statement["stolen"]
        peak = texts(
            "show.stolen_peak",
            amount=_amount(texts, stolen, "amount", stolen["currency"]),
            peak=_amount(texts, stolen, "peak", stolen["currency"]),
            ts=texts.moment(stolen["peak_ts"]),
        )
        terminal.pair(texts("show.stolen_on_it"), peak)
        print_victims(terminal, texts, stolen, indent=4)


def print_victims(terminal: Terminal, texts: Texts, stolen: dict[str, Any], indent: int) -> None:
    """Print whose stolen money is on an account, now and when it was most."""
    victims, currency = stolen["victims"], stolen["currency"]
    for victim in victims[:_VICTIMS_SHOWN]:
        keys = ("amount", "at_peak", "came")
        values = {key: _amount(texts, victim, key, currency) for key in keys}
        terminal.paragraph(
            f"{victim_words(texts, victim)}: {texts('show.share', **values)}", "", indent, 2
        )
    rest = len(victims) - _VICTIMS_SHOWN
    if rest > 0:
        terminal.paragraph(texts("show.more_victims", n=rest), "dim", indent)


def victim_words(texts: Texts, victim: dict[str, Any]) -> str:
    """Return which complaint, or whose loan, money is traced from."""
    key = "complaint" if "complaint" in victim else "owner"
    return texts(f"show.of_{key}", who=safe(victim[key]))


def _amount(texts: Texts, values: dict[str, Any], key: str, currency: str) -> str:
    return f"{texts.grouped(values[key])} {safe(currency)}"


def _differing(terminal: Terminal, texts: Texts, statement: dict[str, Any]) -> None:
    if statement["differing"]:
        text = texts(
            "show.differs",
            n=statement["differing"],
            stated=statement["stated"],
            transfer=str(statement["first_differing"]),
        )
        terminal.paragraph(text, "yellow", indent=2, hang=2)
    elif statement["stated"]:
        terminal.paragraph(texts("show.agrees", n=statement["stated"]), indent=2, hang=2)


def _rows(terminal: Terminal, texts: Texts, statement: dict[str, Any]) -> None:
    wide = terminal.width >= _WIDE
    shown = ["balance_after"]
    shown += ["stated"] if any(row["stated"] for row in statement["rows"]) else []
    shown += ["stolen"] if statement["stolen"] else []
    moved = ["in", "out"] if wide else ["change"]
    heads = [Head(texts(f"show.{key}"), number=True) for key in ("id", "when", *moved, *shown)]
    heads.append(Head(texts("show.other"), accounts=wide))
    if wide:
        heads.append(Head(texts("trace.about")))
    rows = [_row(texts, row, shown, wide) for row in statement["rows"]]
    if rows:
        print_table(terminal, heads, rows)
    rest = statement["movements"] - len(rows)
    if rest > 0:
        terminal.paragraph(texts("show.more", n=rest), "dim")


def _row(texts: Texts, row: dict[str, Any], shown: list[str], wide: bool) -> list[str]:
    amount, came = texts.grouped(row["amount"]), row["direction"] == "in"
    narrow = [f"+{amount}" if came else f"-{amount}"]
    stated = "" if row["stated"] is None else texts.grouped(row["stated"])
    values = {
        "balance_after": texts.grouped(row["balance"]),
        "stated": stated + (_DIFFERS if row["differs"] else ""),
        "stolen": texts.grouped(row["stolen"] or "0.00"),
    }
    ts = texts.moment(row["ts"][:10] if row["day_only"] else row["ts"])
    cells = [str(row["id"]), ts, *(([amount, ""] if came else ["", amount]) if wide else narrow)]
    cells += [values[key] for key in shown]
    cells.append(account_number(texts, row["other"], row["other_name"] if wide else None))
    other = {key: row[f"other_{key}"] for key in ("name", "bank", "kind")}
    return [*cells, account_about(texts, other)] if wide else cells


def print_account(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print an account: who holds it, covered days, sums, its statements, its links."""
    terminal.paragraph(texts("show.account", number=account_number(texts, shown["number"])), "bold")
    _known(terminal, texts, shown)
    _holders(terminal, texts, shown)
    for cover in shown["covered"]:
        span = texts.days(cover["first_day"], cover["last_day"])
        sheet = f" [{safe(cover['sheet'])}]" if cover["sheet"] else ""
        terminal.pair(texts("show.covered"), f"{span} ({safe(cover['file'])}{sheet})")
    if not shown["covered"]:
        terminal.paragraph(texts("show.not_covered"), "yellow", indent=2)
    for held in shown["held"]:
        print_lacking(terminal, texts, held)
    _sums(terminal, texts, shown["sums"])
    for balance in shown["balances"]:
        amount = f"{texts.grouped(balance['amount'])} {safe(balance['currency'])}"
        terminal.pair(texts("show.balance"), f"{amount} ({balance['day']})")
    for statement in shown["statements"]:
        print_statement(terminal, texts, statement)
    _undone(terminal, texts, shown)
    print_links(terminal, texts, shown["links"])


def _undone(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print the payments that the account's bank took back."""
    if not shown["undone"]:
        return
    terminal.line()
    terminal.paragraph(texts("show.undone_payments", n=shown["undone_count"]), "bold", hang=2)
    for one in shown["undone"]:
        terminal.paragraph(
            texts(
                f"show.undone_{one['direction']}",
                ts=texts.moment(one["ts"][:10] if one["day_only"] else one["ts"]),
                amount=_amount(texts, one, "amount", one["currency"]),
                other=account_number(texts, one["other"]),
                place=place_words(one),
                by=place_words(one["undone_by"]),
                score=texts.decimal(one["score"], 2),
                reasons=", ".join(texts.word("undoing", code) for code in one["reasons"]),
            ),
            indent=2,
            hang=2,
        )
    rest = shown["undone_count"] - len(shown["undone"])
    if rest > 0:
        terminal.paragraph(texts("show.more_undone", n=rest), "dim", indent=2)


def _known(terminal: Terminal, texts: Texts, account: dict[str, Any]) -> None:
    values = {
        "bank": texts.bank(account["bank"]),
        "owner": safe(account.get("owner")),
        "name": safe(account["name"]),
        "kind": texts.word("account_kind", account["kind"]),
    }
    for key, value in values.items():
        if value:
            terminal.pair(texts.word("column", key), value)


def _holders(terminal: Terminal, texts: Texts, account: dict[str, Any]) -> None:
    """Print the holders beside the likeliest, if there are any."""
    for one in account["holders"]:
        if one["owner"] != account["owner"]:
            who = " ".join(part for part in (safe(one["owner"]), safe(one["name"])) if part)
            rows = texts("show.holder_rows", who=who, n=one["rows"])
            terminal.pair(texts("show.holder"), rows)


def _sums(terminal: Terminal, texts: Texts, sums: list[dict[str, Any]], indent: int = 2) -> None:
    for one in sums:
        for way, times in (("received", "credits"), ("sent", "debits")):
            amount = f"{texts.grouped(one[way])} {safe(one['currency'])}"
            text = texts("show.sum", amount=amount, n=one[times])
            terminal.pair(texts(f"show.{way}"), text, indent)


def print_owner(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print an owner, the accounts with their balances, complaints and links."""
    names = ", ".join(map(safe, shown["names"]))
    terminal.paragraph(texts("show.owner", owner=safe(shown["owner"])), "bold")
    if names:
        terminal.pair(texts.word("column", "name"), names)
    for account in shown["accounts"]:
        terminal.line()
        parts = (
            account_number(texts, account["number"], account["name"]),
            account_about(texts, account),
        )
        terminal.paragraph(", ".join(part for part in parts if part), indent=2, hang=2)
        span = texts.days(account["covered_from"], account["covered_to"])
        if span:
            terminal.pair(texts("show.covered"), span, indent=4)
        else:
            terminal.paragraph(texts("show.not_covered"), "yellow", indent=4)
        _sums(terminal, texts, account["sums"], indent=4)
        _balances(terminal, texts, account)
    _complaints(terminal, texts, shown["complaints"])
    print_links(terminal, texts, shown["links"])


def _balances(terminal: Terminal, texts: Texts, account: dict[str, Any]) -> None:
    """Print the balance of an owner's account now, and whose stolen money is in it."""
    for balance in account["balances"]:
        amount = f"{texts.grouped(balance['amount'])} {safe(balance['currency'])}"
        closing = amount if balance["known"] else texts("show.closing_inferred", amount=amount)
        terminal.pair(texts("show.closing"), closing, indent=4)
    for stolen in account["stolen"]:
        amount = f"{texts.grouped(stolen['amount'])} {safe(stolen['currency'])}"
        terminal.pair(texts("show.stolen_on_it"), amount, indent=4)
        print_victims(terminal, texts, stolen, indent=6)


def _complaints(terminal: Terminal, texts: Texts, complaints: list[dict[str, Any]]) -> None:
    if complaints:
        terminal.line()
        terminal.paragraph(texts("show.complaints_of"), "bold")
    for one in complaints:
        terminal.pair(f"{safe(one['complaint'])} ({place_words(one)})", _found(texts, one))


def _found(texts: Texts, complaint: dict[str, Any]) -> str:
    if complaint["transfer"] is None:
        return texts(f"claim.{(complaint['reason'] or '').replace('-', '_')}")
    amount = f"{texts.grouped(complaint['claimed'])} {safe(complaint['currency'])}"
    return texts("show.claimed", transfer=str(complaint["transfer"]), amount=amount)


_LINKS_SHOWN = 5


def print_links(terminal: Terminal, texts: Texts, links: list[dict[str, Any]]) -> None:
    """Print links, a line each."""
    if not links:
        return
    terminal.line()
    terminal.paragraph(texts("show.links"), "bold")
    for link in links:
        label = f"{safe(link['kind'])} {safe(link['value'])}"
        terminal.pair(label, _others(texts, link))


def _others(texts: Texts, link: dict[str, Any]) -> str:
    if link["accounts"] is None:
        return texts("show.no_link", n=link["shared_by"])
    shown = [_linked_account(texts, one) for one in link["accounts"][:_LINKS_SHOWN]]
    rest = len(link["accounts"]) - len(shown)
    if rest:
        shown.append(texts("show.more_accounts", n=rest))
    return "; ".join(shown) or texts("show.link_alone")


def _linked_account(texts: Texts, account: dict[str, Any]) -> str:
    number = account_number(texts, account["number"], account["name"])
    return ", ".join(part for part in (number, safe(account["name"])) if part)
