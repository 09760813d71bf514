"""All that is held on a transfer, an account, an owner or a row, in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moneygraph.report.terminal.account import print_account, print_owner, victim_words
from moneygraph.report.terminal.findings import print_findings_about
from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import (
    account_about,
    account_number,
    duration,
    place_words,
)
from moneygraph.store.printable import safe

_TEXTS = ("from_name", "from_id", "from_bank", "to_name", "to_id", "to_bank")
_CODES = ("operation", "purpose", "knp", "mcc", "reference")


def print_transfer(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print a transfer, its two sides as they are in the files, their pairing and its hops."""
    terminal.paragraph(
        texts(
            "show.transfer",
            id=str(shown["id"]),
            amount=texts.grouped(shown["amount"]),
            currency=safe(shown["currency"]),
            ts=texts.moment(shown["ts"]),
        ),
        "bold",
    )
    for side in ("from", "to"):
        terminal.pair(texts(f"show.{side}"), _party(texts, shown[side]))
    own = f", {texts('show.own')}" if shown["own"] else ""
    terminal.pair(texts("show.kind"), texts.word("transfer_kind", shown["kind"]) + own)
    if shown["credit_ts"] != shown["ts"]:
        terminal.pair(texts("show.credited"), texts.moment(shown["credit_ts"]))
    if shown["day_only"] or shown["credit_day_only"]:
        terminal.pair(texts("show.time"), texts("show.day_only"))
    if "to_amount" in shown:
        received = f"{texts.grouped(shown['to_amount'])} {safe(shown['to_currency'])}"
        terminal.pair(texts("show.exchanged"), received)
    for key in ("reverses", "reversed_by"):
        for tie in shown.get(key, []):
            terminal.paragraph(_reversal(texts, key, tie), hang=2)
    for side in shown["sides"]:
        _side(terminal, texts, side)
    _pairing(terminal, texts, shown["pairing"])
    if _is_otherwise_written(shown):
        terminal.paragraph(texts("show.other_clock"), hang=2)
    for rule, ways in shown["hops"].items():
        _hops(terminal, texts, rule, ways, shown["currency"])
    _complaints(terminal, texts, shown["complaints"] or [])


def _is_otherwise_written(shown: dict[str, Any]) -> bool:
    """Tell whether a side's row has another time than the transfer, by its bank's clock."""
    times = {"debit": shown["ts"], "credit": shown["credit_ts"]}
    return any(
        side["ts"] not in (times[side["side"]], *times.values()) and not side["day_only"]
        for side in shown["sides"]
        if side["side"] in times
    )


def _reversal(texts: Texts, key: str, tie: dict[str, Any]) -> str:
    return texts(
        f"show.{key}",
        transfer=str(tie["transfer"]),
        amount=texts.grouped(tie["amount"]),
        currency=safe(tie["currency"]),
        ts=texts.moment(tie["ts"]),
        score=texts.decimal(tie["score"], 2),
        reasons=_reasons(texts, tie),
    )


def _reasons(texts: Texts, tie: dict[str, Any]) -> str:
    return ", ".join(texts.word("undoing", reason) for reason in tie["reasons"])


def _party(texts: Texts, party: dict[str, Any]) -> str:
    parts = [account_number(texts, party["number"], party["name"]), account_about(texts, party)]
    if party["owner"]:
        parts.append(safe(party["owner"]))
    return ", ".join(part for part in parts if part)


def _side(terminal: Terminal, texts: Texts, side: dict[str, Any]) -> None:
    terminal.line()
    title = f"{texts.word('side', side['side'])}: {place_words(side)}"
    terminal.paragraph(f"{title} ({safe(side['loader'])})", "bold", hang=2)
    if side["cells"] is None:
        terminal.paragraph(texts.word("cells", side["cells_missing"]), "dim", indent=2, hang=2)
        _parsed(terminal, texts, side)
        return
    for header, text in side["cells"]:
        if text:
            terminal.pair(safe(header), safe(text), indent=4)


def _parsed(terminal: Terminal, texts: Texts, side: dict[str, Any]) -> None:
    """Print what was read of a row whose file is not at hand."""
    when = texts.moment(side["ts"][:10] if side["day_only"] else side["ts"])
    amount = f"{texts.grouped(side['amount'])} {safe(side['currency'])}"
    numbers = (account_number(texts, side[key]) for key in ("from_account", "to_account"))
    terminal.paragraph(f"{when}  {amount}  {' → '.join(numbers)}", indent=2, hang=2)
    for key in (*_TEXTS, *_CODES):
        if side[key]:
            terminal.pair(texts.word("column", key), safe(side[key]), indent=4)


def _pairing(terminal: Terminal, texts: Texts, pairing: dict[str, Any] | None) -> None:
    terminal.line()
    if pairing is None:
        terminal.paragraph(texts("show.unpaired"))
        return
    wording = "wording_differs" if pairing["wording_differs"] else "wording_same"
    terminal.paragraph(
        texts(
            "show.paired",
            how=texts.word("pass", pairing["title"]),
            score=texts.decimal(pairing["score"], 2),
            apart=duration(texts, pairing["seconds_apart"]),
            wording=texts(f"show.{wording}"),
        ),
        hang=2,
    )
    evidence = "; ".join(
        f"{texts.word('evidence', one['evidence'])} {one['points']:+d}"
        for one in pairing["evidence"]
    )
    terminal.paragraph(texts("show.points", evidence=evidence), hang=2)


def _hops(terminal: Terminal, texts: Texts, rule: str, ways: dict[str, Any], currency: str) -> None:
    for way, hops in ways.items():
        if hops:
            terminal.line()
            terminal.paragraph(texts(f"show.hops_{way}", rule=rule), "bold")
        for hop in hops:
            terminal.paragraph(
                texts(
                    "show.hop",
                    transfer=str(hop["transfer"]),
                    amount=texts.grouped(hop["amount"]),
                    dwell=duration(texts, hop["dwell_s"]),
                ),
                indent=2,
            )


def _complaints(terminal: Terminal, texts: Texts, complaints: list[dict[str, Any]]) -> None:
    if complaints:
        terminal.line()
        terminal.paragraph(texts("show.complaints"), "bold")
    for one in complaints:
        amount = f"{texts.grouped(one['amount'])} {safe(one['currency'])}"
        terminal.pair(victim_words(texts, one), amount)


def print_show(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print what `show` returned."""
    printers: dict[str, Callable[[Terminal, Texts, Any], None]] = {
        "row": _row,
        "transfer": print_transfer,
        "account": print_account,
        "owner": print_owner,
        "findings": print_findings_about,
    }
    for number, (key, value) in enumerate(shown.items()):
        if number:
            terminal.line()
        printers[key](terminal, texts, value)


def _row(terminal: Terminal, texts: Texts, row: dict[str, Any]) -> None:
    terminal.paragraph(f"{place_words(row)}: {texts.word('fate', row['fate'])}", "bold", hang=2)
    for key in ("undone", "undone_by"):
        for tie in row.get(key, []):
            terminal.paragraph(
                texts(
                    f"show.{key}",
                    place=place_words(tie),
                    ts=texts.moment(tie["ts"][:10] if tie["day_only"] else tie["ts"]),
                    amount=texts.grouped(tie["amount"]),
                    currency=safe(tie["currency"]),
                    score=texts.decimal(tie["score"], 2),
                    reasons=_reasons(texts, tie),
                ),
                indent=2,
                hang=2,
            )
    for remark in row["remarks"]:
        detail = f" ({safe(remark['detail'])})" if remark["detail"] else ""
        terminal.paragraph(safe(remark["what"]) + detail, indent=2, hang=2)
        if remark["remedy"]:
            terminal.paragraph(safe(remark["remedy"]), indent=2, hang=2)
