"""All that is held on something, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.outputs.durations import duration
from moneygraph.outputs.numbers import moment
from moneygraph.outputs.table import Head, print_table
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

_TEXTS = ("from_name", "from_id", "from_bank", "to_name", "to_id", "to_bank")
_CODES = ("operation", "purpose", "knp", "mcc", "reference")


def print_show(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print what `show` returned."""
    printers = {"row": _row, "transfer": _transfer, "account": _account, "owner": _owner}
    for number, (key, value) in enumerate(shown.items()):
        if number:
            terminal.line()
        printers[key](terminal, texts, value)


def _row(terminal: Terminal, texts: Texts, row: dict[str, Any]) -> None:
    terminal.say(f"{place_words(row)}: {texts.word('fate', row['fate'])}", "bold", hang=2)
    for remark in row["remarks"]:
        detail = f" ({data(remark['detail'])})" if remark["detail"] else ""
        terminal.say(data(remark["what"]) + detail, indent=2, hang=2)
        if remark["remedy"]:
            terminal.say(data(remark["remedy"]), indent=2, hang=2)


def _transfer(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    terminal.say(
        texts(
            "show.transfer",
            id=str(shown["id"]),
            amount=spaced(shown["amount"]),
            currency=data(shown["currency"]),
            ts=moment(shown["ts"]),
        ),
        "bold",
    )
    for side in ("from", "to"):
        _pair(terminal, texts(f"show.{side}"), _party(texts, shown[side]))
    own = f", {texts('show.own')}" if shown["own"] else ""
    _pair(terminal, texts("show.kind"), texts.word("transfer_kind", shown["kind"]) + own)
    if shown["credit_ts"] != shown["ts"]:
        _pair(terminal, texts("show.credited"), moment(shown["credit_ts"]))
    if shown["day_only"] or shown["credit_day_only"]:
        _pair(terminal, texts("show.time"), texts("show.day_only"))
    if "to_amount" in shown:
        got = f"{spaced(shown['to_amount'])} {data(shown['to_currency'])}"
        _pair(terminal, texts("show.exchanged"), got)
    for side in shown["sides"]:
        _side(terminal, texts, side)
    _pairing(terminal, texts, shown["pairing"])
    for rule, ways in shown["hops"].items():
        _hops(terminal, texts, rule, ways, shown["currency"])


def _party(texts: Texts, party: dict[str, Any]) -> str:
    parts = [account_number(texts, party["number"]), account_about(texts, party)]
    if party["owner"]:
        parts.append(data(party["owner"]))
    return ", ".join(part for part in parts if part)


def _pair(terminal: Terminal, label: str, value: str, indent: int = 2) -> None:
    terminal.say(f"{label}: {value}", indent=indent, hang=2)


def _side(terminal: Terminal, texts: Texts, side: dict[str, Any]) -> None:
    terminal.line()
    said = f"{texts.word('side', side['side'])}: {place_words(side)}"
    terminal.say(f"{said} ({data(side['loader'])})", "bold", hang=2)
    when = moment(side["ts"][:10] if side["day_only"] else side["ts"])
    amount = f"{spaced(side['amount'])} {data(side['currency'])}"
    numbers = (account_number(texts, side[key]) for key in ("from_account", "to_account"))
    terminal.say(f"{when}  {amount}  {' → '.join(numbers)}", indent=2, hang=2)
    for key in (*_TEXTS, *_CODES):
        if side[key]:
            _pair(terminal, texts.word("column", key), data(side[key]), indent=4)


def _pairing(terminal: Terminal, texts: Texts, pairing: dict[str, Any] | None) -> None:
    terminal.line()
    if pairing is None:
        terminal.say(texts("show.unpaired"))
        return
    wording = "wording_differs" if pairing["wording_differs"] else "wording_same"
    terminal.say(
        texts(
            "show.paired",
            how=texts.word("pass", pairing["title"]),
            score=f"{pairing['score']:.2f}",
            apart=duration(texts, pairing["seconds_apart"]),
            wording=texts(f"show.{wording}"),
        ),
        hang=2,
    )


def _hops(
    terminal: Terminal, texts: Texts, rule: str, ways: dict[str, Any], currency: str
) -> None:
    for way, hops in ways.items():
        if hops:
            terminal.line()
            terminal.say(texts(f"show.hops_{way}", rule=rule), "bold")
        for hop in hops:
            terminal.say(
                texts(
                    "show.hop",
                    transfer=str(hop["transfer"]),
                    amount=spaced(hop["amount"]),
                    dwell=duration(texts, hop["dwell_s"]),
                ),
                indent=2,
            )


def _account(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    terminal.say(texts("show.account", number=account_number(texts, shown["number"])), "bold")
    _known(terminal, texts, shown)
    for cover in shown["covered"]:
        span = days(cover["first_day"], cover["last_day"])
        sheet = f" [{data(cover['sheet'])}]" if cover["sheet"] else ""
        _pair(terminal, texts("show.covered"), f"{span} ({data(cover['file'])}{sheet})")
    if not shown["covered"]:
        terminal.say(texts("show.not_covered"), "yellow", indent=2)
    _sums(terminal, texts, shown["sums"])
    for balance in shown["balances"]:
        amount = f"{spaced(balance['amount'])} {data(balance['currency'])}"
        _pair(terminal, texts("show.balance"), f"{amount} ({balance['day']})")
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
            _pair(terminal, texts.word("column", key), value)


def _sums(terminal: Terminal, texts: Texts, sums: list[dict[str, Any]], indent: int = 2) -> None:
    for one in sums:
        for way, times in (("received", "credits"), ("sent", "debits")):
            amount = f"{spaced(one[way])} {data(one['currency'])}"
            said = texts("show.sum", amount=amount, n=one[times])
            _pair(terminal, texts(f"show.{way}"), said, indent)


def _transfers(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    heads = [
        Head(texts("show.id"), number=True),
        Head(texts("show.when"), number=True),
        Head(texts("show.in"), number=True),
        Head(texts("show.out"), number=True),
        Head(texts("show.other")),
    ]
    rows = []
    for one in shown["transfers"]:
        amount = spaced(one["amount"])
        other = {"name": one["other_name"], "bank": one["other_bank"], "kind": one["other_kind"]}
        sums = [amount, ""] if one["direction"] == "in" else ["", amount]
        said = ", ".join((account_number(texts, one["other"]), account_about(texts, other)))
        rows.append([str(one["id"]), moment(one["ts"]), *sums, said.removesuffix(", ")])
    if rows:
        print_table(terminal, heads, rows)
    rest = shown["transfer_count"] - len(rows)
    if rest > 0:
        terminal.say(texts("show.more", n=rest), "dim")


def _owner(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    names = ", ".join(map(data, shown["names"]))
    terminal.say(texts("show.owner", owner=data(shown["owner"])), "bold")
    if names:
        _pair(terminal, texts.word("column", "name"), names)
    for account in shown["accounts"]:
        terminal.line()
        said = (account_number(texts, account["number"]), account_about(texts, account))
        terminal.say(", ".join(part for part in said if part), indent=2, hang=2)
        span = days(account["covered_from"], account["covered_to"])
        if span:
            _pair(terminal, texts("show.covered"), span, indent=4)
        else:
            terminal.say(texts("show.not_covered"), "yellow", indent=4)
        _sums(terminal, texts, account["sums"], indent=4)
