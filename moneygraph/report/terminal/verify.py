"""What was found out about a record, as lines in a terminal."""

from __future__ import annotations

from typing import Any

from moneygraph.report.terminal.terminal import Terminal
from moneygraph.report.text.texts import Texts
from moneygraph.report.values.json import json_text
from moneygraph.store.printable import safe

_GOOD, _BAD, _NOTE = "bold green", "bold red", "yellow"


def print_verdict(terminal: Terminal, texts: Texts, shown: dict[str, Any]) -> None:
    """Print the values of ``verdict_json``: the exports, the verdict, what differs."""
    unusable = [export for export in shown["exports"] if export["state"] != "found"]
    for export in unusable:
        _print_export(terminal, texts, export)
    if not unusable:
        terminal.say(texts("verify.exports", n=len(shown["exports"])))
    if not shown["intact"]:
        terminal.say(texts("verify.tampered"), _BAD, hang=2)
    _print_answer(terminal, texts, shown, len(unusable))
    if shown["others"]:
        terminal.line()
        terminal.say(texts("verify.others"), "bold")
    for other in shown["others"]:
        terminal.say(_named(texts, other), _NOTE, indent=2, hang=2)
        _print_sides(terminal, texts, other, ("recorded", "now"))


def _print_export(terminal: Terminal, texts: Texts, export: dict[str, Any]) -> None:
    state = texts.word("export_state", export["state"])
    terminal.say(f"{safe(export['name'])}: {state}", _BAD, hang=2)
    for line in (f"SHA-256 {export['sha256']}", safe(export["place"]), safe(export["detail"])):
        if line:
            terminal.say(line, indent=2, hang=2)


def _print_answer(terminal: Terminal, texts: Texts, shown: dict[str, Any], unusable: int) -> None:
    if unusable:
        said = texts("verify.incomplete", n=unusable, all=len(shown["exports"]))
        terminal.say(said, _BAD, hang=2)
    elif shown["error"]:
        terminal.say(texts("verify.failed", why=safe(shown["error"])), _BAD, hang=2)
    elif shown["same"]:
        terminal.say(texts("verify.same"), _GOOD, hang=2)
    for key, said in (
        ("difference", texts("verify.different")),
        ("untrue", texts("verify.untrue")),
    ):
        if shown[key] is not None:
            terminal.say(said, _BAD, hang=2)
            place = safe(shown[key]["place"])
            terminal.say(texts("verify.first", place=place), indent=2, hang=2)
            _print_sides(terminal, texts, shown[key], ("recorded", "repeated"))


def _print_sides(
    terminal: Terminal, texts: Texts, shown: dict[str, Any], sides: tuple[str, str]
) -> None:
    for side in sides:
        if side in shown:
            said = safe(" ".join(map(str.strip, json_text(shown[side]).split("\n"))))
        else:
            said = texts("verify.nothing")
        terminal.pair(texts.word("verify", side), said, indent=4)


def _named(texts: Texts, other: dict[str, Any]) -> str:
    return texts(f"verify.{other['what'].replace(' ', '_')}", name=safe(other["name"]))
