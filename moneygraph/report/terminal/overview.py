"""What is known of a case in one screen, and the commands to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moneygraph.report.terminal.terminal import Terminal, cell_len, padded
from moneygraph.report.text.texts import Texts
from moneygraph.report.text.words import account_number
from moneygraph.store.printable import safe

_PLAIN_CALL = "moneygraph"
_STEPS_SHOWN = 3
#: Of these findings the best is shown, of others their number.
_SHOWN_WHOLE = "droppers"


def print_overview(terminal: Terminal, texts: Texts, known: dict[str, Any], call: str) -> None:
    """Print what `overview` returned; `call` is how the command line is called on this case."""
    sums = {key: known[key] for key in ("transfers", "accounts", "owners")}
    terminal.paragraph(texts("load.case", **sums), "bold", hang=2)
    if known["transfers"]:
        span = texts.days(known["first_ts"], known["last_ts"])
        banks = texts("overview.banks", n=known["banks"]) if known["banks"] else ""
        terminal.paragraph(f"{texts('status.period', days=span)}{banks}")
        if known["stolen"] or known["freeze"] or known["found"]:
            terminal.line()
        _print_money(terminal, texts, known)
        _print_found(terminal, texts, known["found"])
        if known["series"]:
            terminal.paragraph(texts("overview.series", n=known["series"]), hang=2)
        if known["requests"] and known["requests"]["accounts"]:
            terminal.paragraph(texts("overview.requests", **known["requests"]), hang=2)
    for note in known["notes"]:
        terminal.paragraph(safe(note), "yellow", hang=2)
    steps = known["next"][:_STEPS_SHOWN]
    print_next(terminal, texts, call, [(step, step.split()[0]) for step in steps])


def _print_money(terminal: Terminal, texts: Texts, known: dict[str, Any]) -> None:
    stolen, freeze = known["stolen"], known["freeze"]
    if stolen:
        whole = float(stolen["amount"]) or 1.0
        ends = ", ".join(
            f"{texts.word('end', one['end'])} {texts.percent(float(one['amount']) / whole)}"
            for one in stolen["ends"]
        )
        amount = f"{texts.grouped(stolen['amount'])} {safe(stolen['currency'])}"
        terminal.paragraph(
            texts("overview.stolen", amount=amount, rule=stolen["rule"], ends=ends), hang=2
        )
    if freeze:
        first = freeze["first"]
        words = texts(
            "overview.freeze",
            amount=f"{texts.grouped(freeze['amount'])} {safe(freeze['currency'])}",
            n=freeze["accounts"],
            first=texts.grouped(first["amount"]),
            account=account_number(texts, first["account"]),
            bank=texts.bank(first["bank"]),
            rule=freeze["rule"],
        )
        if float(freeze["unsure"]):
            unsure = f"{texts.grouped(freeze['unsure'])} {safe(freeze['currency'])}"
            words += f" {texts('overview.unsure', amount=unsure)}"
        terminal.paragraph(words, "bold red", hang=2)


def _print_found(terminal: Terminal, texts: Texts, found: list[dict[str, Any]]) -> None:
    for one in found:
        rings = f", {texts('overview.rings', n=one['rings'])}" if one["rings"] else ""
        number = texts("find.count", n=one["findings"])
        terminal.paragraph(f"{safe(one['title'])}: {number}{rings}", hang=2)
        if one["query"] == _SHOWN_WHOLE:
            about = account_number(texts, str(one["best"]["about"]))
            terminal.paragraph(f"{about}: {safe(one['best']['why'])}", "dim", indent=2, hang=2)


def print_next(
    terminal: Terminal, texts: Texts, call: str, steps: Sequence[tuple[str, str]]
) -> None:
    """Print commands to go on with, each with what it does, by the keys of `[next]`.

    `call` is how the command line is called on the case.
    """
    terminal.line()
    if call != _PLAIN_CALL:
        terminal.paragraph(texts("next.after", call=call), "bold", hang=2)
        commands = [command or call for command, _ in steps]
    else:
        terminal.line(texts("next.title"), "bold")
        commands = [f"{call} {command}".strip() for command, _ in steps]
    width = max(map(cell_len, commands))
    for command, (_, key) in zip(commands, steps, strict=True):
        words = terminal.legible(texts(f"next.{key}"))
        if width + cell_len(words) + 4 <= terminal.width:
            terminal.line(f"  {padded(command, width)}  {words}")
        else:
            terminal.line(f"  {command}")
            terminal.paragraph(words, "dim", indent=4)
